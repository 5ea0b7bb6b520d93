"""Write docs/classic.md from what tests/classic compares. With --check, say if it is out of date."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TREE), str(TREE / "cli"), str(TREE / "auth")]

from tests.classic.cases import cases_of  # noqa: E402
from tests.classic.comparison import GENERAL  # noqa: E402
from tests.classic.differences import MISSING, PENDING, REMOVED, of_command  # noqa: E402
from tests.classic.every_command.verdicts import verdict  # noqa: E402
from tests.classic.record import recorded_commands, recorded_version  # noqa: E402

PAGE = TREE / "docs" / "classic.md"
_OWN = ("bash-completion", "bash_completion", "help")
_INTRODUCTION = """# In place of `nova`

Replace `nova` by `mini-nova`: the commands, options, abbreviations, variables, tables and error
lines are the classic client's (python-novaclient {version}).

```sh
mini-nova alias                      # for scripts as they are: puts a nova beside mini-nova
mini-nova alias ~/.local/bin         # or there
sed -i 's/\\(^\\|[^-a-z]\\)nova /\\1mini-nova /g' job.sh   # or in a script
```

`mini-nova alias` adds a link and never replaces another program. If another `nova` is on the PATH it
refuses, unless you add `--force`, and says which of the two runs. `--remove` takes the link away.
Under the name `nova`, help and hints say `nova`, and `nova completion bash` completes both names.

Your `OS_*`, `NOVA_*` and `NOVACLIENT_*` variables go on working. mini-nova uses the newest
microversion that both sides know, up to 2.104; the classic client ends at 2.96. To stay there, set
`OS_COMPUTE_API_VERSION=2.96`.

## What differs in general

| | |
| --- | --- |
"""
_MORE = (
    ("The first line on stderr", "No deprecation banner."),
    ("Global options", "They stand before the command or after it."),
    (
        "Lookups",
        "Fewer requests to find a name, and none to log in while the cached token is good.",
    ),
)
_TABLE = """
## Command by command

The {cases} command lines of `tests/classic/cases` were run with both clients, on a cloud that
answers each of their requests. Compared are the requests that change something, the queries, stdout,
the first line of an error, and the exit code. The comparison is a test; `tools/classic_table.py`
writes this page from it.

The last column is from a run of all commands against the [sandbox](sandbox.md), each with arguments
that make sense, and the same run on a real OpenStack.

{counts}

On the sandbox, {sandbox} work, and {refused} are refused as Nova refuses them.

| command | cases | beside the classic client's | on the sandbox |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Return the text of the page."""
    commands = sorted(set(recorded_commands()) - {*_OWN})
    counts = Counter(_kind(command) for command in commands)
    sandbox_counts = Counter(verdict(command).partition(":")[0] for command in commands)
    count = sum(len(cases_of(command)) for command in commands)
    general = ((item.title, item.reason) for item in GENERAL)
    rows = (
        (f"`{command}`", str(len(cases_of(command))), _verdict(command), verdict(command))
        for command in commands
    )
    table = _TABLE.format(
        cases=count,
        counts=f"Of {len(commands)} commands: {_summary(counts)}.",
        sandbox=sandbox_counts["works"],
        refused=sandbox_counts["refused as Nova refuses"],
    )
    return "".join(
        [
            _INTRODUCTION.format(version=recorded_version()),
            *_lines([*_MORE, *general]),
            table,
            *_lines(rows),
        ]
    )


def _summary(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in counts.most_common())


def _kind(command: str) -> str:
    """The word that the counts have for a command."""
    if command in MISSING:
        return "missing"
    if command in PENDING:
        return "not compared yet"
    if command in REMOVED:
        return "removed at the server"
    return "differ" if of_command(command) else "the same"


def _verdict(command: str) -> str:
    kind = _kind(command)
    if kind == "removed at the server":
        return f"same, but {kind}: {REMOVED[command]}"
    if kind == "differ":
        return " ".join(_reasons(command))
    return "same" if kind == "the same" else kind


def _reasons(command: str) -> Iterator[str]:
    """Each reason once, with the first of its cases."""
    examples: dict[str, str] = {}
    for difference in of_command(command):
        examples.setdefault(difference.reason, _example(difference.cases))
    for reason, example in examples.items():
        yield f"{reason} ({example})"


def _example(cases: str) -> str:
    """A case for people: without a glob, and without the newest of the old microversions."""
    version, _, line = cases.partition(" ")
    text = line.replace("*", "...").replace("|", "\\|")
    return f"`{text}`" if version in ("2.96", "*", "-") else f"`{text}` at {version}"


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in rows:
        yield f"| {' | '.join(row)} |\n"


def main(arguments: list[str]) -> int:
    """Write or check the page, and return the exit code."""
    text = page()
    is_fresh = PAGE.exists() and PAGE.read_text() == text
    if "--check" in arguments:
        if not is_fresh:
            print(f"{PAGE.name} is not what tools/classic_table.py writes")
        return 0 if is_fresh else 1
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

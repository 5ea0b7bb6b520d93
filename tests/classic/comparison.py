"""How an outcome of mini-nova differs from the classic client's."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from difflib import unified_diff
from typing import Any, NamedTuple

from .outcome import Outcome, Request

_LINES = 5  # of each side of a difference that are shown
_PROGRESS = re.compile(r"\r?Server \w+\.\.\.")
Rule = Callable[[Outcome, Outcome], Outcome]


class GeneralDifference(NamedTuple):
    """A deliberate difference of many commands.

    ``rule`` takes what the classic client did and what mini-nova did, and returns what a classic
    client with this difference would have done. ``example`` is a case that shows it.
    """

    title: str
    reason: str
    rule: Rule
    example: str


def _usage(classic: Outcome, ours: Outcome) -> Outcome:
    if classic.exit_code != 2 or ours.exit_code != 2:
        return classic
    return classic._replace(stderr=ours.stderr)


def _exit_code(classic: Outcome, ours: Outcome) -> Outcome:
    if classic.exit_code != 1 or ours.exit_code not in range(2, 8):
        return classic
    return classic._replace(exit_code=ours.exit_code)


def _single_target(classic: Outcome, ours: Outcome) -> Outcome:
    literals = [line for line in classic.stdout if line.startswith(("b'", 'b"'))]
    stderr = "\n".join(ours.stderr)
    if not literals or any(_sentence(literal) not in stderr for literal in literals):
        return classic
    stdout = [line for line in classic.stdout if line not in literals]
    return classic._replace(stdout=stdout, stderr=ours.stderr)


def _poll(classic: Outcome, ours: Outcome) -> Outcome:
    if not any(_PROGRESS.match(line) for line in classic.stdout):
        return classic
    words = ("", "Finished")
    lines = [line for line in classic.stdout if line not in words and not _PROGRESS.match(line)]
    return classic._replace(stdout=lines)


def _sentence(literal: str) -> str:
    sentence: bytes = ast.literal_eval(literal)
    return sentence.decode()


def _description(classic: Outcome, ours: Outcome) -> Outcome:
    writes = [write._replace(body=_without_null(write.body)) for write in classic.writes]
    is_sent = any("description" in (_rebuild(write.body) or {}) for write in ours.writes)
    return classic if is_sent else classic._replace(writes=writes)


def _without_null(body: Any) -> Any:
    """The body of a request; of a rebuild, without a description that is null."""
    rebuild = _rebuild(body)
    if rebuild is None or rebuild.get("description", "") is not None:
        return body
    return {"rebuild": {key: rebuild[key] for key in rebuild if key != "description"}}


def _rebuild(body: Any) -> dict[str, Any] | None:
    return body.get("rebuild") if isinstance(body, dict) else None


GENERAL = (
    GeneralDifference(
        "Usage errors",
        "They are found before the login, and worded with a hint; the exit code is 2 as ever.",
        _usage,
        "2.96 delete",
    ),
    GeneralDifference(
        "Exit codes",
        "Instead of 1, they say what kind of failure it was: 2 to 7, as in the README.",
        _exit_code,
        "2.96 show nosuch",
    ),
    GeneralDifference(
        "One target of several fails",
        "Each failure is an ERROR line on stderr; the classic client prints b'...' on stdout.",
        _single_target,
        "2.96 delete vm nosuch db",
    ),
    GeneralDifference(
        "The description at a rebuild",
        "It stays, unless `--description` is given; the classic client sends null.",
        _description,
        "2.96 rebuild {vm} {image2}",
    ),
    GeneralDifference(
        "The progress of --poll",
        "It goes to stderr, as a line for each change, and on a terminal as one live line.",
        _poll,
        "2.96 resize resized 2 --poll",
    ),
)


def differences(classic: Outcome, ours: Outcome) -> dict[str, str]:
    """What differs apart from the general differences, as texts by aspect.

    The aspects are requests, queries, output, error and exit.
    """
    for general in GENERAL:
        classic = general.rule(classic, ours)
    return plain_differences(classic, ours)


def plain_differences(classic: Outcome, ours: Outcome) -> dict[str, str]:
    """Everything that differs."""
    pairs: dict[str, tuple[object, object]] = {
        "requests": (_lined(classic.writes), _lined(ours.writes)),
        "queries": (_unordered(classic.queries), _unordered(ours.queries)),
        "output": ("\n".join(classic.stdout), "\n".join(ours.stdout)),
        "error": (_error(classic), _error(ours)),
        "exit": (classic.exit_code, ours.exit_code),
    }
    return {
        aspect: _difference(theirs, mine)
        for aspect, (theirs, mine) in pairs.items()
        if theirs != mine
    }


def _difference(classic: object, ours: object) -> str:
    """The lines that differ: those of the classic client with a minus, ours with a plus."""
    lines = unified_diff(str(classic).split("\n"), str(ours).split("\n"), lineterm="", n=0)
    changes = [line for line in list(lines)[2:] if not line.startswith("@@")]
    sides = [[line for line in changes if line.startswith(sign)] for sign in "-+"]
    return "\n".join(line for side in sides for line in side[:_LINES])


def _unordered(queries: Iterable[Request]) -> str:
    return _lined(sorted({str(query) for query in queries}))


def _lined(things: Iterable[object]) -> str:
    return "\n".join(str(thing) for thing in things)


def _error(result: Outcome) -> str:
    """The first line of the error; nothing after a success."""
    if result.exit_code == 0 or not result.stderr:
        return ""
    errors = (line for line in result.stderr if line.startswith("ERROR ("))
    return next(errors, result.stderr[0])

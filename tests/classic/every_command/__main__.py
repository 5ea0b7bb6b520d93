"""Write a record anew: ``python -m tests.classic.every_command [PROGRAM]``.

Without a cloud in the OS_* variables, the lines run on a sandbox, and what came of them goes to
``sandbox.txt``; with one, to ``openstack.txt``. The lines that touch everybody's servers run only
while nobody else has any. With a PROGRAM in place of mini-nova, such as ``nova``, nothing is
written: the lines that end otherwise than in the record are printed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mini_nova.sandbox import exports
from tests.cloud.everyday import administrator
from tests.runner import COMMAND, ROOT
from tests.sandbox.process import SandboxProcess

from . import record
from .contents import Contents
from .lines import Line
from .runs import Client, Outcome, run_lines

Variables = Mapping[str, str]
_SOURCES = os.pathsep.join((str(ROOT / "cli"), str(ROOT / "auth")))


@contextmanager
def sandbox(folder: Path) -> Iterator[Variables]:
    """The variables of a sandbox as long as the block lasts."""
    with SandboxProcess(folder / "state", "--pace", "0") as process:
        yield exports.variables(process.url, "admin", process.password("admin"), 3)


def run_on(
    variables: Variables, command: tuple[str, ...], folder: Path, *, is_shared: bool = False
) -> list[Outcome]:
    """Run the lines with a client on the cloud of these variables, which others may share."""
    session = administrator(variables)
    contents = Contents(session, f"every-{os.getpid()}")
    client = Client(command, {**variables, "PYTHONPATH": _SOURCES})

    def is_fit(line: Line) -> bool:
        if not is_shared:
            return True
        return line.is_harmless and (line.is_shareable or contents.is_alone())

    try:
        return [_show(outcome) for outcome in run_lines(client, contents, folder, is_fit)]
    finally:
        contents.clear()
        session.close()


def _show(outcome: Outcome) -> Outcome:
    sys.stderr.write(f"{outcome.line}: {outcome.text}\n")
    return outcome


def main(programs: list[str]) -> int:
    """Run the lines, write or compare, and return the exit code."""
    variables = {name: value for name, value in os.environ.items() if name.startswith("OS_")}
    path = record.OPENSTACK if variables else record.SANDBOX
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if variables:
            outcomes = run_on(variables, tuple(programs) or COMMAND, folder, is_shared=True)
        else:
            with sandbox(folder) as own:
                outcomes = run_on(own, tuple(programs) or COMMAND, folder)
    if programs:
        _compare(outcomes, record.read(path))
    else:
        record.write(path, outcomes)
    return 0


def _compare(outcomes: list[Outcome], recorded: list[Outcome]) -> None:
    for outcome, expected in zip(outcomes, recorded, strict=False):
        if outcome.text != expected.text:
            texts = f"  {outcome.text}\n  recorded: {expected.text}\n"
            sys.stdout.write(f"{outcome.line}\n{texts}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

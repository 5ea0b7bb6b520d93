"""Run the lines, one after another, with a client on a cloud, and say what came of each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.classic.cases import Case
from tests.classic.record import FILES
from tests.runner import LIMIT

from .contents import Contents
from .lines import Line, lines

WORKS = "works"
_NOISE = (
    (r" \(Request-ID: [^)]*\)", ""),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
)


class Outcome(NamedTuple):
    """What came of a line: ``works``, or the line of the error."""

    line: Line
    text: str


class Client(NamedTuple):
    """A program that runs command lines, with the variables of a cloud."""

    command: Sequence[str]
    variables: Mapping[str, str]

    def run(self, case: Case, folder: Path) -> str:
        """Run a line in a folder with the files of the cases; return what came of it."""
        path = f"{FILES / 'bin'}{os.pathsep}{os.environ['PATH']}"
        process = subprocess.run(
            [*self.command, *case.arguments],
            env={"PATH": path, "HOME": str(folder), **self.variables},
            cwd=folder,
            input=case.stdin,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            start_new_session=True,  # no terminal to ask for a password
            check=False,
        )
        if process.returncode == 0:
            return WORKS
        return _error(process.stderr, process.returncode)


def run_lines(
    client: Client, contents: Contents, folder: Path, choose: Callable[[Line], bool]
) -> Iterator[Outcome]:
    """Run the lines that are chosen, bringing the cloud to rest after each."""
    place = folder / "files"
    shutil.copytree(FILES, place)
    contents.make()
    for line in lines():
        if choose(line):
            case = line.case_with(contents.words())
            yield Outcome(line, client.run(case, place))
            _wait(contents, line)


def _wait(contents: Contents, line: Line) -> None:
    if line.leaves_a_move:
        contents.be_on_the_move()
        return
    contents.come_to_rest()
    if line.command == "resize-confirm":
        contents.confirm()


def _error(stderr: str, code: int) -> str:
    """Return the line that names an error, without what differs each time."""
    text = next((row for row in stderr.splitlines() if row.lower().startswith("error")), "")
    for pattern, word in _NOISE:
        text = re.sub(pattern, word, text)
    return text or f"exit {code}"

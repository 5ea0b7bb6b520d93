"""The cases: command lines that both clients run. ``cases/README`` describes the files."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.local_cloud.server_shape import Version

from .cloud.contents import IDS

_FOLDER = Path(__file__).parent / "cases"
_NEWEST = "2.96"  # of the cloud, unless a case says so


@dataclass(frozen=True)
class Case:
    """One command line at one microversion.

    ``version`` is what ``--os-compute-api-version`` gets, ``-`` if it is not there; after an ``@``
    stands the newest microversion of the cloud.
    """

    version: str
    line: str

    def __str__(self) -> str:
        return f"{self.version} {self.line}"

    @property
    def newest(self) -> Version:
        """The newest microversion of the cloud; ``(2, 0)`` if it has none."""
        _, _, text = self.version.partition("@")
        major, _, minor = (text or _NEWEST).partition(".")
        return int(major), int(minor)

    @property
    def arguments(self) -> list[str]:
        """The arguments, the microversion's option first."""
        version, _, _ = self.version.partition("@")
        option = [] if version == "-" else ["--os-compute-api-version", version]
        return [*option, *self._words()[len(self.environment) :]]

    @property
    def environment(self) -> dict[str, str]:
        """The variables in front of the command."""
        variables = {}
        for word in self._words():
            name, equals, value = word.partition("=")
            if not (equals and name.isupper()):
                break
            variables[name] = value
        return variables

    @property
    def command(self) -> str:
        """The name of the command."""
        return self._words()[len(self.environment)]

    @property
    def stdin(self) -> str:
        """What the command reads."""
        _, _, text = self.line.partition(" <<< ")
        return text.replace("\\n", "\n")

    def _words(self) -> list[str]:
        line, _, _ = self.line.partition(" <<< ")
        for word, identifier in IDS.items():
            line = line.replace(f"{{{word}}}", identifier)
        return shlex.split(line)


@cache
def cases() -> tuple[Case, ...]:
    """Every case, in the order of the files."""
    return tuple(case for path in sorted(_FOLDER.glob("*.txt")) for case in _read(path))


@cache
def cases_of(command: str) -> tuple[Case, ...]:
    """The cases of one command."""
    return tuple(case for case in cases() if case.command == command)


@cache
def commands() -> tuple[str, ...]:
    """The commands that have cases, in the order of the alphabet."""
    return tuple(sorted({case.command for case in cases()}))


def _read(path: Path) -> Iterator[Case]:
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            versions, line_of_case = line.split(maxsplit=1)
            for version in versions.split(","):
                yield Case(version, line_of_case.strip())

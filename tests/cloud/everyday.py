"""A day's work, done with the classic client and with mini-nova: outputs and times side by side.

``python -m tests.cloud.everyday`` runs ``tests/classic/everyday.sh`` with each on the cloud of the
OS_* variables, prints the lines that differ once ids and times are masked, and the times.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mini_nova_auth import Session
from tests.classic.classic_client import interpreter
from tests.runner import COMMAND, ROOT

SCRIPT = ROOT / "tests" / "classic" / "everyday.sh"
CLASSIC = "import sys; from novaclient.shell import main; sys.argv[0] = 'nova'; main(sys.argv[1:])"
_MASKS = (
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID"),
    (r"\b[0-9a-f]{56}\b", "HOST-ID"),
    (r"\b[0-9a-f]{32}\b", "ID"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?", "TIME"),
    (r"\b(10|192|172)(\.\d+){3}\b", "ADDRESS"),
    (r"\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b", "MAC"),
    (r"\binstance-[0-9a-f]{8}\b", "INSTANCE"),
    (r"\br-[0-9a-z]{8}\b", "RESERVATION"),
    (r"(\| (adminPass|id) +\|) \S+", r"\1 VALUE"),
    (r"Server \w+\.\.\. \d+% complete\r", ""),
    (r"\r", ""),
    (r"-{3,}", "---"),
    (r" {2,}", " "),
)


_SETTINGS = (
    "auth_url",
    "username",
    "password",
    "project_name",
    "user_domain_name",
    "project_domain_name",
)
_COLLECTIONS = (
    ("compute", "/servers", "servers"),
    ("compute", "/os-server-groups", "server_groups"),
    ("compute", "/flavors?is_public=None", "flavors"),
    ("compute", "/os-keypairs", "keypairs"),
    ("compute", "/os-aggregates", "aggregates"),
    ("image", "/v2/images", "images"),
    ("block-storage", "/volumes", "volumes"),
)


class Day(NamedTuple):
    """What a client printed, and how long each command took, in milliseconds."""

    lines: list[str]
    times: list[tuple[str, int]]


def administrator(variables: Mapping[str, str]) -> Session:
    """The session of these variables' user."""
    settings = {name: variables[f"OS_{name.upper()}"] for name in _SETTINGS}
    return Session.from_environment(**settings)


@contextlib.contextmanager
def supplies(session: Session, prefix: str) -> Iterator[dict[str, str]]:
    """What the script needs; afterwards, what it may have left behind is deleted."""
    volume = {"volume": {"name": f"{prefix}-volume", "size": 1}}
    answer = session.request("POST", "block-storage", "/volumes", json=volume).json()
    services = session.get("compute", "/os-services?binary=nova-compute").json()["services"]
    project = session.access.project
    try:
        yield {
            "VOLUME": answer["volume"]["id"],
            "HOST": services[0]["host"],
            "PROJECT": project.id if project else "",
        }
    finally:
        clear(session, prefix)


def clear(session: Session, prefix: str) -> None:
    """Delete everything whose name begins with the prefix; volumes last, when nothing has them."""
    for service, path, kind in _COLLECTIONS:
        for thing in session.get(service, path).json()[kind]:
            fields = thing.get("keypair", thing)
            if str(fields["name"]).startswith(prefix):
                name = fields.get("id", fields["name"])
                session.request("DELETE", service, f"{path.partition('?')[0]}/{name}")


def clients(folder: Path) -> dict[str, Path]:
    """The programs by their names: the classic client, if it is here, and mini-nova."""
    python = interpreter()
    programs: dict[str, tuple[str, ...]] = {"mini-nova": COMMAND}
    if python:
        programs = {"nova": (python, "-W", "ignore", "-c", CLASSIC), **programs}
    return {name: _program(folder / name, command) for name, command in programs.items()}


def _program(path: Path, command: Sequence[str]) -> Path:
    sources = os.pathsep.join((str(ROOT / "cli"), str(ROOT / "auth")))
    path.write_text(f'#!/bin/sh\nPYTHONPATH={sources} exec {shlex.join(command)} "$@"\n')
    path.chmod(0o755)
    return path


def work(program: Path, prefix: str, variables: Mapping[str, str], folder: Path) -> Day:
    """Do a day's work with a client."""
    times = folder / f"{program.name}.times"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **variables}
    day = subprocess.run(
        [str(SCRIPT), str(program), prefix],
        env={**environment, "TIMES": str(times), "OS_COMPUTE_API_VERSION": "2.96"},
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [line.split() for line in times.read_text().splitlines()]
    return Day((day.stdout + day.stderr).splitlines(), [(name, int(time)) for time, name in rows])


def masked(line: str) -> str:
    """A line without what differs each time; columns become narrow."""
    for pattern, word in _MASKS:
        line = re.sub(pattern, word, line)
    return line


def main() -> int:
    """Compare two days, and return the exit code."""
    variables = {name: value for name, value in os.environ.items() if name.startswith("OS_")}
    session = administrator(variables)
    prefix = f"everyday-{os.getpid()}"
    days = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, program in clients(folder).items():
            with supplies(session, prefix) as things:
                days[name] = work(program, prefix, {**variables, **things}, folder)
    session.close()
    sys.stdout.writelines(f"{line}\n" for line in _difference(days))
    sys.stdout.writelines(f"{line}\n" for line in _times(days))
    return 0


def _difference(days: Mapping[str, Day]) -> Iterator[str]:
    """The lines that only one of the clients printed."""
    texts = [[masked(line) for line in day.lines] for day in days.values()]
    names = list(days)
    for number in range(1, len(days)):
        pair, titles = (texts[0], texts[number]), (names[0], names[number])
        yield from difflib.unified_diff(*pair, *titles, lineterm="")


def _times(days: Mapping[str, Day]) -> Iterator[str]:
    yield f"{'command':28}" + "".join(f"{name:>12}" for name in days)
    for rows in zip(*(day.times for day in days.values()), strict=False):
        yield f"{rows[0][0]:28}" + "".join(f"{time:9} ms" for _, time in rows)
    sums = (sum(time for _, time in day.times) for day in days.values())
    yield f"{'together':28}" + "".join(f"{time:9} ms" for time in sums)


if __name__ == "__main__":
    sys.exit(main())

"""Run a list of command lines, each as a step: ``command_lines CLIENT FILE``.

A line of the file is one of these; PREFIX stands for the run's own prefix, and NETWORK for the
name of a network to boot on:

``COMMAND``             passes if it exits with 0
``! COMMAND``           passes if it does not
``NAME = COMMAND``      keeps what it prints for later lines, as ``$NAME``
``COMMAND -> TEXT``     passes if it prints a text
``COMMAND ~> TEXT``     is repeated until it prints a text
``# comment``

``$FIRST``, ``$SECOND`` and ``$THIRD`` are ids that nothing has.

The clients that are written in Python run inside this process, so that they are imported once.
"""

from __future__ import annotations

import io
import logging
import os
import re
import shlex
import subprocess
import sys
import uuid
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from string import Template
from typing import NamedTuple

from tests.clients.steps.frame import NETWORK, PREFIX, require, step, wait_until

UNUSED_IDS = ("FIRST", "SECOND", "THIRD")
Run = Callable[[Sequence[str]], int]
_LINE = re.compile(
    r"(?P<refused>! )?(?:(?P<name>[A-Z]+) = )?(?P<command>.+?)(?: (?P<arrow>[-~]>) (?P<text>.+))?"
)


class Line(NamedTuple):
    """A command line, and what has to come of it."""

    words: list[str]
    name: str
    is_refused: bool
    is_repeated: bool
    text: str


def openstack() -> Run:
    """Return python-openstackclient's entry point."""
    from openstackclient.shell import OpenStackShell

    return lambda words: int(OpenStackShell().run(list(words)) or 0)


def nova() -> Run:
    """Return python-novaclient's entry point."""
    from novaclient.shell import OpenStackComputeShell

    return lambda words: int(OpenStackComputeShell().main(list(words)) or 0)


def glance() -> Run:
    """Return python-glanceclient's entry point."""
    from glanceclient.shell import OpenStackImagesShell

    return lambda words: int(OpenStackImagesShell().main(list(words)) or 0)


def mini_nova() -> Run:
    """Return a function that starts this tree's own client."""
    root = Path(__file__).parents[3]
    paths = os.pathsep.join(str(root / folder) for folder in ("cli", "auth"))
    return process([sys.executable, "-c", "from mini_nova.main import main; main()"], paths)


def process(program: list[str], paths: str = "") -> Run:
    """Return a function that runs a program in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": paths}

    def run(words: Sequence[str]) -> int:
        done = subprocess.run(
            [*program, *words], capture_output=True, text=True, check=False, env=environment
        )
        sys.stdout.write(done.stdout)
        sys.stderr.write(done.stderr)
        return done.returncode

    return run


CLIENTS = {"openstack": openstack, "nova": nova, "glance": glance, "mini-nova": mini_nova}


def parse(line: str, values: dict[str, str]) -> Line:
    """Parse a line, with the values of earlier ones put in."""
    text = Template(line).safe_substitute(values)
    match = _LINE.fullmatch(text.replace("PREFIX", PREFIX).replace("NETWORK", NETWORK))
    if match is None:
        raise ValueError(f"no command line: {line}")
    return Line(
        words=shlex.split(match["command"]),
        name=match["name"] or "",
        is_refused=bool(match["refused"]),
        is_repeated=match["arrow"] == "~>",
        text=match["text"] or "",
    )


def output_of(run: Run, line: Line) -> str:
    """Run a command and return what it prints. Raises ValueError if it does not end as it has to."""
    output, errors = io.StringIO(), io.StringIO()
    logging.getLogger().handlers.clear()  # those of the last command write to its own stderr
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            code = run(line.words)
        except SystemExit as exit_:
            code = 1 if exit_.code else 0
        except Exception as error:
            code = 1
            errors.write(f"{type(error).__name__}: {error}")
    problem = f"exit code {code}: {errors.getvalue()[-350:]}"
    require(bool(code) == line.is_refused, problem)
    return output.getvalue().strip()


def follow(run: Run, line: Line) -> str:
    """Run a command as often as its line says, and return what it prints in the end."""
    if line.is_repeated:
        wait_until(lambda: line.text in output_of(run, line))
        return line.text
    output = output_of(run, line)
    require(line.text in output, f"{line.text!r} is not in {output[-300:]!r}")
    return output


def run_file(run: Run, path: Path) -> None:
    """Run every line of a file."""
    values = {name: str(uuid.uuid4()) for name in UNUSED_IDS}
    for line in path.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        with step(line):
            parsed = parse(line, values)
            output = follow(run, parsed)
            if parsed.name:
                values[parsed.name] = output


def main() -> None:
    """Run the client and the file that the command line names."""
    client, path = sys.argv[1:]
    _, terminal = os.openpty()
    os.dup2(terminal, sys.stdin.fileno())  # or glance reads an image's data from there
    run_file(CLIENTS[client](), Path(path))


if __name__ == "__main__":
    main()

"""Runs mini-nova as a shell would: ``nova("boot", "vm")`` returns what it printed and its exit
code.
"""

import contextlib
import io
import itertools
import json
import logging
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from mini_nova.context import Context
from mini_nova.io import IO
from mini_nova.main import run
from mini_nova_auth.wire import limits

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-c", "from mini_nova.main import main; main()")
LIMIT = 120.0  # seconds for anything that ends by itself, on a busy machine


class Run(NamedTuple):
    """What a command printed, and its exit code."""

    stdout: str
    stderr: str
    exit_code: int

    @property
    def json(self) -> Any:
        """The result as JSON."""
        return json.loads(self.stdout)

    @property
    def sentences(self) -> list[str]:
        """The lines on stderr for people: without the object of a failure."""
        return [line for line in self.errors if not line.startswith("{")]

    @property
    def failure(self) -> Any:
        """The object that stderr ends with."""
        return json.loads(self.errors[-1])

    @property
    def lines(self) -> list[str]:
        """The lines of the result."""
        return self.stdout.splitlines()

    @property
    def cells(self) -> list[list[str]]:
        """The cells of a table, row by row, its header first."""
        return [
            [cell.strip() for cell in line[2:-2].split(" | ")]
            for line in self.lines
            if line.startswith("|")
        ]

    @property
    def errors(self) -> list[str]:
        """The lines on stderr."""
        return self.stderr.splitlines()


class Stream(io.StringIO):
    """A stream in memory that may claim to be a terminal."""

    def __init__(self, *, tty: bool = False, text: str = "") -> None:
        super().__init__(text)
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty


def context_in_memory() -> Context:
    """A context whose streams are in memory."""
    return Context(IO(Stream(), Stream()))


def nova(*arguments: str, tty: bool = False, stdin: str = "") -> Run:
    """One command line, run in this process, on a terminal or with its streams piped."""
    out, err = Stream(tty=tty), Stream(tty=tty)
    with _streams(Stream(text=stdin), out, err):
        code = run(list(arguments), Context(IO(out, err)))
    return Run(out.getvalue(), err.getvalue(), code)


@contextlib.contextmanager
def _streams(stdin: Stream, out: Stream, err: Stream) -> Iterator[None]:
    """The streams in place of the process's own, and the toolkit's logger as it was afterwards."""
    logger = logging.getLogger("mini_nova_auth")
    handlers, propagate = logger.handlers[:], logger.propagate
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "stdin", stdin)
        yield
    logger.handlers[:], logger.propagate = handlers, propagate


def environment() -> dict[str, str]:
    """The variables for a process that is to find the packages of this tree."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(
            (str(ROOT / "cli"), str(ROOT / "auth"), str(ROOT / "sandbox"))
        ),
    }


def start(*arguments: str, program: tuple[str, ...] = COMMAND) -> subprocess.Popen[str]:
    """A process of its own, under way, with its streams piped."""
    return subprocess.Popen(
        [*program, *arguments],
        env=environment(),
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process: subprocess.Popen[str]) -> Run:
    """What a process printed by its end."""
    with process:
        try:
            out, err = process.communicate(timeout=LIMIT)
        finally:
            process.kill()
    return Run(out or "", err or "", process.returncode)


def modules_of(module: str, *loaded: str) -> set[str]:
    """What a new Python loads for a module, if it has loaded others before."""
    program = f"import {', '.join(('sys', *loaded))}; before = set(sys.modules); import {module}; "
    program += "print(*(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    return set(done.stdout.split())


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for a condition to come true."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def hasten_answers(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let so many seconds seem to pass with each part of an answer that arrives."""
    clock = itertools.count(0.0, seconds)
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: next(clock)))


def nova_process(*arguments: str) -> Run:
    """One command line in a process of its own."""
    return finish(start(*arguments))


def nova_on_terminal(*arguments: str, typed: str = "") -> Run:
    """One command line in a process whose streams are all one true terminal; what is shown comes as
    ``stdout``.

    ``typed`` is typed when a line that ends in a colon asks for it.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := read(ours):
            shown += piece
            if typed and shown.endswith(b": "):
                os.write(ours, typed.encode())
                typed = ""
        return Run(shown.decode(), "", process.wait(LIMIT))
    finally:
        process.kill()
        os.close(ours)


def read(descriptor: int) -> bytes:
    """What came next; nothing where the other side has gone, which Linux tells by an error."""
    ready, _, _ = select.select([descriptor], [], [], LIMIT)
    if not ready:
        raise TimeoutError("the terminal has been silent for too long")
    with contextlib.suppress(OSError):
        return os.read(descriptor, 65536)
    return b""

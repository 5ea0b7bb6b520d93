"""Start and stop the sandbox's process.

Several starts at once lead to one sandbox, and all return it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mini_nova.errors import CommandError
from mini_nova.sandbox import state
from mini_nova.sandbox.state import Running
from mini_nova_auth import private_files

if TYPE_CHECKING:
    import subprocess

LIMIT = 60.0  # seconds for a sandbox to come up, on a busy machine; it takes one or two
PAUSE = 0.02
LOG = "sandbox.log"
SECONDS_TO_LEAVE = 10.0
LARGEST_LOG = 8 * 1024 * 1024  # a start puts a larger log aside
ALREADY_RUNNING = 3  # the sandbox's exit code if another one holds the directory
SPEECHLESS = 4  # and if it failed without being able to log why
NEEDS = ("mini_nova_sandbox", "uvicorn", "starlette", "jsonschema", "bcrypt")


def missing_packages() -> list[str]:
    """Return the packages that the sandbox needs and that are not installed."""
    return [name for name in NEEDS if find_spec(name) is None]


def command(directory: Path, options: Sequence[str] = ()) -> list[str]:
    """Return the command line of a sandbox. Raises CommandError if its extra is not installed."""
    missing = missing_packages()
    if missing:
        raise CommandError(
            f"the sandbox needs its extra, {', '.join(missing)} is not installed",
            hint="Install it from a clone of mini-nova: pip install '.[sandbox]'",
        )
    return [sys.executable, "-m", "mini_nova_sandbox", "--state-dir", str(directory), *options]


def start(
    directory: Path, options: Sequence[str] = (), limit: float = LIMIT
) -> tuple[Running, bool]:
    """Return the running sandbox of a directory, and whether this call started it.

    Options that worked are remembered: without any, the sandbox starts with those. Raises
    CommandError with the last line of its log, or if it does not answer within ``limit`` seconds.
    """
    running = state.running(directory)
    if running is not None:
        return running, False
    try:
        _prepare(directory)
        arguments = command(directory, options or state.remembered(directory))
        running, is_new = _start_and_wait(directory, arguments, limit)
        if is_new and options:
            state.remember(directory, options)
    except OSError as problem:
        path = problem.filename or directory
        raise CommandError(f"the sandbox cannot use {path}: {problem.strerror}") from problem
    return running, is_new


def _prepare(directory: Path) -> None:
    """Make the directory, and put a large log aside. Raises OSError, CommandError."""
    check_free(directory)
    private_files.make_directory(directory)
    log = directory / LOG
    options = directory / state.OPTIONS
    _check_plain(log)
    _check_plain(options)
    if not log.exists():
        return
    size = log.stat().st_size
    if size > LARGEST_LOG:
        old_log = directory / f"{LOG}.1"
        log.replace(old_log)


def check_free(directory: Path) -> None:
    """Check that a directory is new, empty, or a sandbox's, before its mode is changed.

    A sandbox creates its lock before anything else, so we look for that after listing the files.
    Raises CommandError, OSError.
    """
    try:
        names = [path.name for path in directory.iterdir()]
    except FileNotFoundError:
        return
    is_empty = all(name.startswith((LOG, "options.")) for name in names)
    is_sandbox = (directory / "lock").exists()
    if not is_empty and not is_sandbox:
        raise CommandError(
            f"{directory} holds something else: it has to be empty, or a sandbox's",
            hint="Name another directory with --state-dir.",
        )


def _check_plain(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise CommandError(f"{path} is not a plain file", hint="Remove it.")


def _start_and_wait(
    directory: Path, arguments: Sequence[str], limit: float
) -> tuple[Running, bool]:
    """Start a process and wait until a sandbox answers: this process, or a faster one.

    A process that finds the directory locked exits. If whoever held the lock then leaves without
    answering (it was stopping, or it failed), we start another process.
    """
    process = _spawn(directory, arguments)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        running = state.running(directory)
        if running is not None:
            return running, _let_go(process, running.get("pid"))
        code = process.poll()
        if code not in (None, ALREADY_RUNNING):
            raise _no_start(directory, code)
        if code == ALREADY_RUNNING and not state.is_locked(directory):
            process = _spawn(directory, arguments)
        time.sleep(PAUSE)
    _let_go(process, state.lock_holder(directory))
    raise _no_answer(directory, limit)


def _no_start(directory: Path, code: int | None) -> CommandError:
    """Return the error for a sandbox that has ended: the last line of its log says why."""
    if code == SPEECHLESS:
        return CommandError(
            f"the sandbox did not start: it cannot write to {directory}",
            hint="Is the disk full, or a quota used up?",
        )
    log = directory / LOG
    return CommandError(f"the sandbox did not start: {_last_line(log)}", hint=f"Its log: {log}")


def _no_answer(directory: Path, limit: float) -> CommandError:
    """Return the error for a sandbox that has not come up in time."""
    pid = state.lock_holder(directory)
    process = f" (pid {pid})" if pid else ""
    return CommandError(
        f"the sandbox{process} did not answer within {limit:g} s",
        hint=f"Its log: {directory / LOG}. To end it: mini-nova sandbox down",
    )


def _spawn(directory: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the process, detached from the terminal, with its output appended to the log."""
    import subprocess

    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    handle = private_files.open_plain(directory / LOG, flags)
    try:
        return subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            start_new_session=True,
            cwd=directory,
        )
    finally:
        os.close(handle)


def _let_go(process: subprocess.Popen[bytes], pid: int | None) -> bool:
    """Whether the sandbox, which has this pid, is our process. If not, end ours: it came second."""
    if pid == process.pid:
        process.returncode = 0  # it outlives this command: keep Popen from waiting for it
        return True
    process.kill()  # otherwise it would start as soon as the other one stops
    process.wait()
    return False


def stop(directory: Path) -> bool:
    """Stop the sandbox of a directory, by SIGKILL if need be; return whether there was one.

    A sandbox that starts at the same moment is stopped, too. Raises CommandError if nothing helps.
    """
    if not state.is_locked(directory):
        return False
    for number in (signal.SIGTERM, signal.SIGKILL):
        if _end(directory, number):
            return True
    pid = _pid(directory)
    lock = directory / "lock"
    holder = f"Process {pid}" if pid else "A process"
    raise CommandError("the sandbox does not end", hint=f"{holder} holds {lock}.")


def _end(directory: Path, number: signal.Signals) -> bool:
    """Send a signal to each sandbox that has the directory; return whether the last one has left."""
    signalled: set[int] = set()
    end = time.monotonic() + SECONDS_TO_LEAVE
    while time.monotonic() < end:
        pid = _pid(directory)
        if not state.is_locked(directory):
            return True
        if pid and pid not in signalled:
            signalled.add(pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(PAUSE)
    return False


def _pid(directory: Path) -> int:
    """Return the pid of the sandbox that runs or starts on a directory, 0 if it is unknown."""
    running = state.running(directory)
    if running is None:
        return state.lock_holder(directory)
    return int(running.get("pid", 0))


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else "it said nothing"

"""Starting and stopping the sandbox's process. Two starts at once are one: the second waits for what the first began."""

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

if TYPE_CHECKING:
    import subprocess

LIMIT = 20.0  # seconds until it has to answer
PAUSE = 0.02
SECONDS_TO_LEAVE = 10.0
LARGEST_LOG = 8 * 1024 * 1024  # with the start after that begins a new one
ALREADY_RUNNING = 3  # its exit code where another one holds the directory
NEEDS = ("mini_nova_sandbox", "uvicorn", "starlette", "jsonschema", "bcrypt")


def command(directory: Path, options: Sequence[str] = ()) -> list[str]:
    """The command line of a sandbox on a directory. Raises CommandError where its extra is not installed."""
    missing = [name for name in NEEDS if find_spec(name) is None]
    if missing:
        raise CommandError(
            f"the sandbox needs its extra, {', '.join(missing)} is not installed",
            hint="Install it: pip install 'mini-nova[sandbox]'",
        )
    return [sys.executable, "-m", "mini_nova_sandbox", "--state-dir", str(directory), *options]


def start(directory: Path, options: Sequence[str] = ()) -> tuple[Running, bool]:
    """The running sandbox of a directory, and whether it was started now. Raises CommandError with what its log says.

    Options are remembered: one that is started without any comes up as it was last.
    """
    there = state.running(directory)
    if there is not None:
        return there, False
    import subprocess

    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if options:
        state.remember(directory, options)
    else:
        options = state.remembered(directory)
    log = directory / "sandbox.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(directory / "sandbox.log.1")
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        process = subprocess.Popen(
            command(directory, options),
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            start_new_session=True,
            cwd=directory,
        )
    finally:
        os.close(handle)
    return _wait(directory, process, log)


def _wait(directory: Path, process: subprocess.Popen[bytes], log: Path) -> tuple[Running, bool]:
    """Waits until somebody answers on the directory: the process just started, or the one that was first."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        found = state.running(directory)
        if found is not None:
            started = found.get("pid") == process.pid
            if started:
                process.returncode = 0  # it outlives this command: nobody waits for it
            else:
                process.kill()  # another was first; this one would come up as soon as that one is stopped
                process.wait()
            return found, started
        code = process.poll()
        if code not in (None, ALREADY_RUNNING):
            raise CommandError(
                f"the sandbox did not start: {_last_line(log)}", hint=f"Its log: {log}"
            )
        time.sleep(PAUSE)
    raise CommandError(f"the sandbox did not answer within {LIMIT:.0f} s", hint=f"Its log: {log}")


def stop(directory: Path) -> bool:
    """Ends the sandbox of a directory, by force where it does not go; whether there was one. Raises CommandError.

    One that was about to start meanwhile is ended, too.
    """
    if not state.is_locked(directory):
        return False
    for number in (signal.SIGTERM, signal.SIGKILL):
        asked: set[int] = set()
        end = time.monotonic() + SECONDS_TO_LEAVE
        while time.monotonic() < end:
            if not state.is_locked(directory):
                return True
            pid = int((state.running(directory) or {}).get("pid", 0))
            if pid and pid not in asked:
                asked.add(pid)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            time.sleep(PAUSE)
    raise CommandError("the sandbox does not end", hint=f"Somebody holds {directory / 'lock'}.")


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else "it said nothing"

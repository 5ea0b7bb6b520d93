"""The sandbox's state directory, read from outside: is it running, where, with which secrets.

``lock`` is held (flock) for as long as a sandbox runs, and has its pid; ``running.json`` says where
it answers; ``credentials.json`` has the passwords of admin and demo, and the key of the control
API. Nothing here uses the network.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mini_nova.errors import CommandError
from mini_nova_auth import directories, private_files

Running = dict[str, Any]  # running.json: url, pid, and the options in effect
OPTIONS = "options.json"
CREDENTIALS = ("admin", "demo", "control")
# What a sandbox keeps in its directory besides the lock, the port and the mark of a fork.
FILES = (
    "sandbox.sqlite",
    "sandbox.sqlite-wal",
    "sandbox.sqlite-shm",
    "credentials.json",
    "running.json",
    "sandbox.log",
    "sandbox.log.1",
    OPTIONS,
)
FOLDERS = ("images", "instances", "loading", "loading.new")


def standard_directory(environ: Mapping[str, str]) -> Path:
    """Return ``$XDG_STATE_HOME/mini-nova/sandbox``, by default under ``~/.local/state``."""
    return Path(directories.state(environ)) / "sandbox"


def default_directory(environ: Mapping[str, str]) -> Path:
    """Return the directory of the last ``sandbox up``, if it has a sandbox, or the standard one."""
    try:
        directory = Path(private_files.read(_choice(environ)))
    except (OSError, ValueError):
        return standard_directory(environ)
    if directory.is_absolute() and (directory / "lock").exists():
        return directory
    return standard_directory(environ)


def choose(environ: Mapping[str, str], directory: Path) -> None:
    """Make a directory the default one. Raises OSError."""
    choice = _choice(environ)
    if directory == standard_directory(environ):
        choice.unlink(missing_ok=True)
    else:
        private_files.replace(choice, str(directory))


def _choice(environ: Mapping[str, str]) -> Path:
    """The file with the directory of the last ``sandbox up``, unless that is the standard one."""
    return Path(directories.state(environ)) / "sandbox-directory"


def running(directory: Path) -> Running | None:
    """Return what a sandbox says about itself; None if none runs, or it does not answer yet."""
    if not is_locked(directory):
        return None
    value = _read_json(directory / "running.json")
    if isinstance(value, dict) and isinstance(value.get("url"), str):
        return value
    return None


def is_locked(directory: Path) -> bool:
    """Whether a sandbox holds the directory's lock."""
    try:
        handle = os.open(directory / "lock", os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def lock_holder(directory: Path) -> int:
    """Return the pid of the sandbox that holds the lock; 0 if none does, or it has not said yet."""
    if not is_locked(directory):
        return 0
    value = _read_json(directory / "lock")
    is_pid = isinstance(value, int) and value > 0
    return value if is_pid else 0


def is_fork(directory: Path) -> bool:
    """Whether a directory is that of a fork, which ends with its sandbox."""
    return (directory / "fork").is_file() and (directory / "lock").is_file()


def erase(directory: Path) -> None:
    """Remove the state of a sandbox that is not running, and nothing else. Raises OSError."""
    for name in FILES:
        (directory / name).unlink(missing_ok=True)
    for name in FOLDERS:
        shutil.rmtree(directory / name, ignore_errors=True)


def remove_fork(directory: Path) -> None:
    """Remove the directory of a fork that is not running, unless it has files of somebody else."""
    erase(directory)
    for name in ("port", "lock", "fork"):
        (directory / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        directory.rmdir()


def remember(directory: Path, options: Sequence[str]) -> None:
    """Store the options of a start, for the next one without any."""
    private_files.replace(directory / OPTIONS, json.dumps(list(options)))


def remembered(directory: Path) -> list[str]:
    """Return the options of the last start; none if they cannot be read."""
    value = _read_json(directory / OPTIONS)
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return value
    return []


def credentials(directory: Path) -> dict[str, str]:
    """Return the passwords and the control key. Raises CommandError if they cannot be read."""
    path = directory / "credentials.json"
    try:
        values = json.loads(private_files.read(path))
        return {name: str(values[name]) for name in CREDENTIALS}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise CommandError(
            f"the sandbox's credentials in {path} cannot be read",
            hint="Try: mini-nova sandbox reset",
        ) from problem


def _read_json(path: Path) -> Any:
    """Return the value in a file, None if there is none."""
    try:
        return json.loads(private_files.read(path))
    except (OSError, ValueError):
        return None

"""The state directory (mode 0700) and its small files (mode 0600).

``lock`` stays locked while a sandbox runs, and holds its pid. ``credentials.json`` has the passwords
and the control key, which the first start makes up. ``running.json`` exists while the sandbox
answers. ``port`` has the last port, so that yesterday's exports still work.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.settings import Settings

# Files that the client writes before it starts the first sandbox.
CLIENT_FILES = ("sandbox.log", "sandbox.log.1", "options.json", "options.*.new")
SECRETS = ("admin", "demo", "control")
SECONDS_TO_LOCK = 5.0
PAUSE = 0.01


class AlreadyRunning(Exception):
    """Another sandbox runs on this state directory."""


class StateUnusable(Exception):
    """The state directory cannot be used; the text says why."""


class Lock:
    """The directory's lock, which this process has. A new directory of that name is not locked."""

    def __init__(self, settings: Settings, handle: int) -> None:
        self.handle = handle
        self._path = settings.lock
        self._status = os.fstat(handle)

    @property
    def holds(self) -> bool:
        """Whether the directory is still the one that was locked: not removed, not replaced."""
        try:
            status = self._path.stat()
        except OSError:
            return False
        return os.path.samestat(status, self._status)


@contextmanager
def locked(settings: Settings) -> Iterator[Lock]:
    """Prepare the directory and keep it locked. Raises AlreadyRunning, StateUnusable, OSError."""
    _check(settings)
    handle = os.open(settings.lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        _forget_killed(handle, settings)
        _acquire(handle, settings.state_dir)
        _write_pid(handle)
        settings.images.mkdir(exist_ok=True)
        settings.instances.mkdir(exist_ok=True)
        yield Lock(settings, handle)
    finally:
        os.close(handle)


def is_locked(settings: Settings) -> bool:
    """Whether a sandbox has the directory."""
    try:
        handle = os.open(settings.lock, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _try_lock(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


def _check(settings: Settings) -> None:
    """Check that the directory is ours, and either a sandbox's or empty. Raises StateUnusable."""
    folder = settings.state_dir
    _make_private(folder)
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise StateUnusable(f"{folder} belongs to another user")
    names = [path.name for path in folder.iterdir()]
    is_empty = all(_is_client_file(name) for name in names)
    # A sandbox creates its lock before anything else. Because we look for the lock after listing
    # the directory, the files of a sandbox that is just starting are not taken for foreign ones.
    is_sandbox = settings.lock.exists()
    if not is_empty and not is_sandbox:
        raise StateUnusable(f"{folder} holds something else: it has to be empty, or a sandbox's")
    _check_files(settings)
    folder.chmod(0o700)


def _make_private(folder: Path) -> None:
    """Make a directory and those missing above it, for us alone whatever the umask."""
    if not folder.parent.exists():
        _make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def _check_files(settings: Settings) -> None:
    """Check that nothing else is in a file's place: a pipe would stop us without a word.

    Raises StateUnusable.
    """
    for path in settings.files:
        if path.exists() and not path.is_file():
            raise StateUnusable(f"{path} is not a plain file: remove it")


def _is_client_file(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in CLIENT_FILES)


def _forget_killed(handle: int, settings: Settings) -> None:
    """Remove what a killed sandbox said of itself: with our lock, clients would believe it.

    Whoever shares the lock knows that no sandbox has it.
    """
    if _try_lock(handle, fcntl.LOCK_SH):
        settings.running.unlink(missing_ok=True)
        fcntl.flock(handle, fcntl.LOCK_UN)


def _acquire(handle: int, folder: Path) -> None:
    """Take the lock. Raises AlreadyRunning.

    Clients that look whether a sandbox runs hold a shared lock for a moment. They fail our attempt
    as a sandbox would, but only a sandbox, with its exclusive lock, keeps us from sharing.
    """
    deadline = time.monotonic() + SECONDS_TO_LOCK
    while not _try_lock(handle, fcntl.LOCK_EX):
        is_shared = _try_lock(handle, fcntl.LOCK_SH)
        is_late = time.monotonic() > deadline
        if is_late or not is_shared:
            raise AlreadyRunning(f"a sandbox already runs on {folder}")
        fcntl.flock(handle, fcntl.LOCK_UN)
        time.sleep(PAUSE)


def _try_lock(handle: int, operation: int) -> bool:
    try:
        fcntl.flock(handle, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_pid(handle: int) -> None:
    """Name this process to clients that find the directory locked and nobody answering."""
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)


def credentials(settings: Settings) -> dict[str, str]:
    """Return the passwords and the control key; make them up if they cannot be read."""
    try:
        values: dict[str, str] = json.loads(settings.credentials.read_text(encoding="utf-8"))
        if values.keys() >= set(SECRETS):
            return values
    except (OSError, ValueError):
        pass
    values = {name: chance.new_token("password", 24) for name in SECRETS}
    write_credentials(settings, values)
    return values


def write_credentials(settings: Settings, values: Mapping[str, str]) -> None:
    """Write the passwords and the control key."""
    _replace(settings.credentials, json.dumps(dict(values)))


def announce(settings: Settings, description: Mapping[str, Any]) -> None:
    """Write ``running.json``: the sandbox answers from now on."""
    _replace(settings.running, json.dumps(description))


def withdraw(settings: Settings, lock: Lock) -> None:
    """Remove ``running.json``, unless it is another sandbox's: this one answers no more."""
    if lock.holds:
        settings.running.unlink(missing_ok=True)


def last_port(settings: Settings) -> int:
    """Return the port of the last run, or 0."""
    try:
        port = int(settings.port_memory.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
    return port if 0 < port < 65536 else 0


def remember_port(settings: Settings, port: int) -> None:
    """Remember the port for the next run."""
    _replace(settings.port_memory, str(port))


def _replace(path: Path, text: str) -> None:
    """Replace a file in one step, so that no reader sees half of it."""
    pid = os.getpid()
    scratch = path.with_name(f".{path.name}.{pid}")
    try:
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)  # a full disk leaves half of it

"""Files for one user's eyes: directories of 0700, files of 0600, replaced whole, and locks between processes."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

SCRATCH_SUFFIX = ".new"
_LOCK_PAUSE = 0.02


def make_directory(path: Path) -> None:
    """The directory, ours and private. Raises OSError where it cannot be."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.stat()
    if status.st_uid != os.geteuid():
        raise PermissionError(1, "it belongs to another user")
    if stat.S_IMODE(status.st_mode) & 0o077:
        path.chmod(0o700)


def replace(path: Path, text: str) -> None:
    """Writes a file whole: whoever reads it sees the old text or the new. Raises OSError."""
    make_directory(path.parent)
    scratch = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}{SCRATCH_SUFFIX}")
    try:
        scratch.unlink(missing_ok=True)
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        scratch.replace(path)
    finally:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)


def distrust(status: os.stat_result) -> str:
    """Why a file's content is not to be trusted, in words; '' where it is ours and only ours to read."""
    if not stat.S_ISREG(status.st_mode):
        return "it is not a plain file"
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    if stat.S_IMODE(status.st_mode) & 0o077:
        return "others may read it"
    return ""


@contextlib.contextmanager
def lock(path: Path, wait: float) -> Iterator[bool]:
    """Only one process at a time is inside. Gives False where ``wait`` seconds were not enough to get in.

    A file system that has no locks counts as got in. Raises OSError where the file cannot be made.
    """
    import fcntl

    make_directory(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        give_up = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() <= give_up:
                    time.sleep(_LOCK_PAUSE)
                    continue
                yield False
            except OSError:
                yield True
            else:
                yield True
            return
    finally:
        os.close(descriptor)

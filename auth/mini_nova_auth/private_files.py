"""Files for one user's eyes: 0600 in directories of 0700, replaced whole, with locks."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SCRATCH_SUFFIX = ".new"
WAIT_NOTICE = 2.0  # seconds of waiting for a lock after which the user is told
_LOCK_PAUSE = 0.02  # seconds


def make_directory(path: Path) -> None:
    """Make a directory that is ours and private. Raises OSError if that is impossible."""
    _make_private(path)
    status = path.stat()
    if status.st_uid != os.geteuid():
        raise PermissionError(1, "it belongs to another user")
    if stat.S_IMODE(status.st_mode) & 0o077:
        path.chmod(0o700)


def _make_private(path: Path) -> None:
    """Make a directory and those missing above it, for us alone whatever the umask."""
    if not path.parent.exists():
        _make_private(path.parent)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir():
            raise
    else:
        path.chmod(0o700)  # a umask may take from us, too


def read(path: Path) -> str:
    """The text of a plain file. Raises OSError, UnicodeDecodeError."""
    with os.fdopen(open_plain(path, os.O_RDONLY), encoding="utf-8") as file:
        return file.read()


def open_plain(path: Path, flags: int) -> int:
    """A descriptor of a plain file. Raises OSError, also for a pipe, which ``open`` waits for."""
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "it is not a plain file", str(path))


def replace(path: Path, text: str) -> None:
    """Write a file whole, in a directory that is made ours and private. Raises OSError."""
    make_directory(path.parent)
    write(path, text)


def write(path: Path, text: str) -> None:
    """Write a file whole, in a directory as it is: readers see either the old text or the new.

    Raises OSError.
    """
    writer = f"{os.getpid()}-{threading.get_ident()}"
    scratch = path.with_suffix(f".{writer}{SCRATCH_SUFFIX}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        remove(scratch)
        descriptor = os.open(scratch, flags, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(descriptor, 0o600)  # a umask may take from us, too
            file.write(text)
        try:
            scratch.replace(path)
        except IsADirectoryError:
            remove(path)
            scratch.replace(path)
    finally:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)


def distrust(status: os.stat_result) -> str:
    """The reason not to trust a file's content; '' if it is ours and only we can read it."""
    if not stat.S_ISREG(status.st_mode):
        return "it is not a plain file"
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    if stat.S_IMODE(status.st_mode) & 0o077:
        return "others may read it"
    return ""


def remove(path: Path) -> None:
    """Remove a file, or a directory in its place. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        import shutil

        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def lock(
    path: Path,
    wait: float,
    *,
    tell: Callable[[], None] = lambda: None,
    notice: float = WAIT_NOTICE,
    is_kept: bool = True,
) -> Iterator[bool]:
    """Hold a lock that one process at a time can hold; False if it is not free within ``wait`` s.

    After ``notice`` seconds of waiting, ``tell`` is called. The file is removed at the end unless
    it ``is_kept``. True on a file system that has no locks. Raises OSError if the file cannot be
    created.
    """
    make_directory(path.parent)
    patience = _Patience(wait, notice, tell)
    while True:
        descriptor = _open_lock(path)
        try:
            is_locked = _acquire(descriptor, patience)
            if is_locked and not _is_at(path, descriptor):
                continue  # whoever held it has removed it
            try:
                yield is_locked
            finally:
                if is_locked and not is_kept:
                    path.unlink(missing_ok=True)
            return
        finally:
            os.close(descriptor)


def _open_lock(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    try:
        return open_plain(path, flags)
    except OSError as problem:
        if problem.errno not in (errno.EISDIR, errno.EINVAL):
            raise
        remove(path)  # it is no plain file
        return open_plain(path, flags)


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether a path still leads to an open file."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


class _Patience:
    """The wait for a lock: its limit in seconds, and when to tell of it."""

    def __init__(self, limit: float, notice: float, tell: Callable[[], None]) -> None:
        self._start = time.monotonic()
        self._limit = limit
        self._notice = notice
        self._tell = tell
        self._has_told = False

    def is_over(self) -> bool:
        """Whether the limit has passed. Tells of the wait once, when it is time."""
        elapsed = time.monotonic() - self._start
        if elapsed > self._notice and not self._has_told:
            self._has_told = True
            self._tell()
        return elapsed > self._limit


def _acquire(descriptor: int, patience: _Patience) -> bool:
    """Lock a file. Returns False if another process still has it at the end of the wait."""
    import fcntl

    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if patience.is_over():
                return False
            time.sleep(_LOCK_PAUSE)
        except OSError:
            return True
        else:
            return True

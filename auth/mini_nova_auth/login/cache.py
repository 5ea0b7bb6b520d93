"""The cache of logins on disk: private, atomic, locked.

One file for each identity and scope, ``<hash of identity>-<hash of scope>.json``, mode 0600 in a
directory of mode 0700, replaced atomically. A file repeats its name: a copy of it under another
name is not used. Nor is a file that is damaged, a link, another user's or readable by others. That
is reported once, as is a file that cannot be written, and the work goes on. No password is ever
stored.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from mini_nova_auth import directories, lenient, private_files
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.login import summary
from mini_nova_auth.login.entry import Entry, OlderFormat

LOCK_WAIT = 90.0  # seconds to wait for another process's login before logging in beside it
_SUMMARY_WAIT = 5.0  # seconds
_MAX_SIZE = 8 * 1024 * 1024  # bytes
_log = logging.getLogger(__name__)


class Key(NamedTuple):
    """Who logs in, and into which scope: settings as text. Only their hashes reach the disk."""

    identity: tuple[str, ...]
    scope: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return f"{_digest(self.identity)}-{_digest(self.scope)}"


class Cache:
    """The entries of one directory. Nothing is touched before the first call."""

    def __init__(self, directory: Path, *, lock_wait: float = LOCK_WAIT) -> None:
        self.directory = directory
        self._lock_wait = lock_wait
        self._has_warned = False

    def load(self, key: Key) -> Entry | None:
        """Load the entry, fresh or not; None if there is none that can be trusted."""
        return self._load_file(self._file(key))

    def load_scopes(self, key: Key) -> Iterator[Entry]:
        """Load the entries of an identity in all scopes, that of the key first."""
        own_path = self._file(key)
        paths = self._files(f"{_digest(key.identity)}-*.json")
        for path in sorted(paths, key=lambda path: path != own_path):
            entry = self._load_file(path)
            if entry is not None:
                yield entry

    def store(self, key: Key, entry: Entry) -> None:
        """Store an entry, or warn why it cannot be stored."""
        try:
            text = json.dumps({"name": key.stem, **entry.to_json()})
            private_files.replace(self._file(key), text)
            self._summarize()
        except OSError as problem:
            self._warn_unusable(problem)

    @contextlib.contextmanager
    def lock(self, key: Key) -> Iterator[None]:
        """Let one process at a time log an identity in. Without a lock, warn and go on."""
        path = self.directory / f"{_digest(key.identity)}.lock"
        with contextlib.ExitStack() as stack:
            try:
                lock = private_files.lock(path, self._lock_wait, tell=self._tell_of_wait)
                is_locked = stack.enter_context(lock)
                if not is_locked:
                    self._warn(
                        f"another process has held the lock {path} for {self._lock_wait:g} s: "
                        "going on without it"
                    )
            except OSError as problem:
                self._warn_unusable(problem)
            yield

    def entries(self) -> list[tuple[Path, Entry]]:
        """Load all entries that can be trusted, with their files."""
        entries = []
        for path in self._files("*.json"):
            entry = self._load_file(path)
            if entry is not None:
                entries.append((path, entry))
        return entries

    def trouble(self) -> str:
        """Explain why the directory cannot be used; '' if it can, or can be created."""
        try:
            if self.directory.exists():
                private_files.make_directory(self.directory)
            folder = self.directory
            while not folder.exists():
                folder = folder.parent
        except OSError as problem:
            return problem.strerror or "unreadable"
        return "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} cannot be written to"

    def drop(self, matches: Callable[[Access], bool]) -> None:
        """Remove the logins that match. Raises OSError if a file cannot be removed."""
        paths = [path for path, entry in self.entries() if matches(entry.access)]
        for path in paths:
            path.unlink(missing_ok=True)
        if paths:
            self._summarize()

    def clear(self) -> int:
        """Remove every entry and return their number. Raises OSError if one cannot be removed."""
        paths = self._files("*.json")
        scratch_paths = self._files(f"*{private_files.SCRATCH_SUFFIX}")
        summary_path = self.directory / summary.NAME
        for path in [*paths, *scratch_paths, summary_path]:
            private_files.remove(path)
        return len(paths)

    def _file(self, key: Key) -> Path:
        return self.directory / f"{key.stem}.json"

    def _files(self, pattern: str) -> list[Path]:
        try:
            return sorted(self.directory.glob(pattern))
        except OSError:
            return []

    def _summarize(self) -> None:
        """Rewrite the summary of all logins. Raises OSError."""
        path = self.directory / summary.NAME
        lock_path = path.with_suffix(".lock")
        lock = private_files.lock(lock_path, _SUMMARY_WAIT, is_kept=False)
        with lock:  # else the last to write may not be the last to have read
            summaries = [entry.summary() for _, entry in self.entries()]
            private_files.replace(path, summary.to_text(summaries))

    def _load_file(self, path: Path) -> Entry | None:
        try:
            content = _read_trusted(path)
        except FileNotFoundError:
            return None
        except OSError as problem:
            reason = problem.strerror or "unreadable"
            self._warn(f"the cache file {path} is not used ({reason}): logging in again")
            return None
        try:
            value = json.loads(content)
            entry = Entry.from_json(value)
        except OlderFormat:
            return None
        except (ValueError, RecursionError, ProtocolError):
            self._warn(f"the cache file {path} is damaged: logging in again")
            return None
        if lenient.mapping(value).get("name") != path.stem:
            self._warn(f"the cache file {path} is a copy of another login's: logging in again")
            return None
        return entry

    def _tell_of_wait(self) -> None:
        _log.warning("another process is logging in: waiting up to %g s for it", self._lock_wait)

    def _warn_unusable(self, problem: OSError) -> None:
        self._warn(
            f"the cache {self.directory} cannot be used ({problem.strerror}): "
            "the next command logs in again"
        )

    def _warn(self, sentence: str) -> None:
        """Log the first warning only: one trouble with the cache is seldom alone."""
        if not self._has_warned:
            _log.warning("%s", sentence)
        self._has_warned = True


def default_directory(variables: Mapping[str, str]) -> Path:
    """Return ``mini-nova`` in XDG_CACHE_HOME, or in ~/.cache."""
    return Path(directories.cache(variables))


def _read_trusted(path: Path) -> bytes:
    """Read a file that only its owner, the user, can read. Raises OSError."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        reason = private_files.distrust(status)
        if reason:
            raise PermissionError(1, reason)
        return file.read(_MAX_SIZE)


def _digest(parts: tuple[str, ...]) -> str:
    text = "\0".join(parts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]

"""Access on disk: private, atomic, locked, single flight.

One file an identity and scope, ``<hash of identity>-<hash of scope>.json``, 0600 in a directory of 0700, replaced
whole. A file that is corrupt, not ours, a link, or readable by others is left unused and said so, once; what cannot be
written is said so, once, and the work goes on. No password is ever in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mini_nova_auth import directories, lenient, private_files
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.login import summary
from mini_nova_auth.login.summary import Asked, Summary

FORMAT = 1
LOCK_WAIT = 90.0  # seconds to wait for another process's login before logging in beside it
_LARGEST = 8 * 1024 * 1024
_log = logging.getLogger(__name__)


class Key(NamedTuple):
    """Whose token, and for what. Parts of the identity and of the scope, as text; only their hashes reach the disk."""

    identity: tuple[str, ...]
    scope: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return f"{_digest(self.identity)}-{_digest(self.scope)}"


class Entry(NamedTuple):
    """What a file holds: the access, version documents by the URL that gave them, and what it was asked for by."""

    access: Access
    documents: Mapping[str, Any] = {}
    asked: Asked = Asked()

    def summary(self) -> Summary:
        """The entry in a few words, for a prompt."""
        access = self.access
        lifetime = access.seconds_left(access.taken)
        user, project = access.user.name or access.user.id, access.project.name or access.project.id
        return Summary(self.asked, user, project, access.project.id, access.taken, lifetime)


class Cache:
    """The entries of one directory. Nothing is touched before the first call."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._said: set[str] = set()

    def load(self, key: Key) -> Entry | None:
        """The entry, fresh or not; None where there is none that can be trusted."""
        return self._read(self.directory / f"{key.stem}.json")

    def load_other_scopes(self, key: Key) -> Iterator[Entry]:
        """The entries of the same identity in other scopes."""
        for path in self._paths(f"{_digest(key.identity)}-*.json"):
            if path.stem != key.stem:
                entry = self._read(path)
                if entry is not None:
                    yield entry

    def store(self, key: Key, entry: Entry) -> None:
        """Writes the entry whole, or says why not."""
        kept = {"format": FORMAT, "asked": list(entry.asked), "documents": dict(entry.documents)}
        text = json.dumps({**kept, "access": entry.access.to_json()})
        try:
            private_files.replace(self.directory / f"{key.stem}.json", text)
            self._summarize()
        except OSError as problem:
            self._say_unusable(problem)

    @contextlib.contextmanager
    def lock(self, key: Key) -> Iterator[None]:
        """Only one process at a time is inside, for one identity. Where no lock can be had, goes on, and says so."""
        path = self.directory / f"{_digest(key.identity)}.lock"
        with contextlib.ExitStack() as stack:
            try:
                if not stack.enter_context(private_files.lock(path, LOCK_WAIT)):
                    self._say(
                        f"another process has held the lock {path} for {LOCK_WAIT:g} s: going on without it"
                    )
            except OSError as problem:
                self._say_unusable(problem)
            yield

    def entries(self) -> list[tuple[Path, Entry]]:
        """All entries that can be read, with their files."""
        found = ((path, self._read(path)) for path in self._paths("*.json"))
        return [(path, entry) for path, entry in found if entry is not None]

    def trouble(self) -> str:
        """Why nothing can be kept in the directory, in words; '' where it can, or where it can be made."""
        try:
            if self.directory.exists():
                private_files.make_directory(self.directory)
            place = next(at for at in (self.directory, *self.directory.parents) if at.exists())
        except OSError as problem:
            return problem.strerror or "unreadable"
        return "" if os.access(place, os.W_OK | os.X_OK) else f"{place} cannot be written to"

    def drop(self, is_meant: Callable[[Access], bool]) -> None:
        """Forgets the logins that are meant. Raises OSError where a file cannot be removed."""
        meant = [path for path, entry in self.entries() if is_meant(entry.access)]
        for path in meant:
            path.unlink(missing_ok=True)
        if meant:
            self._summarize()

    def clear(self) -> int:
        """Removes every entry; how many there were. Raises OSError where one cannot be removed."""
        paths = self._paths("*.json")
        for path in [*paths, *self._paths(f"*{private_files.SCRATCH_SUFFIX}")]:
            path.unlink(missing_ok=True)
        (self.directory / summary.NAME).unlink(missing_ok=True)
        return len(paths)

    def _summarize(self) -> None:
        """Writes the few words on every login anew. Raises OSError."""
        words = summary.text_of([entry.summary() for _, entry in self.entries()])
        private_files.replace(self.directory / summary.NAME, words)

    def _paths(self, pattern: str) -> list[Path]:
        try:
            return sorted(self.directory.glob(pattern))
        except OSError:
            return []

    def _read(self, path: Path) -> Entry | None:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as problem:
            self._say(
                f"the cache file {path} cannot be read ({problem.strerror}): logging in again"
            )
            return None
        try:
            with os.fdopen(descriptor, "rb") as file:
                reason = private_files.distrust(os.fstat(file.fileno()))
                content = b"" if reason else file.read(_LARGEST)
        except OSError as problem:
            reason = problem.strerror or "unreadable"
        if reason:
            self._say(f"the cache file {path} is left unused ({reason}): logging in again")
            return None
        return self._parsed(path, content)

    def _parsed(self, path: Path, content: bytes) -> Entry | None:
        try:
            given = lenient.mapping(json.loads(content))
            if given.get("format") != FORMAT:
                raise ProtocolError("another format")
            asked = Asked(
                *map(lenient.text, lenient.items(given.get("asked"))[: len(Asked._fields)])
            )
            return Entry(
                Access.from_json(given.get("access")),
                lenient.mapping(given.get("documents")),
                asked,
            )
        except (ValueError, RecursionError, ProtocolError):
            self._say(f"the cache file {path} is damaged: logging in again")
            return None

    def _say_unusable(self, problem: OSError) -> None:
        self._say(
            f"the cache {self.directory} cannot be used ({problem.strerror}): the next command logs in again"
        )

    def _say(self, sentence: str) -> None:
        """Once, and only the first: one trouble with the cache is seldom alone."""
        if not self._said:
            _log.warning("%s", sentence)
        self._said.add(sentence)


def default_directory(variables: Mapping[str, str]) -> Path:
    """``mini-nova`` under XDG_CACHE_HOME, or under ~/.cache."""
    return Path(directories.cache(variables))


def _digest(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]

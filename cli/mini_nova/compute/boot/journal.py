"""A note on this machine that the create request of a boot with an idempotency key is under way.

The note is written before the request and removed after a good answer or a refusal. One that
remains means that the client was killed in between: a rerun then gives the cloud time to show that
server before it asks for one itself. A second file holds the hash of the name that the key is used
for, so that a key is not used for two names.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from mini_nova.errors import CommandError
from mini_nova_auth import clock, directories, private_files
from mini_nova_auth.clock import Reading
from mini_nova_auth.login.source import AskFirst
from mini_nova_auth.session import Session

LOCK_WAIT = 300.0  # seconds to wait for another boot with the same key on this machine
NAME_LIFETIME = 30 * 86400.0  # seconds
_LONGEST_NOTE = 4096  # bytes
T = TypeVar("T")


class Journal:
    """The note of one ``identity``: a key in a cloud and project. Only its hash is written."""

    def __init__(self, directory: Path, identity: tuple[str, ...]) -> None:
        digest = _digest("\0".join(identity))
        self._path = directory / f"{digest}.json"
        self._name_path = directory.with_name("keys") / digest

    def run(self, session: Session, note: Callable[[str], None], work: Callable[[], T]) -> T:
        """Do the work of one boot with the key at a time, on this machine.

        Nobody is asked for a login meanwhile: if that is necessary, the work is left, to begin anew
        with a new login. ``note`` tells the user if another boot takes a while. Raises CommandError
        and what the work raises.
        """
        while True:
            try:
                with self.exclusive(note), session.without_asking():
                    return work()
            except AskFirst as problem:
                session.renew(problem.refused)

    @contextlib.contextmanager
    def exclusive(self, note: Callable[[str], None]) -> Iterator[None]:
        """Let in one boot with the key at a time, on this machine. Raises CommandError."""

        def tell() -> None:
            note("another boot with this idempotency key is under way: waiting for it to end")

        with contextlib.ExitStack() as stack:
            path = self._path.with_suffix(".lock")
            lock = private_files.lock(path, LOCK_WAIT, tell=tell, is_kept=False)
            try:
                acquired = stack.enter_context(lock)
            except OSError as problem:
                raise self._unusable(problem) from problem
            if not acquired:
                raise CommandError(
                    "another boot with this idempotency key has been under way "
                    f"for {LOCK_WAIT:g} s",
                    hint="Wait for it to end, then try again.",
                )
            yield

    def pending_since(self) -> Reading | None:
        """Return when a request was sent whose answer this machine never saw, or None."""
        try:
            descriptor = private_files.open_plain(self._path, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(descriptor, "rb") as file:
                return Reading.from_json(json.loads(file.read(_LONGEST_NOTE)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):
            return clock.read()  # damaged: to be safe, as if it had been sent just now

    def begin(self) -> None:
        """Write that a request is sent now. Raises CommandError if that cannot be written."""
        try:
            note = json.dumps(clock.read().to_json())
            private_files.replace(self._path, note)
        except OSError as problem:
            raise self._unusable(problem) from problem

    def end(self) -> None:
        """Remove the note: the outcome is known."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def remember(self, name: str) -> None:
        """Note the name that the key is used for, and forget those of 30 days ago."""
        with contextlib.suppress(OSError):
            private_files.replace(self._name_path, _digest(name))
            _forget_old(self._name_path.parent)

    def is_of_other_name(self, name: str) -> bool:
        """Return whether this machine has used the key for another name lately."""
        try:
            return private_files.read(self._name_path) != _digest(name)
        except (OSError, UnicodeDecodeError):
            return False

    def _unusable(self, problem: OSError) -> CommandError:
        return CommandError(
            f"{self._path.parent} cannot be used ({problem.strerror}), "
            "so a rerun could not find this boot",
            hint="Free some space, check its owner, or set XDG_STATE_HOME.",
        )


def _digest(text: str) -> str:
    content = text.encode(errors="surrogatepass")
    return hashlib.sha256(content).hexdigest()


def _forget_old(directory: Path) -> None:
    oldest = time.time() - NAME_LIFETIME
    for path in directory.iterdir():
        with contextlib.suppress(OSError):  # another boot forgets it, too
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


def default_directory(variables: Mapping[str, str]) -> Path:
    """Return ``mini-nova/boots`` under XDG_STATE_HOME, or under ~/.local/state."""
    return Path(directories.state(variables)) / "boots"

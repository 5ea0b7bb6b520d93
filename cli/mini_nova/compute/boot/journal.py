"""What is known on this machine of a boot with an idempotency key: that its request went out, and when.

Written before the request and removed after a good answer or a refusal. What is left over tells of a client that was
killed in between, so that a rerun gives the cloud time to show that client's server before it asks for one itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from mini_nova.errors import CommandError
from mini_nova_auth import clock, directories, private_files
from mini_nova_auth.clock import Reading

LOCK_WAIT = 300.0  # seconds to wait for another boot with the same key on this machine


class Journal:
    """The entry of one key in one cloud and project. ``identity`` tells them apart; only its hash reaches the disk."""

    def __init__(self, directory: Path, identity: tuple[str, ...]) -> None:
        self._path = (
            directory
            / f"{hashlib.sha256(chr(0).join(identity).encode(errors='surrogatepass')).hexdigest()}.json"
        )

    @contextlib.contextmanager
    def only_one(self) -> Iterator[None]:
        """Only one boot of the key at a time is inside, on this machine. Raises CommandError where that cannot be."""
        with contextlib.ExitStack() as stack:
            try:
                inside = stack.enter_context(
                    private_files.lock(self._path.with_suffix(".lock"), LOCK_WAIT)
                )
            except OSError as problem:
                raise self._unusable(problem) from problem
            if not inside:
                raise CommandError(
                    f"another boot with this idempotency key has been under way for {LOCK_WAIT:g} s",
                    hint="See what it does before trying again.",
                )
            yield

    def _unusable(self, problem: OSError) -> CommandError:
        return CommandError(
            f"{self._path.parent} cannot be used ({problem.strerror}), so a rerun could not find this boot",
            hint="Free some space, check its owner, or set XDG_STATE_HOME.",
        )

    def sent(self) -> Reading | None:
        """When a request went out whose answer this machine never saw; None where there is none."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(descriptor, "rb") as file:
                return Reading.from_json(json.loads(file.read(4096)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):
            return clock.read()  # damaged: as if it had been just now, to be safe

    def begin(self) -> None:
        """Notes that a request goes out now. Raises CommandError where that cannot be written."""
        try:
            private_files.replace(self._path, json.dumps(clock.read().to_json()))
        except OSError as problem:
            raise self._unusable(problem) from problem

    def end(self) -> None:
        """Notes that the outcome is known."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def default_directory(variables: Mapping[str, str]) -> Path:
    """``mini-nova/boots`` under XDG_STATE_HOME, or under ~/.local/state."""
    return Path(directories.state(variables)) / "boots"

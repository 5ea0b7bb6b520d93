"""The servers that this machine booked lately, so that no boot adopts another boot's server.

One empty file per server, named after its id, in the state directory, forgotten after an hour. This
is a convenience for loops that boot the same name again and again: files that cannot be written or
read are ignored.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

from mini_nova_auth import private_files

LIFETIME = 3600.0  # seconds


class RecentBoots:
    """The ids booked lately on this machine, as the files of one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._own_ids: set[str] = set()

    def add(self, ids: Iterable[str]) -> None:
        """Remember servers as booked by this boot, and forget those of an hour ago."""
        ids = tuple(ids)
        self._own_ids.update(ids)
        with contextlib.suppress(OSError):
            private_files.make_directory(self._directory)
            for server_id in filter(_is_file_name, ids):
                (self._directory / server_id).touch(mode=0o600)
            self._forget_old()

    def has_other(self, server_id: object) -> bool:
        """Return whether another boot on this machine booked the server."""
        name = str(server_id)
        if name in self._own_ids or not _is_file_name(name):
            return False
        try:
            return (self._directory / name).exists()
        except OSError:
            return False

    def _forget_old(self) -> None:
        oldest = time.time() - LIFETIME
        for path in self._directory.iterdir():
            with contextlib.suppress(OSError):  # another boot forgets it, too
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)


def _is_file_name(server_id: str) -> bool:
    return server_id.replace("-", "").isalnum()

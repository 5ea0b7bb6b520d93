"""The servers that this machine has booked lately, so that none of them is taken for another boot's lost one.

One empty file a server, named after its id, under the state directory; forgotten after an hour. What cannot be written
or read is done without: it helps a loop that boots one name again and again, and nothing depends on it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

from mini_nova_auth import private_files

REMEMBERED = 3600.0  # seconds


class Recent:
    """The ids booked lately, as the files of one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def add(self, ids: Iterable[str]) -> None:
        """Remembers servers, and forgets those of an hour ago."""
        with contextlib.suppress(OSError):
            private_files.make_directory(self._directory)
            for path in self._directory.iterdir():
                if time.time() - path.stat().st_mtime > REMEMBERED:
                    path.unlink(missing_ok=True)
            for server_id in ids:
                if server_id.replace("-", "").isalnum():
                    (self._directory / server_id).touch(mode=0o600)

    def __contains__(self, server_id: object) -> bool:
        text = str(server_id)
        try:
            return text.replace("-", "").isalnum() and (self._directory / text).exists()
        except OSError:
            return False

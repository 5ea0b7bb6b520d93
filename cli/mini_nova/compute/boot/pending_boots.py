"""The boots of this machine whose outcome is unknown, so that no boot adopts another's server.

One small file per boot, in the state directory, from before its request until its servers are known
(they are among ``RecentBoots`` by then). The file is locked while its boot runs; it counts for five
more minutes if the boot ends without knowing. This is a convenience, as RecentBoots is: files that
cannot be written are ignored. One that cannot be read may be any boot's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import time
from pathlib import Path
from typing import NamedTuple

from mini_nova.compute.boot.matching import name_fits
from mini_nova_auth import lenient, private_files

LIFETIME = 300.0  # seconds after the end of a boot in which its server may still appear


class PendingBoot(NamedTuple):
    """The note of a boot: its servers' name, and whether they are several; '' for any name."""

    name: str
    is_several: bool

    def may_own(self, server_name: str) -> bool:
        """Return whether a server of that name may be this boot's."""
        return not self.name or name_fits(self.name, self.is_several, server_name)


class PendingBoots:
    """The notes in one directory, and the note of one boot. ``cloud`` tells clouds apart."""

    def __init__(self, directory: Path, cloud: tuple[str, ...]) -> None:
        text = "\0".join(cloud).encode(errors="surrogatepass")
        self._cloud = hashlib.sha256(text).hexdigest()
        self._directory = directory
        self._path = directory / f"{secrets.token_hex(8)}.json"
        self._lock = contextlib.ExitStack()

    def begin(self, name: str, *, is_several: bool) -> None:
        """Note that a boot of that name is about to send its request."""
        note = {"cloud": self._cloud, "name": name, "several": is_several, "time": time.time()}
        with contextlib.suppress(OSError):
            private_files.replace(self._path, json.dumps(note))
            self._lock.enter_context(private_files.lock(self._path, 0.0))

    def end(self) -> None:
        """Forget the boot: its servers are known, or there are none."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        self._lock.close()

    def rivals(self) -> list[PendingBoot]:
        """Return the notes of other boots in this cloud. Forgets those that are too old."""
        notes = []
        for path in self._paths():
            note = self._read(path)
            if note is not None:
                notes.append(note)
        return notes

    def _paths(self) -> list[Path]:
        try:
            return [path for path in self._directory.glob("*.json") if path != self._path]
        except OSError:
            return []

    def _read(self, path: Path) -> PendingBoot | None:
        """Return the note in a file; None if it is another cloud's, or has ended."""
        if _is_over(path):
            return None
        try:
            content = lenient.mapping(json.loads(private_files.read(path)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):
            content = {}
        cloud = lenient.text(content.get("cloud")) or self._cloud
        if cloud != self._cloud:
            return None
        is_several = content.get("several") is True
        return PendingBoot(lenient.text(content.get("name")), is_several)


def _is_over(path: Path) -> bool:
    """Remove the note of a boot that ended long ago, and return whether it was one."""
    with contextlib.suppress(OSError):
        age = time.time() - path.stat().st_mtime
        if abs(age) <= LIFETIME:
            return False
        with private_files.lock(path, 0.0) as is_unlocked:
            if is_unlocked:
                path.unlink(missing_ok=True)
            return is_unlocked
    return False

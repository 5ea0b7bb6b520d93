"""The size and checksums that Glance keeps of an image's data."""

from __future__ import annotations

import hashlib
from pathlib import Path

CHUNK = 1024 * 1024


class Checksums:
    """Size, MD5 and SHA-512 of data that comes in pieces."""

    def __init__(self) -> None:
        self.size = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha512 = hashlib.sha512()

    def update(self, data: bytes) -> None:
        """Add the next piece."""
        self.size += len(data)
        self._md5.update(data)
        self._sha512.update(data)

    @property
    def md5(self) -> str:
        """The MD5 in hexadecimal; the API calls it ``checksum``."""
        return self._md5.hexdigest()

    @property
    def sha512(self) -> str:
        """The SHA-512 in hexadecimal; the API calls it ``os_hash_value``."""
        return self._sha512.hexdigest()


def of_file(path: Path) -> Checksums:
    """Return the checksums of a file. Raises OSError."""
    checksums = Checksums()
    with path.open("rb") as file:
        data = file.read(CHUNK)
        while data:
            checksums.update(data)
            data = file.read(CHUNK)
    return checksums

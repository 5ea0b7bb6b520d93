"""The data of images: taken in piece by piece up to a limit, given out as the file it is."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from mini_nova_sandbox.http.errors import TooLarge
from mini_nova_sandbox.image.images import PARTIAL

LARGEST = 10 * 1024**3
KEPT_FREE = 256 * 1024**2
BUFFER = 1024 * 1024


async def take_in(chunks: AsyncIterator[bytes], into: Path) -> tuple[int, str, str]:
    """Writes an upload to a file, all or nothing: (bytes, MD5, SHA-512). Raises TooLarge."""
    piece = into.with_name(f"{into.name}.{uuid.uuid4().hex}{PARTIAL}")
    md5, sha512 = hashlib.md5(usedforsecurity=False), hashlib.sha512()
    size = 0
    try:
        with piece.open("wb") as file:
            async for data in _in_pieces(chunks):
                size += len(data)
                if size > LARGEST or shutil.disk_usage(into.parent).free < KEPT_FREE + len(data):
                    raise TooLarge("The image is too large for this cloud.")
                await asyncio.to_thread(_write, file, data)
                md5.update(data)
                sha512.update(data)
        piece.replace(into)
    finally:
        piece.unlink(missing_ok=True)
    return size, md5.hexdigest(), sha512.hexdigest()


async def _in_pieces(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What comes in small chunks, in pieces that are worth writing."""
    waiting = bytearray()
    async for chunk in chunks:
        waiting += chunk
        if len(waiting) >= BUFFER:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)

"""Uploads of image data: written to a partial file, which is renamed once it is complete."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from mini_nova_sandbox.http.errors import TooLarge
from mini_nova_sandbox.image import images
from mini_nova_sandbox.image.checksums import Checksums
from mini_nova_sandbox.state.settings import Settings

MAX_BYTES = 10 * 1024**3
MIN_FREE_BYTES = 256 * 1024**2  # on the disk, after the upload
BLOCK = 1024 * 1024


async def store(
    chunks: AsyncIterator[bytes], settings: Settings, image_id: str, suffix: str = ""
) -> Checksums:
    """Write an upload to the image's file: the whole of it, or nothing. Raises TooLarge.

    ``suffix`` is that of images.new_file.
    """
    checksums = Checksums()
    with images.new_file(settings, image_id, suffix) as path, path.open("wb") as file:
        async for block in _blocks(chunks):
            block_size = len(block)
            size = checksums.size + block_size
            _check_size(size, block_size, path.parent)
            await asyncio.to_thread(file.write, block)
            checksums.update(block)
    return checksums


def _check_size(size: int, block_size: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    has_room = free >= MIN_FREE_BYTES + block_size
    if size > MAX_BYTES or not has_room:
        raise TooLarge("The image is too large for this cloud.")


async def _blocks(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Join small chunks to blocks that are worth a write."""
    buffer = bytearray()
    async for chunk in chunks:
        buffer += chunk
        if len(buffer) >= BLOCK:
            yield bytes(buffer)
            buffer.clear()
    if buffer:
        yield bytes(buffer)

"""Copies of files whose holes stay holes: the images of a recorded cloud are nothing but holes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 1024 * 1024


def copy(file: Path, target: Path) -> None:
    """Copy a file's content. Raises OSError."""
    with file.open("rb", buffering=0) as source, target.open("wb") as sink:
        for offset, length in _data(source.fileno()):
            source.seek(offset)
            sink.seek(offset)
            _copy_bytes(source, sink, length)
        sink.truncate(_size(source.fileno()))


def _copy_bytes(source: BinaryIO, sink: BinaryIO, length: int) -> None:
    while length:
        block = source.read(min(BLOCK, length))
        if not block:
            return
        sink.write(block)
        length -= len(block)


def _data(handle: int) -> Iterator[tuple[int, int]]:
    """Yield the offset and length of each part that is no hole: all, if nobody knows of holes."""
    size = _size(handle)
    end = 0
    while end < size:
        try:
            start = os.lseek(handle, end, os.SEEK_DATA)
        except OSError:
            return  # the rest is a hole
        end = os.lseek(handle, start, os.SEEK_HOLE)
        yield start, end - start


def _size(handle: int) -> int:
    return os.fstat(handle).st_size

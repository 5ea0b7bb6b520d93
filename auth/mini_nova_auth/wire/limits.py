"""Limits of one answer: on the time until it is whole, and on its size, unpacked.

A socket's time limit counts from one part of an answer to the next, so a server could hold us for
ever with a byte now and then.
"""

from __future__ import annotations

import io
import socket
import time
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from http.client import HTTPResponse
from typing import Any

import requests
from requests.adapters import HTTPAdapter

LARGEST_ANSWER = 128 * 2**20  # bytes; a page of 1,000 servers has some 4 MiB
ENCODINGS = ("gzip", "x-gzip", "deflate")
_PART = 2**16  # bytes
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS  # told apart by their headers
_RAW_DEFLATE = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


class SlowAnswer(TimeoutError):
    """An answer had begun, and was not whole at its time limit."""


class LargeAnswer(Exception):
    """An answer is larger than LARGEST_ANSWER."""


FAILURES = (LargeAnswer, zlib.error)  # that read_body raises besides those of urllib3


class TimedAdapter(HTTPAdapter):
    """Limits the time of whole answers to the read timeout, through every kind of proxy as well."""

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        return _timed(super().get_connection_with_tls_context(*args, **options))

    def get_connection(self, *args: Any, **options: Any) -> Any:
        """Do the same for requests before 2.32."""
        return _timed(super().get_connection(*args, **options))


def read_body(answer: requests.Response, largest: int = LARGEST_ANSWER) -> bytes:
    """Read the body of an answer that was requested as a stream, and unpack it.

    Raises LargeAnswer, zlib.error for a body that does not unpack, and what urllib3 raises.
    """
    parts: Iterable[bytes] = answer.raw.stream(_PART, decode_content=False)
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    parts = _limited(parts, largest)
    if encoding in ENCODINGS:
        parts = _limited(_unpacked(parts, encoding), largest)
    try:
        content = b"".join(parts)
    except BaseException:
        answer.close()
        raise
    answer.raw.release_conn()
    return content


def _limited(parts: Iterable[bytes], largest: int) -> Iterator[bytes]:
    """Pass parts on. Raises LargeAnswer if they are too many."""
    size = 0
    for part in parts:
        size += len(part)
        if size > largest:
            raise LargeAnswer
        yield part


def _unpacked(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Unpack gzip, zlib or raw deflate, a little at a time, however much a part unpacks to."""
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    is_first = True
    for part in parts:
        packed = part
        if is_first and encoding == "deflate" and not _has_zlib_header(packed):
            unpacker = zlib.decompressobj(_RAW_DEFLATE)
        is_first = False
        while packed:
            yield unpacker.decompress(packed, _PART)
            packed = unpacker.unconsumed_tail
            # A gzip file may have several members; what else follows the end is padding.
            if unpacker.eof and unpacker.unused_data.startswith(_GZIP_MAGIC):
                packed = unpacker.unused_data
                unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    yield unpacker.flush()


def _has_zlib_header(packed: bytes) -> bool:
    """Whether a body begins as RFC 1950 wants it; some servers send the deflate data alone."""
    compression_method = packed[:1] and packed[0] & 0x0F
    return compression_method == zlib.DEFLATED


class _TimedStream(io.RawIOBase):
    """A connection's stream, whose time limit counts from now on for all that is read."""

    def __init__(self, stream: io.RawIOBase, connection: socket.socket) -> None:
        self._stream = stream
        self._connection = connection
        self._limit = connection.gettimeout()
        self._start = time.monotonic()
        self._has_begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._limit is None:
            return self._stream.readinto(buffer)
        remaining = self._start + self._limit - time.monotonic()
        if remaining <= 0:
            raise SlowAnswer
        self._connection.settimeout(remaining)
        try:
            count = self._stream.readinto(buffer)
        except TimeoutError as problem:
            if self._has_begun:
                raise SlowAnswer from problem
            raise
        finally:
            self._connection.settimeout(self._limit)
        self._has_begun = True
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """An answer that is read through a timed stream, from its status line on."""

    def __init__(self, connection: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(connection, *args, **options)
        stream = self.fp.detach()
        self.fp = io.BufferedReader(_TimedStream(stream, connection))


def _timed(pool: Any) -> Any:
    """Have a pool's connections make timed answers."""
    kind = pool.ConnectionCls
    if kind.response_class is not _TimedResponse:
        pool.ConnectionCls = _timed_kind(kind)
    return pool


@cache
def _timed_kind(kind: type) -> type:
    return type(f"Timed{kind.__name__}", (kind,), {"response_class": _TimedResponse})

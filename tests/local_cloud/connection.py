"""One TCP connection: requests read off it, answers put on it, and the ways to break it."""

import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus

from .messages import Answer, Headers, Recorded, text_answer

_LINE_LIMIT = 65536


class MalformedRequest(Exception):
    """What arrived is not a request this server reads."""


class Connection:
    """A connection that can carry many requests, one after another."""

    def __init__(self, sock: socket.socket, number: int, now: Callable[[], float]) -> None:
        self.number = number
        self._now = now
        self._sock = sock
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._incoming = sock.makefile("rb")

    def serve(self, answer_one: Callable[[Recorded, "Connection"], bool]) -> None:
        """Hand over one request after another until either side has had enough; the connection
        is closed then.
        """
        try:
            request = self.read()
            while request is not None and answer_one(request, self):
                request = self.read()
        except MalformedRequest as malformed:
            with suppress(OSError):
                self.send(text_answer(400, f"{malformed}\n"), closing=True)
        except OSError:
            pass
        finally:
            self.close()

    def read(self) -> Recorded | None:
        """The next request, or None where the client has hung up."""
        line = self._line()
        if not line:
            return None
        words = line.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            raise MalformedRequest(f"not a request line: {line!r}")
        headers = Headers(self._fields())
        return Recorded(
            words[0],
            words[1],
            headers,
            self._body(headers),
            self.number,
            time.monotonic(),
            words[2],
        )

    def _line(self) -> str:
        raw = self._incoming.readline(_LINE_LIMIT + 1)
        if len(raw) > _LINE_LIMIT:
            raise MalformedRequest("a line is too long")
        return raw.decode("latin-1").rstrip("\r\n")

    def _fields(self) -> list[tuple[str, str]]:
        fields = []
        while line := self._line():
            name, colon, value = line.partition(":")
            if not colon:
                raise MalformedRequest(f"not a header field: {line!r}")
            fields.append((name, value.strip()))
        return fields

    def _body(self, headers: Headers) -> bytes:
        if headers.get("Expect", "").lower() == "100-continue":
            self._sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "Transfer-Encoding" in headers:
            return self._chunks()
        length = headers.get("Content-Length", "0")
        if not length.isdecimal():
            raise MalformedRequest(f"not a length: {length!r}")
        return self._exactly(int(length))

    def _chunks(self) -> bytes:
        body = b""
        while True:
            size = self._line().partition(";")[0].strip()
            try:
                count = int(size, 16)
            except ValueError:
                raise MalformedRequest(f"not a chunk size: {size!r}") from None
            if count == 0:
                self._fields()
                return body
            body += self._exactly(count)
            self._line()

    def _exactly(self, count: int) -> bytes:
        body = self._incoming.read(count)
        if len(body) < count:
            raise MalformedRequest("the body ended early")
        return body

    def send(self, answer: Answer, *, closing: bool = False, head_only: bool = False) -> None:
        """Put a whole answer on the wire."""
        head = answer.head(formatdate(self._now(), usegmt=True), closing=closing)
        self._sock.sendall(
            head if head_only or answer.status == HTTPStatus.NO_CONTENT else head + answer.body
        )

    def send_half(self, answer: Answer) -> None:
        """The whole head and half of the body; half of the head where there is no body."""
        head = answer.head(formatdate(self._now(), usegmt=True), closing=False)
        half = answer.body[: len(answer.body) // 2]
        self._sock.sendall(head + half if answer.body else head[: len(head) // 2])

    def drip(self, answer: Answer, pause: Callable[[], bool]) -> None:
        """Put an answer on the wire byte by byte, until a pause says that it is enough."""
        head = answer.head(formatdate(self._now(), usegmt=True), closing=True)
        for byte in head + answer.body:
            self._sock.sendall(bytes([byte]))
            if pause():
                return

    def pour(self, head: bytes, part: bytes) -> None:
        """Put a head on the wire, and a part of a body again and again until the client hangs up."""
        self._sock.sendall(head)
        while True:
            self._sock.sendall(part)

    def close(self, *, reset: bool = False) -> None:
        """Close for good: with FIN, or with RST where the client is to see a reset."""
        with suppress(OSError):
            if reset:
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif self._sock.fileno() >= 0:
                self._sock.shutdown(socket.SHUT_RDWR)
        with suppress(OSError, ValueError):
            self._incoming.close()
        self._sock.close()

    def interrupt(self) -> None:
        """Wake whoever reads from or writes to this connection, from another thread."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

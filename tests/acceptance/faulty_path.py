"""A path to a cloud that loses, spoils, delays and refuses: a proxy with a seed.

``FaultyPath(url, seed)`` listens on a port of its own and forwards to the cloud at ``url``. Links
in bodies and headers are rewritten, so that a client that logs in through it stays on it. Each
request draws a fault from the seed, or none.
"""

from __future__ import annotations

import http.client
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.runner import LIMIT

DRIP_PAUSE = 0.02  # seconds between two bytes of an answer that drips
LONGEST_DRIP = 60  # bytes that drip before the rest comes at once
WEB_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


class Answer(NamedTuple):
    """What goes back to the client."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


Forward = Callable[[], Answer]
Fault = Callable[["Handler", Forward], None]


class FaultyPath:
    """Runs from entering to leaving; ``rate`` is the share of requests that meet a fault.

    ``met`` counts the faults by name, and ``tokens`` are those that passed.
    """

    def __init__(self, url: str, seed: int, rate: float) -> None:
        self._target = urlsplit(url)
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self.rate = rate
        self.met: Counter[str] = Counter()
        self.tokens: set[str] = set()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FaultyPath:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def draw(self) -> Fault | None:
        """The fault that the next request meets; None for most."""
        with self._lock:
            if self._random.random() >= self.rate:
                return None
            name = self._random.choice(sorted(FAULTS))
            self.met[name] += 1
            return FAULTS[name]

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """The cloud's own answer, with its address replaced by this path's."""
        target = f"127.0.0.1:{self._target.port}"
        address = urlsplit(self.url).netloc
        connection = http.client.HTTPConnection("127.0.0.1", self._target.port, timeout=LIMIT)
        try:
            plain = {**headers, "Host": target, "Accept-Encoding": "identity"}
            connection.request(method, path, body or None, plain)
            answer = connection.getresponse()
            content = answer.read().replace(target.encode(), address.encode())
            self.tokens.add(answer.getheader("X-Subject-Token") or headers.get("X-Auth-Token", ""))
            answer_headers = [
                (name, value.replace(target, address))
                for name, value in answer.getheaders()
                if name.lower() not in ("content-length", "transfer-encoding", "connection")
            ]
            return Answer(answer.status, answer_headers, content)
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, path: FaultyPath) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.path = path

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that have gone, or of a cloud that has."""


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    server: _Server

    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        path = self.server.path
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}

        def forward() -> Answer:
            return path.forward(self.command, self.path, headers, body)

        fault = path.draw()
        if fault is None:
            self.reply(forward())
        else:
            fault(self, forward)

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def do_HEAD(self) -> None:
        self._handle()

    def reply(self, answer: Answer, *, length: int | None = None) -> None:
        """Send an answer; ``length`` is the length to claim, if not the body's own."""
        self.head(answer, len(answer.body) if length is None else length)
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def head(self, answer: Answer, length: int) -> None:
        """Send the status and the headers of an answer."""
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def drop(self) -> None:
        """Close the connection without another byte."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def _drop_before(handler: Handler, _: Forward) -> None:
    handler.drop()


def _drop_after(handler: Handler, forward: Forward) -> None:
    forward()
    handler.drop()


def _cut(handler: Handler, forward: Forward) -> None:
    answer = forward()
    half = answer._replace(body=answer.body[: len(answer.body) // 2])
    handler.reply(half, length=len(answer.body) + 1)
    handler.drop()


def _drip(handler: Handler, forward: Forward) -> None:
    answer = forward()
    handler.head(answer, len(answer.body))
    for number in range(min(len(answer.body), LONGEST_DRIP)):
        handler.wfile.write(answer.body[number : number + 1])
        handler.wfile.flush()
        time.sleep(DRIP_PAUSE)
    handler.wfile.write(answer.body[LONGEST_DRIP:])


def _refuse(status: int, body: bytes = b"", **headers: str) -> Fault:
    """Answer a status without asking the cloud."""
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]

    def fault(handler: Handler, _: Forward) -> None:
        handler.reply(Answer(status, named, body))

    return fault


def _replace(status: int, body: bytes) -> Fault:
    """Let the cloud do the work, and answer something else."""

    def fault(handler: Handler, forward: Forward) -> None:
        forward()
        handler.reply(Answer(status, [("Content-Type", "application/json")], body))

    return fault


_LIMIT = b'{"overLimit": {"code": 413, "message": "This request was rate-limited."}}'
_MANY = b'{"overLimit": {"code": 429, "message": "This request was rate-limited."}}'
_FAILED = b'{"computeFault": {"code": 500, "message": "Unexpected API Error."}}'
_EXPIRED = b'{"error": {"code": 401, "title": "Unauthorized", "message": "No token."}}'

FAULTS: dict[str, Fault] = {
    "drop-before": _drop_before,
    "drop-after": _drop_after,
    "cut": _cut,
    "drip": _drip,
    "401": _refuse(401, _EXPIRED),
    "408-before": _refuse(408),
    "413-limit": _refuse(413, _LIMIT, Retry_After="1"),
    "429-limit": _refuse(429, _MANY, Retry_After="1"),
    "500-before": _refuse(500, _FAILED),
    "502-before": _refuse(502, WEB_PAGE),
    "503-before": _refuse(503, WEB_PAGE, Retry_After="0"),
    "408-after": _replace(408, b""),
    "500-after": _replace(500, _FAILED),
    "502-after": _replace(502, WEB_PAGE),
    "504-after": _replace(504, WEB_PAGE),
    "empty-object": _replace(200, b"{}"),
    "wrong-shape": _replace(200, b'[{"server": 1}]'),
    "web-page": _replace(200, WEB_PAGE),
    "nothing": _replace(200, b""),
}

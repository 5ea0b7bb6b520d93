"""A request that the sandbox sends to itself, with its answer, as the page shows them.

It takes the way of every request: the checks of Host and Origin, planned faults, the service. Only
the socket is left out. What a reader must not see is masked: the token, and passwords of guests.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Message, Scope

from mini_nova_sandbox.cloud import Cloud

MASK = "***"
TOKEN_HEADER = "X-Auth-Token"  # noqa: S105 - a header's name
SECRET_MEMBERS = ("adminPass",)
SECONDS_TO_ANSWER = 30.0
NOT_ANSWERED = f"No answer came within {SECONDS_TO_ANSWER:.0f} seconds: the client gave up waiting."
CUT = "The connection was cut before an answer came. What was asked for may have been done."
Headers = list[tuple[str, str]]


@dataclass
class Exchange:
    """A request, and its answer or the reason why none came. ``duration`` is in milliseconds."""

    method: str
    url: str
    headers: Headers
    body: Any
    status: int = 0  # without an answer
    answer_headers: Headers | None = None
    answer: Any = None
    failure: str = ""
    duration: float = 0.0

    def view(self) -> dict[str, Any]:
        """Return the exchange for a reader, without secrets."""
        request = {
            "method": self.method,
            "url": self.url,
            "headers": _masked_headers(self.headers),
            "body": _masked(self.body),
        }
        answer = None
        if self.status:
            answer = {
                "status": self.status,
                "reason": _reason(self.status),
                "headers": self.answer_headers,
                "body": _masked(self.answer),
            }
        return {
            "request": request,
            "answer": answer,
            "failure": self.failure,
            "milliseconds": round(self.duration, 1),
        }


async def send(cloud: Cloud, method: str, path: str, headers: Headers, body: Any) -> Exchange:
    """Send a request to the sandbox's own application, and wait for the answer."""
    exchange = Exchange(method, f"{cloud.root}{path}", headers, body)
    start = time.perf_counter()
    try:
        messages = await asyncio.wait_for(_run(cloud, exchange, path), SECONDS_TO_ANSWER)
    except asyncio.TimeoutError:
        exchange.failure = NOT_ANSWERED
    else:
        _read_answer(exchange, messages)
    exchange.duration = (time.perf_counter() - start) * 1000
    return exchange


async def _run(cloud: Cloud, exchange: Exchange, path: str) -> list[Message]:
    content = b"" if exchange.body is None else json.dumps(exchange.body).encode()
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send_message(message: Message) -> None:
        messages.append(message)

    scope = _scope(cloud, exchange, path)
    assert cloud.app is not None, "the application answers already"  # noqa: S101 - an invariant
    await cloud.app(scope, receive, send_message)
    return messages


def _scope(cloud: Cloud, exchange: Exchange, path: str) -> Scope:
    address = urlsplit(cloud.root)
    raw_headers = [(b"host", address.netloc.encode())]
    for name, value in exchange.headers:
        raw_headers.append((name.lower().encode(), value.encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": exchange.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": raw_headers,
        "server": (address.hostname, address.port),
        "client": ("127.0.0.1", 0),  # no connection, so a fault that cuts it finds nothing to cut
    }


def _read_answer(exchange: Exchange, messages: list[Message]) -> None:
    """Put the messages of an answer into the exchange; no message is a connection that was cut."""
    if not messages:
        exchange.failure = CUT
        return
    start, *parts = messages
    exchange.status = start["status"]
    exchange.answer_headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
    content = b"".join(part.get("body", b"") for part in parts)
    exchange.answer = json.loads(content) if content else None


def _masked_headers(headers: Headers) -> Headers:
    return [(name, MASK if name == TOKEN_HEADER else value) for name, value in headers]


def _masked(value: Any) -> Any:
    """Return JSON with the secret members masked, however deep they are."""
    if isinstance(value, dict):
        members = value.items()
        return {name: MASK if name in SECRET_MEMBERS else _masked(part) for name, part in members}
    if isinstance(value, list):
        return [_masked(part) for part in value]
    return value


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""

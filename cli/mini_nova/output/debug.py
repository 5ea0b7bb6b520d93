"""A request and its answer for people who look for a fault: a pasteable curl line, without secrets."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from mini_nova_auth import redact
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.transport import Exchange

LONGEST_BODY = 2000


def described(exchange: Exchange) -> Iterator[str]:
    """The lines: the request as curl would send it, then the answer's status, time, headers and body."""
    request = exchange.request
    parts = ["curl", "-g", "-i", "-X", request.method, redact.url(request.url)]
    for name, value in redact.headers(request.headers).items():
        parts += ["-H", f"{name}: {value}"]
    if request.body is not None:
        parts += ["-d", _without_secrets(request.body)]
    yield "REQ: " + " ".join(shlex.quote(part) for part in parts)
    outcome = exchange.outcome
    if not isinstance(outcome, Response):
        yield f"RESP: none after {exchange.seconds:.3f} s: {outcome}"
        return
    for name in redact.SECRET_HEADERS:
        redact.learn(outcome.header(name))
    headers = ", ".join(
        f"{name}: {value}" for name, value in redact.headers(outcome.headers).items()
    )
    yield f"RESP: {outcome.status} after {exchange.seconds:.3f} s; {headers}"
    body = outcome.json_or_none()
    if body is not None:
        yield f"RESP BODY: {redact.echo(json.dumps(redact.body(body)))[:LONGEST_BODY]}"
    elif outcome.content:
        yield f"RESP BODY: {len(outcome.content)} bytes that are not JSON"


def _without_secrets(body: str) -> str:
    """A request's body, JSON or a form."""
    try:
        return json.dumps(redact.body(json.loads(body)))
    except ValueError:
        return redact.form(body)


def timing_rows(exchanges: list[Exchange]) -> list[tuple[str, str]]:
    """The rows of the classic client's timing table: method and URL, seconds, and a last row ``Total``."""
    rows = [
        (f"{at.request.method} {redact.url(at.request.url)}", f"{at.seconds:.3f}")
        for at in exchanges
    ]
    return [*rows, ("Total", f"{sum(at.seconds for at in exchanges):.3f}")]

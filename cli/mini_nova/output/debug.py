"""Requests and answers for debugging: a curl command that can be pasted, without secrets."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping

from mini_nova_auth import redact
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.transport import Exchange

LONGEST_BODY = 2000  # characters of an answer's body

Timing = tuple[str, float]  # a request's method and URL, and its seconds


def describe(exchange: Exchange) -> Iterator[str]:
    """Yield the lines: the request as curl would send it, then the answer or the failure."""
    yield f"REQ: {_curl_command(exchange.request)}"
    outcome = exchange.outcome
    seconds = exchange.seconds
    if isinstance(outcome, Response):
        yield from _answer_lines(outcome, seconds)
    else:
        yield f"RESP: none after {seconds:.3f} s: {outcome}"


def timing(exchange: Exchange) -> Timing:
    """Return what a request took, without its answer, which may be long."""
    request = exchange.request
    url = redact.url(request.url)
    return f"{request.method} {url}", exchange.seconds


def timing_rows(timings: Iterable[Timing]) -> list[tuple[str, str]]:
    """Return the rows of the classic client's timing table; the last one is the total."""
    rows = []
    total = 0.0
    for title, seconds in timings:
        rows.append((title, f"{seconds:.3f}"))
        total += seconds
    rows.append(("Total", f"{total:.3f}"))
    return rows


def _curl_command(request: Request) -> str:
    url = redact.url(request.url)
    words = ["curl", "-g", "-i", "-X", request.method, url]
    for header in _header_lines(request.headers):
        words.extend(["-H", header])
    if request.body is not None:
        body = _without_secrets(request.body)
        words.extend(["-d", body])
    return shlex.join(words)


def _answer_lines(answer: Response, seconds: float) -> Iterator[str]:
    for name in redact.SECRET_HEADERS:
        value = answer.header(name)
        redact.learn(value)
    lines = _header_lines(answer.headers)
    headers = ", ".join(lines)
    yield f"RESP: {answer.status} after {seconds:.3f} s; {headers}"
    body = answer.json_or_none()
    if body is not None:
        text = json.dumps(redact.body(body))
        text = redact.echo(text)
        yield f"RESP BODY: {text[:LONGEST_BODY]}"
    elif answer.content:
        size = len(answer.content)
        yield f"RESP BODY: {size} bytes that are not JSON"


def _header_lines(headers: Mapping[str, str]) -> list[str]:
    lines = []
    for name, value in redact.headers(headers).items():
        lines.append(f"{name}: {value}")
    return lines


def _without_secrets(body: str) -> str:
    """Hide the secrets in a request's body, which is JSON or a form."""
    try:
        value = json.loads(body)
    except ValueError:
        return redact.form(body)
    return json.dumps(redact.body(value))

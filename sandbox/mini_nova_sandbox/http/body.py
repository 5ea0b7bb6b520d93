"""Request bodies: read up to a limit, parse strictly, and reject what no schema can describe."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, NoReturn

from mini_nova_sandbox.http.call import MAX_INTEGER
from mini_nova_sandbox.http.errors import BadRequest, RequestTimeout, TooLarge

MAX_BYTES = 114_688  # Nova's default for max_request_body_size
MAX_DEPTH = 32
SECONDS_TO_READ = 30.0


async def read(chunks: AsyncIterator[bytes]) -> bytes:
    """Read a whole body. Raises TooLarge, or RequestTimeout if the client is too slow."""
    try:
        return await asyncio.wait_for(_join(chunks), SECONDS_TO_READ)
    except asyncio.TimeoutError as error:
        raise RequestTimeout("The request's body did not arrive in time.") from error


async def _join(chunks: AsyncIterator[bytes]) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            raise TooLarge("Request is too large.")
        parts.append(chunk)
    return b"".join(parts)


def parse(raw: bytes) -> Any:
    """Parse a body as JSON and check its values. Raises BadRequest."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("Malformed request body") from error
    check(value)
    return value


def check(value: Any) -> None:
    """Reject values that no schema covers and no database stores.

    Numbers must fit into 64 bits, text must be valid Unicode without NUL, and nothing may be
    nested deeper than MAX_DEPTH. Raises BadRequest.
    """
    pending = [(value, 1)]
    while pending:
        part, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise BadRequest("Malformed request body: it is nested too deeply")
        _check_scalar(part)
        pending.extend((child, depth + 1) for child in _children(part))


def _children(value: Any) -> list[Any]:
    """List the keys and values of an object, or the items of an array."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, list):
        return value
    return []


def _check_scalar(value: Any) -> None:
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, int | float) and abs(value) > MAX_INTEGER:
        raise BadRequest("Malformed request body: a number is too large")


def check_text(text: str) -> str:
    """Return the text if it can be stored as UTF-8 and has no NUL. Raises BadRequest."""
    has_surrogate = any("\ud800" <= character <= "\udfff" for character in text)
    if has_surrogate or "\0" in text:
        raise BadRequest("Malformed request: text holds what is not a character")
    return text


def _reject_constant(text: str) -> NoReturn:
    """Reject NaN and Infinity, which Python's parser would accept."""
    raise ValueError(f"{text} is not JSON")

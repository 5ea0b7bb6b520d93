"""Bodies of requests: read up to a limit, parsed strictly, refused before anything is done with them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, NoReturn

from mini_nova_sandbox.http.call import LARGEST
from mini_nova_sandbox.http.errors import ApiError, BadRequest, TooLarge

MOST_BYTES = 114_688  # as Nova's max_request_body_size
DEEPEST = 32
SECONDS_TO_READ = 30.0


async def read(chunks: AsyncIterator[bytes], most: int = MOST_BYTES) -> bytes:
    """The whole body. Raises TooLarge, and ApiError 408 for one that does not come in time."""
    parts: list[bytes] = []
    size = 0

    async def gather() -> None:
        nonlocal size
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLarge("Request is too large.")
            parts.append(chunk)

    try:
        await asyncio.wait_for(gather(), SECONDS_TO_READ)
    except asyncio.TimeoutError as error:
        slow = ApiError("The request's body did not arrive in time.")
        slow.status = 408
        raise slow from error
    return b"".join(parts)


def parse(raw: bytes) -> Any:
    """The JSON value of a body: numbers within 64 bits, whole Unicode text, no deeper than DEEPEST. Raises BadRequest."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadRequest("Malformed request body") from error
    check(value)
    return value


def check(value: Any) -> None:
    """Raises BadRequest for what no schema speaks of and no database holds."""
    waiting = [(value, 1)]
    while waiting:
        part, depth = waiting.pop()
        if depth > DEEPEST:
            raise BadRequest("Malformed request body: it is nested too deeply")
        if isinstance(part, dict):
            waiting.extend((key, depth + 1) for key in part)
            waiting.extend((inner, depth + 1) for inner in part.values())
        elif isinstance(part, list):
            waiting.extend((inner, depth + 1) for inner in part)
        elif isinstance(part, str):
            check_text(part)
        elif isinstance(part, int | float) and not -LARGEST <= part <= LARGEST:
            raise BadRequest("Malformed request body: a number is too large")


def check_text(text: str) -> str:
    """The text, if it can be written as UTF-8 and holds no NUL. Raises BadRequest."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadRequest("Malformed request: text holds what is not a character")
    return text


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")

"""Requests that a dry run does not send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class UnsentRequest(NamedTuple):
    """A request as it would be sent, without the token. ``body`` is a JSON value, or None."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: Any


class NotSent(Exception):
    """A command has come to a request that changes something, and this is a dry run."""

    def __init__(self, request: UnsentRequest) -> None:
        super().__init__(f"{request.method} {request.url}")
        self.request = request

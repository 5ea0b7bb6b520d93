"""Moments in query parameters."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state import clock


def query_moment(call: Call, name: str) -> float | None:
    """Return a query parameter as seconds since 1970; None without one. Raises BadRequest."""
    text = call.query_value(name)
    return parse_moment(name, text) if text else None


def parse_moment(name: str, text: str) -> float:
    """Return the value of a query parameter as seconds since 1970. Raises BadRequest."""
    try:
        return clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest(
            f"Invalid input for query parameters {name}. Value: {text}."
            f" '{text}' is not a 'date-time'"
        ) from error

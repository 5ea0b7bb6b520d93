"""The refusal of unknown query parameters, by those operations and microversions that have it."""

from __future__ import annotations

from collections.abc import Container

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest


def refuse_unknown_parameters(call: Call, known: Container[str]) -> None:
    """Raise BadRequest, in Nova's words, for a query parameter that is not known."""
    for name, _ in call.query:
        if name not in known:
            raise BadRequest(f"Additional properties are not allowed ('{name}' was unexpected)")

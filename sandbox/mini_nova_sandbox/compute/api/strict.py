"""The refusal of unknown query parameters, by those operations and microversions that have it."""

from __future__ import annotations

from collections.abc import Container

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest


def refuse_unknown_parameters(call: Call, parameters: Container[str]) -> None:
    """Raise BadRequest, in Nova's words, for a query parameter that is not one of these."""
    for name, _ in call.query:
        if name not in parameters:
            raise BadRequest(f"Additional properties are not allowed ('{name}' was unexpected)")

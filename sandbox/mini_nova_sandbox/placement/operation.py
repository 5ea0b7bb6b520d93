"""Operations of Placement: nearly all of them are for admins."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema, violation

NEVER: Microversion = (99, 0)
Handler = Callable[[Call], Answer]


def admin_operation(
    method: str,
    path: str,
    rule: str,
    handler: Handler,
    *,
    since: Microversion = (1, 0),
    until: Microversion = (1, 99),
) -> Operation:
    """Return an operation for admins; ``rule`` is Placement's name for who may do it."""

    def handle(call: Call) -> Answer:
        """Refuse other callers, and run the handler. Raises Forbidden."""
        if not call.caller.is_admin:
            raise forbidden(rule)
        return handler(call)

    return Operation(method, path, handle, since=since, until=until)


def forbidden(rule: str) -> Forbidden:
    """Return the refusal of a caller whom a rule does not allow."""
    return Forbidden(f"Policy does not allow placement:{rule} to be performed.")


def check_body(schema: Schema, body: object) -> None:
    """Raise BadRequest, in Placement's words, unless a body fits a schema."""
    error = violation(schema, body)
    if error is not None:
        raise BadRequest(f"JSON does not validate: {error.message}")


def check_query(call: Call, parameters: Mapping[str, Microversion]) -> None:
    """Raise BadRequest for a parameter of the query that the microversion does not have.

    ``parameters`` says since when there is each.
    """
    for name, _ in call.query:
        if call.version < parameters.get(name, NEVER):
            raise unexpected(name)


def unexpected(name: str) -> BadRequest:
    """Return the refusal of a parameter."""
    return BadRequest(
        "Invalid query string parameters: Additional properties are not allowed"
        f" ('{name}' was unexpected)"
    )

"""The error for a service's answer with an error status."""

from __future__ import annotations

from typing import Any

from mini_nova_auth import lenient, redact
from mini_nova_auth.errors import ProtocolError, Refused
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.retry import retry_after
from mini_nova_auth.wire.words import is_page, service_message


def refusal(answer: Response) -> Refused:
    """Return the error for an answer, in the service's own words if it gave a reason."""
    reason = service_message(answer)
    url = redact.url(answer.url)
    is_pages_word = is_page(answer)
    if reason and is_pages_word:
        reason = f"{url}: {reason}"
    wait = retry_after(answer)
    hint = ""
    if wait:
        hint = f"It asks to wait {wait:g} s before the next try."
    elif not answer.is_server_error and (is_pages_word or not reason):
        hint = "The address may be wrong: 'mini-nova doctor' finds out."
    return Refused(
        reason or f"{url} answered with an error and no reason",
        hint=hint,
        url=url,
        status=answer.status,
        request_id=answer.request_id,
        retry_after=wait,
    )


def json_value(answer: Response) -> Any:
    """Return the JSON value of an answer. Raises Refused for an error status, ProtocolError."""
    if not answer.is_success:
        raise refusal(answer)
    return answer.json()


def json_object(answer: Response) -> dict[str, Any]:
    """Return the JSON object of an answer. Raises Refused, and ProtocolError for other JSON."""
    value = json_value(answer)
    if not isinstance(value, dict):
        raise other_shape(answer, "no object")
    return value


def json_page(key: str, answer: Response) -> dict[str, Any]:
    """Return the JSON object of an answer whose member ``key`` is a list of objects.

    An answer without its list says nothing about what there is. Raises Refused, ProtocolError.
    """
    page = json_object(answer)
    items = page.get(key)
    if not isinstance(items, list):
        raise other_shape(answer, f'no list "{key}"')
    if not all(isinstance(item, dict) for item in items):
        raise other_shape(answer, f'something else than objects in "{key}"')
    return page


def json_member(key: str, answer: Response) -> dict[str, Any]:
    """Return the object in the member ``key`` of an answer's. Raises Refused, ProtocolError."""
    member = json_object(answer).get(key)
    if not isinstance(member, dict):
        raise other_shape(answer, f'no object "{key}"')
    return member


def json_with_id(answer: Response) -> dict[str, Any]:
    """Return the JSON object of an answer that has an id. Raises Refused, ProtocolError."""
    value = json_object(answer)
    if not lenient.text(value.get("id")):
        raise other_shape(answer, 'no "id"')
    return value


def other_shape(answer: Response, fault: str) -> ProtocolError:
    """Return the error for an answer whose JSON has a ``fault``, as in "there is no object"."""
    url = redact.url(answer.url)
    return ProtocolError(
        f"{url} answered with JSON of another shape: there is {fault}",
        hint="Try again; a proxy or a broken service may be answering.",
        status=answer.status,
    )

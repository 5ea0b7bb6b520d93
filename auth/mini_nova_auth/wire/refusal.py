"""The error for a service's answer with an error status."""

from __future__ import annotations

from typing import Any

from mini_nova_auth import redact
from mini_nova_auth.errors import Refused
from mini_nova_auth.wire.message import Response, service_message
from mini_nova_auth.wire.retry import retry_after


def refusal(answer: Response) -> Refused:
    """Return the error for an answer, in the service's own words if it gave a reason."""
    reason = service_message(answer)
    url = redact.url(answer.url)
    hint = ""
    if not reason and not answer.is_server_error:
        hint = "The address may be wrong: 'mini-nova doctor' finds out."
    return Refused(
        reason or f"{url} answered with an error and no reason",
        hint=hint,
        url=url,
        status=answer.status,
        request_id=answer.request_id,
        retry_after=retry_after(answer),
    )


def json_value(answer: Response) -> Any:
    """Return the JSON value of an answer. Raises Refused for an error status, ProtocolError."""
    if not answer.is_success:
        raise refusal(answer)
    return answer.json()

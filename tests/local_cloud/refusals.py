"""Each service's own way of saying no."""

import json
import uuid
from http import HTTPStatus

from .messages import Answer, json_answer, text_answer

UNAUTHORIZED = "The request you have made requires authentication."
_NOVA_NAMES = {
    400: "badRequest",
    401: "unauthorized",
    403: "forbidden",
    404: "itemNotFound",
    405: "badMethod",
    409: "conflictingRequest",
    413: "overLimit",
    415: "badMediaType",
    429: "overLimit",
    501: "notImplemented",
    503: "serviceUnavailable",
}
_NOVA_TEXTS = {
    500: "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log "
    "if possible.\n<class 'oslo_messaging.exceptions.MessagingTimeout'>",
    429: "This request was rate-limited.",
}


def keystone_refusal(status: int, message: str | None = None) -> Answer:
    """A refusal as Keystone puts it; every service's refused token looks like Keystone's 401 too."""
    text = message or (UNAUTHORIZED if status == HTTPStatus.UNAUTHORIZED else _title(status))
    return json_answer(
        status, {"error": {"code": status, "message": text, "title": _title(status)}}
    )


def nova_refusal(status: int, message: str | None = None) -> Answer:
    """A refusal as Nova puts it, under a name that goes with the status."""
    text = message or _NOVA_TEXTS.get(status) or _title(status)
    answer = json_answer(
        status, {_NOVA_NAMES.get(status, "computeFault"): {"code": status, "message": text}}
    )
    return answer.with_headers(Content_Type="application/json; charset=UTF-8")


def glance_refusal(status: int, message: str | None = None) -> Answer:
    """A refusal as Glance puts it: plain text."""
    return text_answer(status, f"{status} {_title(status)}\n\n{message or _title(status)}\n\n   ")


def neutron_refusal(status: int, message: str | None = None, kind: str = "HTTPError") -> Answer:
    """A refusal as Neutron puts it, with the name of an exception."""
    text = message or _title(status)
    return json_answer(status, {"NeutronError": {"type": kind, "message": text, "detail": ""}})


def service_refusal(path: str, status: int, message: str | None = None) -> Answer:
    """A refusal in the manner of the service a path belongs to, with the id of a request."""
    service = path.split("/")[1] if "/" in path else ""
    request_id = f"req-{uuid.uuid4()}"
    answer = _refusal_of(service, status, message).with_headers(x_openstack_request_id=request_id)
    return answer.with_headers(x_compute_request_id=request_id) if service == "compute" else answer


def _refusal_of(service: str, status: int, message: str | None) -> Answer:
    if service == "compute":
        return (
            keystone_refusal(status, message)
            if status == HTTPStatus.UNAUTHORIZED
            else nova_refusal(status, message)
        )
    if service == "image":
        return glance_refusal(status, message)
    if service == "network" and status != HTTPStatus.UNAUTHORIZED:
        return neutron_refusal(status, message)
    return keystone_refusal(status, message)


def shape(body: object) -> bytes:
    """A body given by a test (bytes, text or something for JSON) as bytes."""
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"

"""Error bodies that several services share, and the titles of HTTP statuses."""

from __future__ import annotations

import json

from mini_nova_sandbox.http.errors import ApiError

JSON = "application/json"
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    416: "Request Range Not Satisfiable",
    500: "Internal Server Error",
}
# Nova's and Cinder's names of errors, which stand around their bodies.
FAULT_NAMES = {
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


def title(status: int) -> str:
    """Return the title of a status, as Keystone and Glance write it."""
    return TITLES.get(status, "Error")


def plain_refusal(error: ApiError) -> tuple[str, str]:
    """Render an error as the sandbox's own: ``{"error": {"code": 404, "message": "..."}}``."""
    body = {"code": error.status, "message": error.message}
    return JSON, json.dumps({"error": body})


def middleware_refusal(error: ApiError) -> tuple[str, str]:
    """Render a 401 as keystonemiddleware does, which answers in place of the service."""
    body = {
        "code": error.status,
        "title": title(error.status),
        "message": error.message,
    }
    text = json.dumps({"error": body})
    return JSON, text


def fault_refusal(error: ApiError) -> tuple[str, str]:
    """Render an error as Nova and Cinder do, as in ``{"itemNotFound": {"code": 404, ...}}``."""
    if error.status == 401:
        return middleware_refusal(error)
    name = FAULT_NAMES.get(error.status, "computeFault")
    members = {"code": error.status, "message": error.message}
    return JSON, json.dumps({name: members})

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
    408: "Request Timeout",
    409: "Conflict",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
}


def title(status: int) -> str:
    """Return the title of a status, as Keystone and Glance write it."""
    return TITLES.get(status, "Error")


def middleware_refusal(error: ApiError) -> tuple[str, str]:
    """Render a 401 as keystonemiddleware does, which answers in place of the service."""
    body = {
        "code": error.status,
        "title": title(error.status),
        "message": error.message,
    }
    text = json.dumps({"error": body})
    return JSON, text

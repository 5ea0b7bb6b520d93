"""The identity service: its operations, and how it refuses."""

from __future__ import annotations

import json
from functools import partial

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.identity import (
    v1,
    v2,
    v3_application_credentials,
    v3_auth,
    v3_catalog,
    v3_directory,
    versions,
)
from mini_nova_sandbox.identity.tokens import known_by

MODULES = (versions, v1, v2, v3_auth, v3_catalog, v3_application_credentials, v3_directory)
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
}


def identity(cloud: Cloud) -> Service:
    """The service."""
    return Service(
        name="identity",
        prefix="/identity",
        operations=[operation for module in MODULES for operation in module.OPERATIONS],
        cloud=cloud,
        refusal=refusal,
        known_by=partial(known_by, cloud),
        address=lambda path, _: Address("/" + path.strip("/")),
        answer_headers=lambda _where, _request_id: {"vary": "X-Auth-Token"},
    )


def refusal(error: ApiError) -> tuple[str, str]:
    """``{"error": {"code": 404, "message": "...", "title": "Not Found"}}``."""
    body = {
        "code": error.status,
        "message": error.message,
        "title": TITLES.get(error.status, "Error"),
    }
    return "application/json", json.dumps({"error": body})

"""Answers for a command, and the requests that it sent to change something."""

import json
from typing import Any

from tests.local_cloud import Fault, LocalCloud

Change = tuple[str, str, Any]  # method, path below the endpoint, JSON


def answer(cloud: LocalCloud, method: str, path: str, value: Any, status: int = 200) -> None:
    """Answer the next request for a path (a regular expression, from its end) with a JSON value."""
    body = b"" if value is None else json.dumps(value).encode()
    cloud.faults.add(Fault(method, f"{path}$", "status", status=status, body=body))


def changes(cloud: LocalCloud) -> list[Change]:
    """The requests to compute that are no reads, in their order."""
    return [
        (request.method, request.path.partition("/v2.1")[2], json.loads(request.body or b"null"))
        for request in cloud.requests
        if request.method != "GET" and "/v2.1/" in request.path
    ]

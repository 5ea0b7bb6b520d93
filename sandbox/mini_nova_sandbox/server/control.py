"""The sandbox's own endpoints, below ``/sandbox``: its status, the trace of a server, and faults.

They take the control key of credentials.json (``Authorization: Bearer KEY``) instead of a token,
so they work even if the identity service has been made to fail.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.faults.planned import (
    SCHEMA,
    FaultNotPlanned,
    MeaninglessOption,
    UnknownFault,
)
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import ApiError, BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import JSON
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.state.database import Row

PREFIX = "/sandbox"
OPERATOR = Caller("", "operator", "system", "", "", frozenset({"admin"}), "")


def control(
    cloud: Cloud, key: str, description: Mapping[str, Any], operations: Iterable[Operation] = ()
) -> Service:
    """Return the service, with more ``operations``.

    ``GET /status`` answers the description of the process.
    """

    def status(call: Call) -> Answer:
        database = call.database
        servers = database.value("SELECT count(*) FROM instances WHERE deleted = 0")
        messages = database.value("SELECT count(*) FROM messages")
        return Answer(body={**description, "servers": servers, "queue": messages})

    def find_caller(token: str) -> Caller | None:
        return OPERATOR if hmac.compare_digest(token.encode(), key.encode()) else None

    return Service(
        name="sandbox",
        prefix=PREFIX,
        operations=[Operation("GET", "/status", status), *OPERATIONS, *operations],
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=lambda path, _headers: Address(path),
        answer_headers=lambda _address, _request_id: {},
        read_token=lambda headers: headers.get("authorization", "").removeprefix("Bearer "),
    )


def refusal(error: ApiError) -> tuple[str, str]:
    """Render an error as ``{"error": {"code": 404, "message": "..."}}``."""
    body = {"code": error.status, "message": error.message}
    text = json.dumps({"error": body})
    return JSON, text


def trace(call: Call) -> Answer:
    """Answer the steps of a server, by id or name; a deleted one only by id."""
    instance = _find_instance(call, call.path["server"])
    server = {
        "id": instance["uuid"],
        "name": instance["display_name"],
        "vm_state": instance["vm_state"],
        "task_state": instance["task_state"],
    }
    return Answer(body={"server": server, "steps": call.cloud.trace.steps(instance["uuid"])})


def _find_instance(call: Call, reference: str) -> Row:
    rows = call.database.rows(
        "SELECT uuid, display_name, vm_state, task_state FROM instances"
        " WHERE uuid = ? OR (display_name = ? AND deleted = 0) LIMIT 2",
        reference,
        reference,
    )
    if not rows:
        raise NotFound(f"No server is called {reference}.")
    if len(rows) > 1:
        raise Conflict(f"Several servers are called {reference}: use an id.")
    return rows[0]


def faults(call: Call) -> Answer:
    """Answer the planned faults, and all that could be planned."""
    return Answer(body=call.cloud.faults.overview())


def add_fault(call: Call) -> Answer:
    """Plan a fault."""
    try:
        fault = call.cloud.faults.add(call.body)
    except (UnknownFault, MeaninglessOption) as error:
        raise BadRequest(str(error)) from error
    return Answer(201, {"fault": fault.view()})


def clear_faults(call: Call) -> Answer:
    """Clear the faults of an id or name, or all of them."""
    try:
        call.cloud.faults.clear(call.path.get("fault", ""))
    except FaultNotPlanned as error:
        raise NotFound(str(error)) from error
    return Answer(204)


OPERATIONS = (
    Operation("GET", "/trace/{server:path}", trace),
    Operation("GET", "/faults", faults),
    Operation("POST", "/faults", add_fault, schema=SCHEMA),
    Operation("DELETE", "/faults", clear_faults),
    Operation("DELETE", "/faults/{fault}", clear_faults),
)

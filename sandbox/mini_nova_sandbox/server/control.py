"""The sandbox's own endpoints, under ``/sandbox``: status, a server's way through the chain, planned faults.

They are asked with the control key of credentials.json (``Authorization: Bearer KEY``), not with a token, so that they
work while the identity service is made to fail.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.faults.planned import SCHEMA
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import ApiError, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.service import Address, Service

OPERATOR = Caller("", "operator", "system", "", "", frozenset({"admin"}), "")


def control(cloud: Cloud, key: str, about: Mapping[str, Any]) -> Service:
    """The service; ``about`` is what ``status`` tells of the process."""

    def status(call: Call) -> Answer:
        database = call.cloud.database
        servers = database.value("SELECT count(*) FROM instances WHERE deleted = 0")
        waiting = database.value("SELECT count(*) FROM messages")
        return Answer(body={**about, "servers": servers, "queue": waiting})

    def find_caller(token: str) -> Caller | None:
        return OPERATOR if hmac.compare_digest(token.encode(), key.encode()) else None

    return Service(
        name="sandbox",
        prefix="/sandbox",
        operations=[Operation("GET", "/status", status), *OPERATIONS],
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=lambda path, _: Address(path),
        answer_headers=lambda _address, _request_id: {},
        read_token=lambda headers: headers.get("authorization", "").removeprefix("Bearer "),
    )


def refusal(error: ApiError) -> tuple[str, str]:
    """``{"error": {"code": 404, "message": "..."}}``."""
    return "application/json", json.dumps(
        {"error": {"code": error.status, "message": error.message}}
    )


def trace(call: Call) -> Answer:
    """The steps of a server, by id or name; deleted ones are told by id."""
    wanted = call.path["server"]
    rows = call.cloud.database.rows(
        "SELECT uuid, display_name, vm_state, task_state FROM instances"
        " WHERE uuid = ? OR (display_name = ? AND deleted = 0) LIMIT 2",
        wanted,
        wanted,
    )
    if not rows:
        raise NotFound(f"No server is called {wanted}.")
    if len(rows) > 1:
        raise Conflict(f"Several servers are called {wanted}: use an id.")
    row = rows[0]
    about = {
        "id": row["uuid"],
        "name": row["display_name"],
        "vm_state": row["vm_state"],
        "task_state": row["task_state"],
    }
    return Answer(body={"server": about, "steps": call.cloud.trace.of(row["uuid"])})


def faults(call: Call) -> Answer:
    """What is planned, and what could be."""
    return Answer(body=call.cloud.faults.listed())


def add_fault(call: Call) -> Answer:
    """Plans one."""
    return Answer(201, {"fault": asdict(call.cloud.faults.add(call.body))})


def clear_faults(call: Call) -> Answer:
    """Forgets one, or all."""
    call.cloud.faults.clear(call.path.get("fault", ""))
    return Answer(204)


OPERATIONS = (
    Operation("GET", "/trace/{server:path}", trace),
    Operation("GET", "/faults", faults),
    Operation("POST", "/faults", add_fault, schema=SCHEMA),
    Operation("DELETE", "/faults", clear_faults),
    Operation("DELETE", "/faults/{fault}", clear_faults),
)

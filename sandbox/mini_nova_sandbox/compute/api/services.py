"""The cloud's own services, for admins: the scheduler, the conductor's place, and a compute service on each host."""

from __future__ import annotations

import uuid
from typing import Any

from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

CONTROLLER = "controller"
BINARIES = ("nova-scheduler", "nova-conductor")
_NAMESPACE = uuid.UUID("2ab7a2b4-7a5f-4f0f-9a52-0f1e7a1d8f3e")
STATUS = schemas.obj(
    {
        "status": {"type": "string", "enum": ["enabled", "disabled"]},
        "disabled_reason": {"type": "string", "minLength": 1, "maxLength": 255},
        "forced_down": schemas.BOOLEAN,
    }
)
OLD = schemas.obj(
    {
        "host": {"type": "string", "maxLength": 255},
        "binary": {"type": "string", "maxLength": 255},
        "disabled_reason": {"type": "string", "minLength": 1, "maxLength": 255},
    },
    "host",
    "binary",
)


def all_services(call: Call) -> list[dict[str, Any]]:
    """Every service: what can be told of it."""
    now = clock.bare_stamp(clock.now())
    fixed = [
        {
            "id": number,
            "uuid": str(uuid.uuid5(_NAMESPACE, binary)),
            "binary": binary,
            "host": CONTROLLER,
            "zone": "internal",
            "status": "enabled",
            "state": "up",
            "updated_at": now,
            "disabled_reason": None,
        }
        for number, binary in enumerate(BINARIES, start=1)
    ]
    nodes = call.cloud.database.rows("SELECT * FROM compute_nodes ORDER BY number")
    return [*fixed, *(_of_node(node, now) for node in nodes)]


def _of_node(node: Row, now: str | None) -> dict[str, Any]:
    return {
        "id": node["number"] + len(BINARIES),
        "uuid": node["service_uuid"],
        "binary": "nova-compute",
        "host": node["host"],
        "zone": node["availability_zone"],
        "status": "disabled" if node["disabled"] else "enabled",
        "state": "up",
        "updated_at": now,
        "disabled_reason": node["disabled_reason"],
    }


def index(call: Call) -> Answer:
    """All, or those of a host or binary."""
    call.caller.require_admin()
    shown = [
        _view(call, one)
        for one in all_services(call)
        if call.query_value("host") in ("", one["host"])
        and call.query_value("binary") in ("", one["binary"])
    ]
    return Answer(body={"services": shown})


def update(call: Call) -> Answer:
    """Enables or disables the compute service of an id (2.53 on)."""
    call.caller.require_admin()
    node = _node(call, "service_uuid", call.path["service_id"])
    _set(call, node, call.body.get("status"), call.body.get("disabled_reason"))
    return Answer(
        body={
            "service": _view(
                call, _of_node(_node(call, "host", node["host"]), clock.bare_stamp(clock.now()))
            )
        }
    )


def old_update(call: Call) -> Answer:
    """Enables or disables the compute service of a host (before 2.53)."""
    call.caller.require_admin()
    node = _node(call, "host", call.body["host"])
    enable = call.path["action"] == "enable"
    if call.path["action"] not in ("enable", "disable", "disable-log-reason"):
        raise NotFound("Unknown action")
    _set(call, node, "enabled" if enable else "disabled", call.body.get("disabled_reason"))
    shown = {
        "host": node["host"],
        "binary": "nova-compute",
        "status": "enabled" if enable else "disabled",
    }
    if call.body.get("disabled_reason"):
        shown["disabled_reason"] = call.body["disabled_reason"]
    return Answer(body={"service": shown})


def _set(call: Call, node: Row, status: str | None, reason: str | None) -> None:
    if status is not None:
        disabled = int(status == "disabled")
        call.cloud.database.update(
            "compute_nodes",
            {"disabled": disabled, "disabled_reason": reason if disabled else None},
            host=node["host"],
        )


def _node(call: Call, column: str, value: str) -> Row:
    node = call.cloud.database.row(f"SELECT * FROM compute_nodes WHERE {column} = ?", value)  # noqa: S608 - constants
    if node is None:
        raise NotFound(f"Service {value} could not be found.")
    return node


def _view(call: Call, service: dict[str, Any]) -> dict[str, Any]:
    names = ("binary", "host", "zone", "status", "state", "updated_at", "disabled_reason")
    shown = {name: service[name] for name in names}
    shown["id"] = service["uuid"] if call.version >= (2, 53) else service["id"]
    if call.version >= (2, 11):
        shown["forced_down"] = False
    return shown


OPERATIONS = (
    Operation("GET", "/os-services", index),
    Operation("PUT", "/os-services/{service_id}", update, schema=STATUS, since=(2, 53)),
    Operation("PUT", "/os-services/{action}", old_update, schema=OLD, until=(2, 52)),
)

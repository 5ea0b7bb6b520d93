"""The cloud's own services, for admins: scheduler, conductor, and one compute service per host."""

from __future__ import annotations

import uuid
from typing import Any

from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

CONTROLLER = "controller"
COMPUTE = "nova-compute"
BINARIES = ("nova-scheduler", "nova-conductor")
ENABLED = "enabled"
DISABLED = "disabled"
MEMBERS = ("binary", "host", "zone", "status", "state", "updated_at", "disabled_reason")
_NAMESPACE = uuid.UUID("2ab7a2b4-7a5f-4f0f-9a52-0f1e7a1d8f3e")
REASON = {"type": "string", "minLength": 1, "maxLength": 255}
UPDATE = schemas.obj(
    {
        "status": {"type": "string", "enum": [ENABLED, DISABLED]},
        "disabled_reason": REASON,
        "forced_down": schemas.BOOLEAN,
    }
)
UPDATE_BY_HOST = schemas.obj(
    {
        "host": {"type": "string", "maxLength": 255},
        "binary": {"type": "string", "maxLength": 255},
        "disabled_reason": REASON,
    },
    "host",
    "binary",
)


def all_services(call: Call) -> list[dict[str, Any]]:
    """List every service with all that the views show of it."""
    services = [
        _controller_service(number, binary) for number, binary in enumerate(BINARIES, start=1)
    ]
    nodes = call.database.rows("SELECT * FROM compute_nodes ORDER BY number")
    services += [_compute_service(node) for node in nodes]
    return services


def _controller_service(number: int, binary: str) -> dict[str, Any]:
    return {
        "id": number,
        "uuid": str(uuid.uuid5(_NAMESPACE, binary)),
        "binary": binary,
        "host": CONTROLLER,
        "zone": "internal",
        "status": ENABLED,
        "state": "up",
        "updated_at": clock.bare_stamp(clock.now()),
        "disabled_reason": None,
    }


def _compute_service(node: Row) -> dict[str, Any]:
    return {
        "id": node["number"] + len(BINARIES),
        "uuid": node["service_uuid"],
        "binary": COMPUTE,
        "host": node["host"],
        "zone": node["availability_zone"],
        "status": DISABLED if node["disabled"] else ENABLED,
        "state": "up",
        "updated_at": clock.bare_stamp(clock.now()),
        "disabled_reason": node["disabled_reason"],
    }


def index(call: Call) -> Answer:
    """List the services; ``host`` and ``binary`` filter them."""
    call.caller.require_admin()
    host = call.query_value("host")
    binary = call.query_value("binary")
    services = all_services(call)
    if host:
        services = [service for service in services if service["host"] == host]
    if binary:
        services = [service for service in services if service["binary"] == binary]
    views = [_view(call, service) for service in services]
    return Answer(body={"services": views})


def update(call: Call) -> Answer:
    """Enable or disable a compute service by its id (from 2.53)."""
    call.caller.require_admin()
    service_id = call.path["service_id"]
    node = _find_node(call, "service_uuid", service_id)
    status = call.body.get("status")
    if status is not None:
        _set_status(call, node, status)
    changed_node = _find_node(call, "host", node["host"])
    service = _compute_service(changed_node)
    return Answer(body={"service": _view(call, service)})


def update_by_host(call: Call) -> Answer:
    """Enable or disable a compute service by its host (before 2.53)."""
    call.caller.require_admin()
    host = call.body["host"]
    node = _find_node(call, "host", host)
    action = call.path["action"]
    if action not in ("enable", "disable", "disable-log-reason"):
        raise NotFound("Unknown action")
    status = ENABLED if action == "enable" else DISABLED
    _set_status(call, node, status)
    view = {
        "host": node["host"],
        "binary": COMPUTE,
        "status": status,
    }
    reason = call.body.get("disabled_reason")
    if reason:
        view["disabled_reason"] = reason
    return Answer(body={"service": view})


def _set_status(call: Call, node: Row, status: str) -> None:
    changes = {"disabled": 0, "disabled_reason": None}
    if status == DISABLED:
        reason = call.body.get("disabled_reason")
        changes = {"disabled": 1, "disabled_reason": reason}
    host = node["host"]
    call.database.update("compute_nodes", changes, host=host)


def _find_node(call: Call, column: str, value: str) -> Row:
    sql = f"SELECT * FROM compute_nodes WHERE {column} = ?"  # noqa: S608 - constants
    node = call.database.row(sql, value)
    if node is None:
        raise NotFound(f"Service {value} could not be found.")
    return node


def _view(call: Call, service: dict[str, Any]) -> dict[str, Any]:
    view = {name: service[name] for name in MEMBERS}
    if call.version < microversions.HOST_UUIDS:
        view["id"] = service["id"]
    else:
        view["id"] = service["uuid"]
    if call.version >= microversions.FORCED_DOWN:
        view["forced_down"] = False
    return view


OPERATIONS = (
    Operation("GET", "/os-services", index),
    Operation(
        "PUT",
        "/os-services/{service_id}",
        update,
        schema=UPDATE,
        since=microversions.HOST_UUIDS,
    ),
    Operation(
        "PUT",
        "/os-services/{action}",
        update_by_host,
        schema=UPDATE_BY_HOST,
        until=microversions.before(microversions.HOST_UUIDS),
    ),
)

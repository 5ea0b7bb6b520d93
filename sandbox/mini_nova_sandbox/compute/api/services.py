"""The cloud's own services, for admins: scheduler, conductor, and one compute service per host."""

from __future__ import annotations

import re
import uuid
from typing import Any

from mini_nova_sandbox.compute import aggregates, migrations
from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.compute.api.compute_hosts import host_exists
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
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
ACTIONS = ("enable", "disable", "disable-log-reason")
FORCE_DOWN = "force-down"
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
        "forced_down": schemas.BOOLEAN,
    },
    "host",
    "binary",
)


def all_services(call: Call) -> list[dict[str, Any]]:
    """List every service with all that the views show of it."""
    return [*_controller_services(), *compute_services(call)]


def compute_services(call: Call) -> list[dict[str, Any]]:
    """List the compute services, as ``all_services`` does."""
    zones = aggregates.zones(call.database)
    nodes = call.database.rows("SELECT * FROM compute_nodes ORDER BY number")
    return [_compute_service(node, zones[node["host"]]) for node in nodes]


def _controller_services() -> list[dict[str, Any]]:
    return [_controller_service(number, binary) for number, binary in enumerate(BINARIES, start=1)]


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
        "forced_down": False,
    }


def _compute_service(node: Row, zone: str) -> dict[str, Any]:
    return {
        "id": node["number"] + len(BINARIES),
        "uuid": node["service_uuid"],
        "binary": COMPUTE,
        "host": node["host"],
        "zone": zone,
        "status": DISABLED if node["disabled"] else ENABLED,
        "state": "down" if node["forced_down"] else "up",
        "updated_at": clock.bare_stamp(clock.now()),
        "disabled_reason": node["disabled_reason"],
        "forced_down": bool(node["forced_down"]),
    }


def index(call: Call) -> Answer:
    """List the services; ``host`` and ``binary`` filter them."""
    call.caller.require_admin("os_compute_api:os-services:list")
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
    """Enable, disable or force down a compute service by its id (from 2.53)."""
    call.caller.require_admin("os_compute_api:os-services:update")
    service = _requested_service(call)
    _require_compute(service["binary"])
    _check_update(call.body)
    host = service["host"]
    if "status" in call.body:
        _set_status(call, host, call.body["status"])
    if "forced_down" in call.body:
        _set_forced_down(call, host)
    changed_service = _requested_service(call)
    return Answer(body={"service": _view(call, changed_service)})


def _check_update(body: dict[str, Any]) -> None:
    """Raise BadRequest for an update that changes nothing, or a reason without a disabled host."""
    if "status" not in body and "forced_down" not in body:
        raise BadRequest(
            "No updates were requested. Fields 'status' or 'forced_down' should be specified."
        )
    if "disabled_reason" in body and body.get("status") != DISABLED:
        raise BadRequest("Specifying 'disabled_reason' with status 'enabled' is invalid.")


def update_by_host(call: Call) -> Answer:
    """Enable, disable or force down a compute service by its host (before 2.53)."""
    call.caller.require_admin("os_compute_api:os-services:update")
    action = call.path["action"]
    is_known = action in ACTIONS or (
        action == FORCE_DOWN and call.version >= microversions.FORCED_DOWN
    )
    if not is_known:
        raise NotFound("Unknown action")
    _check_action(call.body, action)
    host = call.body["host"]
    _require_compute(call.body["binary"])
    if not host_exists(call.database, host):
        raise NotFound(f"Host '{host}' is not mapped to any cell")
    view = {"host": host, "binary": COMPUTE}
    if action == FORCE_DOWN:
        view["forced_down"] = _set_forced_down(call, host)
    else:
        view["status"] = ENABLED if action == "enable" else DISABLED
        _set_status(call, host, view["status"])
    if action == "disable-log-reason":
        view["disabled_reason"] = call.body["disabled_reason"]
    return Answer(body={"service": view})


def _check_action(body: dict[str, Any], action: str) -> None:
    """Raise BadRequest if the member that an action needs is missing."""
    if action == "disable-log-reason" and "disabled_reason" not in body:
        raise BadRequest("Missing disabled reason field")
    if action == FORCE_DOWN and "forced_down" not in body:
        raise BadRequest("Missing forced_down field")


def delete(call: Call) -> Answer:
    """Delete a service; a compute service must not have servers. A restart brings it back."""
    call.caller.require_admin("os_compute_api:os-services:delete")
    service = _requested_service(call)
    host = service["host"]
    if service["binary"] != COMPUTE:
        raise BadRequest(f"The sandbox cannot be without {service['binary']}.")
    database = call.database
    has_instances = database.value(
        "SELECT 1 FROM instances WHERE host = ? AND deleted = 0 LIMIT 1", host
    )
    if has_instances:
        raise Conflict(
            "Unable to delete compute service that is hosting instances."
            " Migrate or delete the instances first."
        )
    is_moving = database.value(
        "SELECT 1 FROM instances WHERE (old_host = ? OR new_host = ?) AND deleted = 0", host, host
    )
    if is_moving:
        raise Conflict(
            "Unable to delete compute service that has in-progress migrations."
            " Complete the migrations or delete the instances first."
        )
    aggregates.remove_host(database, host)
    database.delete("compute_nodes", host=host)
    return Answer(204)


def _set_status(call: Call, host: str, status: str) -> None:
    changes = {"disabled": 0, "disabled_reason": None}
    if status == DISABLED:
        reason = call.body.get("disabled_reason")
        changes = {"disabled": 1, "disabled_reason": reason}
    call.database.update("compute_nodes", changes, host=host)


def _set_forced_down(call: Call, host: str) -> bool:
    """Force a host down, or let it come back; return whether it is down."""
    is_down = call.body["forced_down"] in schemas.TRUE
    call.database.update("compute_nodes", {"forced_down": int(is_down)}, host=host)
    if not is_down:
        migrations.complete_evacuations(call.database, host)
    return is_down


def _require_compute(binary: str) -> None:
    """Raise BadRequest for a service that is not a compute service."""
    if binary != COMPUTE:
        raise BadRequest(
            f"Updating a {binary} service is not supported."
            " Only nova-compute services can be updated."
        )


def _requested_service(call: Call) -> dict[str, Any]:
    """Return the service that the path names by id. Raises BadRequest, NotFound."""
    text = call.path["service_id"]
    member = "id" if call.version < microversions.HOST_UUIDS else "uuid"
    if member == "uuid" and not re.fullmatch(schemas.UUID["pattern"], text):
        raise BadRequest(f"Invalid uuid {text}")
    if member == "id" and not re.fullmatch("[0-9]+", text, re.ASCII):
        raise BadRequest("Invalid input received: id must be an integer")
    for service in all_services(call):
        if str(service[member]) == text:
            return service
    raise NotFound(f"Service {text} could not be found.")


def _view(call: Call, service: dict[str, Any]) -> dict[str, Any]:
    view = {name: service[name] for name in MEMBERS}
    if call.version < microversions.HOST_UUIDS:
        view["id"] = service["id"]
    else:
        view["id"] = service["uuid"]
    if call.version >= microversions.FORCED_DOWN:
        view["forced_down"] = service["forced_down"]
    return view


OPERATIONS = (
    Operation(
        "GET",
        "/os-services",
        index,
        parameters=("host", "binary"),
        strict_since=microversions.STRICT,
    ),
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
    Operation("DELETE", "/os-services/{service_id}", delete),
)

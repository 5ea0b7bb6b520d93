"""Hosts by name (``os-hosts``), for admins, before 2.43: their services, size and use."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.compute_hosts import host_exists
from mini_nova_sandbox.compute.api.services import COMPUTE, all_services
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.scheduler.host_state import HostState, all_hosts

LAST_VERSION = microversions.before(microversions.NO_HOSTS)
POWER_ACTIONS = {"startup": "start", "shutdown": "shutdown", "reboot": "reboot"}  # policies
STATUS = {"type": "string", "enum": ["enable", "disable", "Enable", "Disable"]}
UPDATE = {
    "type": "object",
    "properties": {"status": STATUS, "maintenance_mode": STATUS},
    "minProperties": 1,
    "additionalProperties": False,
}


def index(call: Call) -> Answer:
    """List each host's services; ``zone`` filters them."""
    call.caller.require_admin("os_compute_api:os-hosts:list")
    zone = call.query_value("zone")
    views = [
        {
            "host_name": service["host"],
            "service": service["binary"].removeprefix("nova-"),
            "zone": service["zone"],
        }
        for service in all_services(call)
        if zone in ("", service["zone"])
    ]
    return Answer(body={"hosts": views})


def show(call: Call) -> Answer:
    """Show a compute host's size, its use, and the use of each project."""
    call.caller.require_admin("os_compute_api:os-hosts:show")
    name = _requested_host(call)
    (host,) = [host for host in all_hosts(call.database) if host.host == name]
    parts = [
        _resource(name, "(total)", host.vcpus, host.memory_mb, host.disk_gb),
        _resource(name, "(used_now)", host.vcpus_used, host.memory_mb_used, host.disk_gb_used),
        *_projects_use(call, host),
    ]
    return Answer(body={"host": parts})


def update(call: Call) -> Answer:
    """Enable or disable a host, or turn its maintenance mode on or off."""
    call.caller.require_admin("os_compute_api:os-hosts:update")
    name = _requested_host(call)
    view = {"host": name}
    if "status" in call.body:
        is_enabled = call.body["status"].lower() == "enable"
        call.database.update("compute_nodes", {"disabled": int(not is_enabled)}, host=name)
        view["status"] = "enabled" if is_enabled else "disabled"
    if "maintenance_mode" in call.body:
        is_on = call.body["maintenance_mode"].lower() == "enable"
        view["maintenance_mode"] = "on_maintenance" if is_on else "off_maintenance"
    return Answer(body=view)


def power_action(call: Call) -> Answer:
    """Answer to the start, shutdown or reboot of a host, which changes nothing here."""
    action = call.path["action"]
    if action not in POWER_ACTIONS:
        raise NotFound("The resource could not be found.")
    call.caller.require_admin(f"os_compute_api:os-hosts:{POWER_ACTIONS[action]}")
    return Answer(body={"host": _requested_host(call), "power_action": action})


def _requested_host(call: Call) -> str:
    """Return the compute host that the path names. Raises NotFound, BadRequest."""
    name = call.path["host"]
    if host_exists(call.database, name):
        return name
    other_services = [service for service in all_services(call) if service["binary"] != COMPUTE]
    if name in [service["host"] for service in other_services]:
        raise BadRequest(f"{name} is not a compute host.")
    raise NotFound(f"Host '{name}' is not mapped to any cell")


def _projects_use(call: Call, host: HostState) -> list[dict[str, Any]]:
    """Return the use of all projects together (``used_max``), then of each project."""
    rows = call.database.rows(
        "SELECT project_id, sum(vcpus) AS vcpus, sum(memory_mb) AS memory_mb,"
        " sum(root_gb + ephemeral_gb) AS disk_gb FROM instances"
        " WHERE host = ? AND deleted = 0 GROUP BY project_id ORDER BY project_id",
        host.host,
    )
    sizes = {row["project_id"]: (row["vcpus"], row["memory_mb"], row["disk_gb"]) for row in rows}
    totals = [sum(amounts) for amounts in zip((0, 0, 0), *sizes.values(), strict=True)]
    maximum = _resource(host.host, "(used_max)", *totals)
    return [maximum, *(_resource(host.host, project, *size) for project, size in sizes.items())]


def _resource(host: str, project: str, vcpus: int, memory_mb: int, disk_gb: int) -> dict[str, Any]:
    resource = {
        "host": host,
        "project": project,
        "cpu": vcpus,
        "memory_mb": memory_mb,
        "disk_gb": disk_gb,
    }
    return {"resource": resource}


OPERATIONS = (
    Operation("GET", "/os-hosts", index, until=LAST_VERSION),
    Operation("GET", "/os-hosts/{host}", show, until=LAST_VERSION),
    Operation("PUT", "/os-hosts/{host}", update, schema=UPDATE, until=LAST_VERSION),
    Operation("GET", "/os-hosts/{host}/{action}", power_action, until=LAST_VERSION),
)

"""Hypervisors, for admins: a node on each host, with its size and use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from mini_nova_sandbox.compute.api import microversions, paging, schemas
from mini_nova_sandbox.compute.api.services import BINARIES, DISABLED, ENABLED
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound, NotImplementedHere
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.scheduler.host_state import HostState, all_hosts
from mini_nova_sandbox.state.database import Row

FAKE = ("fake", 1000)
TYPES = {"fake": FAKE, "libvirt": ("QEMU", 7002000)}  # by driver: (type, version)
CPU = {
    "arch": "x86_64",
    "model": "sandbox",
    "vendor": "Intel",
    "features": [],
    "topology": {"cores": 1, "threads": 1, "sockets": 1},
}
PARAMETERS = ("limit", "marker", "hypervisor_hostname_pattern", "with_servers")
STATISTICS = (
    "vcpus",
    "memory_mb",
    "local_gb",
    "vcpus_used",
    "memory_mb_used",
    "local_gb_used",
    "free_ram_mb",
    "free_disk_gb",
    "current_workload",
    "running_vms",
    "disk_available_least",
)


def index(call: Call) -> Answer:
    """List hypervisors by id and name."""
    return _list(call, _brief_view, "os_compute_api:os-hypervisors:list")


def detail(call: Call) -> Answer:
    """List hypervisors in full."""
    return _list(call, _full_view, "os_compute_api:os-hypervisors:list-detail")


def _list(call: Call, view: Callable[[Call, HostState], dict[str, Any]], policy: str) -> Answer:
    call.caller.require_admin(policy)
    hosts, next_marker = _page(call)
    views = [view(call, host) for host in hosts]
    body = paging.collection(call, "hypervisors", views, next_marker)
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show one hypervisor."""
    call.caller.require_admin("os_compute_api:os-hypervisors:show")
    host = _find_host(call)
    return Answer(body={"hypervisor": _full_view(call, host)})


def uptime(call: Call) -> Answer:
    """Refuse to show a hypervisor's uptime, which these drivers do not report: 501."""
    call.caller.require_admin("os_compute_api:os-hypervisors:uptime")
    _find_host(call)
    raise NotImplementedHere("The requested functionality is not supported.")


def search(call: Call) -> Answer:
    """List the hypervisors whose name contains a text (before 2.53)."""
    call.caller.require_admin("os_compute_api:os-hypervisors:search")
    views = [_brief_view(call, host) for host in _hosts_like(call, call.path["pattern"])]
    return Answer(body={"hypervisors": views})


def servers(call: Call) -> Answer:
    """List such hypervisors with their servers (before 2.53)."""
    call.caller.require_admin("os_compute_api:os-hypervisors:servers")
    views = []
    for host in _hosts_like(call, call.path["pattern"]):
        view = _brief_view(call, host)
        host_servers = _servers(call, host)
        if host_servers:
            view["servers"] = host_servers
        views.append(view)
    return Answer(body={"hypervisors": views})


def _hosts_like(call: Call, pattern: str) -> list[HostState]:
    """Return the hosts whose name contains a text. Raises NotFound for none."""
    matches = [host for host in all_hosts(call.database) if pattern in host.host]
    if not matches:
        raise NotFound(f"No hypervisor matching '{pattern}' could be found.")
    return matches


def statistics(call: Call) -> Answer:
    """Show the totals over all hypervisors (before 2.88; after that, this is no hypervisor's id)."""
    if call.version >= microversions.HYPERVISORS_WITHOUT_USE:
        raise NotFound("The resource could not be found.")
    call.caller.require_admin("os_compute_api:os-hypervisors:statistics")
    hosts = all_hosts(call.database)
    totals = dict.fromkeys(STATISTICS, 0)
    for host in hosts:
        use = _use(host)
        for name in STATISTICS:
            totals[name] += use[name]
    view = {"count": len(hosts), **totals}
    return Answer(body={"hypervisor_statistics": view})


def _find_host(call: Call) -> HostState:
    hypervisor_id = call.path["hypervisor_id"]
    has_uuids = call.version >= microversions.HOST_UUIDS
    if hypervisor_id == "statistics":  # gone from 2.88 on
        raise NotFound("The resource could not be found.")
    if has_uuids and not re.fullmatch(schemas.UUID["pattern"], hypervisor_id):
        raise BadRequest(f"Invalid uuid {hypervisor_id}")
    for host in all_hosts(call.database):
        if hypervisor_id == str(_host_id(call, host)):
            return host
    raise NotFound(f"Hypervisor with ID '{hypervisor_id}' could not be found.")


def _host_id(call: Call, host: HostState) -> str | int:
    if call.version >= microversions.HOST_UUIDS:
        return host.uuid
    return host.number


def _page(call: Call) -> tuple[list[HostState], str]:
    """Return the hosts of one page, and the marker of the next page or ''. Raises ApiError."""
    matches = _matching_hosts(call)
    hosts = _after_marker(call, matches)
    size = paging.page_size(call)
    page = hosts[:size]
    if call.version < microversions.HYPERVISOR_PAGES:
        return page, ""
    if page and call.query_value("limit") and len(page) == size:
        return page, page[-1].uuid
    return page, ""


def _matching_hosts(call: Call) -> list[HostState]:
    hosts = all_hosts(call.database)
    pattern = call.query_value("hypervisor_hostname_pattern")
    if not pattern or call.version < microversions.HOST_UUIDS:
        return hosts
    return _hosts_like(call, pattern)


def _after_marker(call: Call, hosts: list[HostState]) -> list[HostState]:
    marker = call.query_value("marker")
    if not marker:
        return hosts
    for index, host in enumerate(hosts):
        if host.uuid == marker:
            return hosts[index + 1 :]
    raise BadRequest(f"marker [{marker}] not found")


def _brief_view(call: Call, host: HostState) -> dict[str, Any]:
    view: dict[str, Any] = {
        "id": _host_id(call, host),
        "hypervisor_hostname": host.host,
        "state": "down" if host.down else "up",
        "status": DISABLED if host.disabled else ENABLED,
    }
    with_servers = call.query_value("with_servers").lower()
    is_supported = call.version >= microversions.HOST_UUIDS
    if is_supported and with_servers in ("true", "1"):
        view["servers"] = _servers(call, host)
    return view


def _servers(call: Call, host: HostState) -> list[dict[str, str]]:
    rows = call.database.rows(
        "SELECT uuid, display_name FROM instances WHERE host = ? AND deleted = 0", host.host
    )
    return [{"uuid": row["uuid"], "name": row["display_name"]} for row in rows]


def _full_view(call: Call, host: HostState) -> dict[str, Any]:
    driver_name = call.cloud.driver.name
    hypervisor_type, version = TYPES.get(driver_name, FAKE)
    view = {
        **_brief_view(call, host),
        "hypervisor_type": hypervisor_type,
        "hypervisor_version": version,
        "host_ip": "127.0.0.1",
        "service": _service(call, host),
    }
    if call.version >= microversions.HYPERVISORS_WITHOUT_USE:
        return {**view, "uptime": None}
    view |= _use(host)
    view["cpu_info"] = _cpu_info(call)
    return view


def _service(call: Call, host: HostState) -> dict[str, Any]:
    node = _compute_node(call, host)
    service_id = host.number + len(BINARIES)
    if call.version >= microversions.HOST_UUIDS:
        service_id = node["service_uuid"]
    return {
        "id": service_id,
        "host": host.host,
        "disabled_reason": node["disabled_reason"],
    }


def _cpu_info(call: Call) -> dict[str, Any] | str:
    if call.version >= microversions.CPU_INFO_OBJECT:
        return CPU
    return json.dumps(CPU)


def _compute_node(call: Call, host: HostState) -> Row:
    node = call.database.row("SELECT * FROM compute_nodes WHERE host = ?", host.host)
    if node is None:
        raise NotFound(f"Compute host {host.host} could not be found.")
    return node


def _use(host: HostState) -> dict[str, int]:
    free_disk_gb = host.disk_gb - host.disk_gb_used
    return {
        "vcpus": host.vcpus,
        "memory_mb": host.memory_mb,
        "local_gb": host.disk_gb,
        "vcpus_used": host.vcpus_used,
        "memory_mb_used": host.memory_mb_used,
        "local_gb_used": host.disk_gb_used,
        "free_ram_mb": host.free_memory_mb,
        "free_disk_gb": free_disk_gb,
        "current_workload": 0,
        "running_vms": host.running,
        "disk_available_least": free_disk_gb,
    }


OPERATIONS = (
    Operation(
        "GET",
        "/os-hypervisors",
        index,
        parameters=PARAMETERS,
        strict_since=microversions.HOST_UUIDS,
    ),
    Operation(
        "GET",
        "/os-hypervisors/detail",
        detail,
        parameters=PARAMETERS,
        strict_since=microversions.HOST_UUIDS,
    ),
    Operation("GET", "/os-hypervisors/statistics", statistics),
    Operation("GET", "/os-hypervisors/{hypervisor_id}", show),
    Operation(
        "GET",
        "/os-hypervisors/{hypervisor_id}/uptime",
        uptime,
        until=microversions.before(microversions.HYPERVISORS_WITHOUT_USE),
    ),
    Operation(
        "GET",
        "/os-hypervisors/{pattern}/search",
        search,
        until=microversions.before(microversions.HOST_UUIDS),
    ),
    Operation(
        "GET",
        "/os-hypervisors/{pattern}/servers",
        servers,
        until=microversions.before(microversions.HOST_UUIDS),
    ),
)

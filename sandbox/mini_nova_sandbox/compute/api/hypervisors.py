"""Hypervisors, for admins: a node on each host, its size and its use."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.compute.api import links
from mini_nova_sandbox.compute.api.services import BINARIES
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.scheduler.host_state import HostState, all_hosts
from mini_nova_sandbox.state.database import Row

TYPES = {"fake": ("fake", 1000), "libvirt": ("QEMU", 7002000)}
CPU = {
    "arch": "x86_64",
    "model": "sandbox",
    "vendor": "Intel",
    "features": [],
    "topology": {"cores": 1, "threads": 1, "sockets": 1},
}


def index(call: Call) -> Answer:
    """Ids and names."""
    call.caller.require_admin()
    hosts, more = _page(call)
    return _listed(call, [_brief(call, host) for host in hosts], hosts if more else [])


def detail(call: Call) -> Answer:
    """Everything of each."""
    call.caller.require_admin()
    hosts, more = _page(call)
    return _listed(call, [_whole(call, host) for host in hosts], hosts if more else [])


def show(call: Call) -> Answer:
    """One of them."""
    call.caller.require_admin()
    return Answer(body={"hypervisor": _whole(call, _found(call))})


def uptime(call: Call) -> Answer:
    """How long it has been up is not told by these drivers."""
    call.caller.require_admin()
    return Answer(body={"hypervisor": {**_brief(call, _found(call)), "uptime": None}})


def statistics(call: Call) -> Answer:
    """All of them together."""
    call.caller.require_admin()
    hosts = all_hosts(call.cloud.database)
    names = (
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
    totals = {name: sum(_use(host)[name] for host in hosts) for name in names}
    return Answer(body={"hypervisor_statistics": {"count": len(hosts), **totals}})


def _found(call: Call) -> HostState:
    wanted = call.path["hypervisor_id"]
    for host in all_hosts(call.cloud.database):
        if wanted in ((host.uuid,) if call.version >= (2, 53) else (str(host.number),)):
            return host
    raise NotFound(f"Compute host {wanted} could not be found.")


def _page(call: Call) -> tuple[list[HostState], bool]:
    hosts = all_hosts(call.cloud.database)
    pattern = call.query_value("hypervisor_hostname_pattern") if call.version >= (2, 53) else ""
    if pattern:
        hosts = [host for host in hosts if pattern in host.host]
        if not hosts:
            raise NotFound(f"No hypervisor matching '{pattern}' could be found.")
    marker = call.query_value("marker")
    if marker:
        ids = [host.uuid for host in hosts]
        if marker not in ids:
            raise BadRequest(f"marker [{marker}] not found")
        hosts = hosts[ids.index(marker) + 1 :]
    size = links.page_size(call)
    return hosts[:size], call.version >= (2, 33) and bool(call.query_value("limit")) and len(
        hosts
    ) >= size


def _listed(call: Call, shown: list[dict[str, Any]], hosts: list[HostState]) -> Answer:
    body: dict[str, Any] = {"hypervisors": shown}
    if hosts:
        body["hypervisors_links"] = links.next_page(call, hosts[-1].uuid)
    return Answer(body=body)


def _brief(call: Call, host: HostState) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": host.uuid if call.version >= (2, 53) else host.number,
        "hypervisor_hostname": host.host,
        "state": "up",
        "status": "disabled" if host.disabled else "enabled",
    }
    if call.version >= (2, 53) and call.query_value("with_servers").lower() in ("true", "1"):
        rows = call.cloud.database.rows(
            "SELECT uuid, display_name FROM instances WHERE host = ? AND deleted = 0", host.host
        )
        shown["servers"] = [{"uuid": row["uuid"], "name": row["display_name"]} for row in rows]
    return shown


def _whole(call: Call, host: HostState) -> dict[str, Any]:
    node = _node(call, host)
    kind, version = TYPES.get(call.cloud.driver.name, ("fake", 1000))
    shown = {
        **_brief(call, host),
        "hypervisor_type": kind,
        "hypervisor_version": version,
        "host_ip": "127.0.0.1",
        "service": {
            "id": node["service_uuid"] if call.version >= (2, 53) else host.number + len(BINARIES),
            "host": host.host,
            "disabled_reason": node["disabled_reason"],
        },
    }
    if call.version >= (2, 88):
        return {**shown, "uptime": None}
    return {**shown, **_use(host), "cpu_info": CPU if call.version >= (2, 28) else json.dumps(CPU)}


def _node(call: Call, host: HostState) -> Row:
    node = call.cloud.database.row("SELECT * FROM compute_nodes WHERE host = ?", host.host)
    if node is None:
        raise NotFound(f"Compute host {host.host} could not be found.")
    return node


def _use(host: HostState) -> dict[str, int]:
    return {
        "vcpus": host.vcpus,
        "memory_mb": host.memory_mb,
        "local_gb": host.disk_gb,
        "vcpus_used": host.vcpus_used,
        "memory_mb_used": host.memory_mb_used,
        "local_gb_used": host.disk_gb_used,
        "free_ram_mb": host.free_memory_mb,
        "free_disk_gb": host.disk_gb - host.disk_gb_used,
        "current_workload": 0,
        "running_vms": host.running,
        "disk_available_least": host.disk_gb - host.disk_gb_used,
    }


OPERATIONS = (
    Operation("GET", "/os-hypervisors", index),
    Operation("GET", "/os-hypervisors/detail", detail),
    Operation("GET", "/os-hypervisors/statistics", statistics, until=(2, 87)),
    Operation("GET", "/os-hypervisors/{hypervisor_id}", show),
    Operation("GET", "/os-hypervisors/{hypervisor_id}/uptime", uptime, until=(2, 87)),
)

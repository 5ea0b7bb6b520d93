"""Diagnostics of a server, for admins."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server, require_built
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock


def show(call: Call) -> Answer:
    """Show a guest's size and age; the drivers count no cycles, packets or blocks."""
    call.caller.require_admin()
    instance = requested_server(call)
    require_built(instance)
    if call.version < microversions.DIAGNOSTICS:
        memory_kb = instance["memory_mb"] * 1024
        return Answer(body={"memory": memory_kb, "cpu0_time": 0})
    return Answer(body=_view(call, instance))


def _view(call: Call, instance: Instance) -> dict[str, Any]:
    now = clock.now()
    launched_at = instance["launch_time"] or now
    is_running = instance["power_state"] == states.POWER_RUNNING
    return {
        "state": "running" if is_running else "shutdown",
        "driver": "libvirt",
        "hypervisor": call.cloud.driver.name,
        "hypervisor_os": "linux",
        "uptime": int(now - launched_at),
        "config_drive": bool(instance["config_drive"]),
        "num_cpus": instance["vcpus"],
        "num_nics": len(instance["nw_info"]),
        "num_disks": 1,
        "disk_details": [],
        "cpu_details": [],
        "nic_details": [],
        "memory_details": {"maximum": instance["memory_mb"] * 1024, "used": 0},
    }


OPERATIONS = (Operation("GET", "/servers/{server_id}/diagnostics", show),)

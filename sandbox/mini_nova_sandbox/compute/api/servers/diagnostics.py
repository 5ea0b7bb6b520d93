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

DISK_COUNTERS = ("read", "read_req", "write", "write_req", "errors")
DISK_DETAILS = (
    "read_bytes",
    "read_requests",
    "write_bytes",
    "write_requests",
    "errors_count",
)
NIC_DETAILS = (
    "rx_octets",
    "rx_errors",
    "rx_drop",
    "rx_packets",
    "rx_rate",
    "tx_octets",
    "tx_errors",
    "tx_drop",
    "tx_packets",
    "tx_rate",
)
NIC_COUNTERS = (
    "rx",
    "rx_drop",
    "rx_errors",
    "rx_packets",
    "tx",
    "tx_drop",
    "tx_errors",
    "tx_packets",
)


def show(call: Call) -> Answer:
    """Show a guest's size and age; the drivers count no cycles, packets or blocks."""
    call.caller.require_admin("os_compute_api:os-server-diagnostics")
    instance = requested_server(call)
    require_built(instance)
    if call.version < microversions.DIAGNOSTICS:
        return Answer(body=_older_view(instance))
    return Answer(body=_view(call, instance))


def _older_view(instance: Instance) -> dict[str, Any]:
    """Return what libvirt's driver showed before 2.48, with the interfaces by their devices."""
    view: dict[str, Any] = {"memory": instance["memory_mb"] * 1024}
    view |= {f"cpu{number}_time": 0 for number in range(instance["vcpus"])}
    view |= {f"vda_{name}": 0 for name in DISK_COUNTERS}
    for vif in instance["nw_info"]:
        device = vif["devname"]
        view |= {f"{device}_{name}": 0 for name in NIC_COUNTERS}
    return view


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
        "disk_details": [dict.fromkeys(DISK_DETAILS, 0)],
        "cpu_details": [_cpu(number) for number in range(instance["vcpus"])],
        "nic_details": [_nic(vif["address"]) for vif in instance["nw_info"]],
        "memory_details": {"maximum": instance["memory_mb"] * 1024, "used": 0},
    }


def _cpu(number: int) -> dict[str, int]:
    return {"id": number, "time": 0, "utilisation": 0}


def _nic(mac_address: str) -> dict[str, Any]:
    return {"mac_address": mac_address, **dict.fromkeys(NIC_DETAILS, 0)}


OPERATIONS = (Operation("GET", "/servers/{server_id}/diagnostics", show, parameters=()),)

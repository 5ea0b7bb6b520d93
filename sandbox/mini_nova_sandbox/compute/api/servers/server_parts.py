"""Smaller parts of a server: addresses, security groups, diagnostics, password, volumes, migrations, topology."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api.proxies.security_groups import view as group_view
from mini_nova_sandbox.compute.api.servers import servers, view
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import security_groups
from mini_nova_sandbox.state import clock


def ips(call: Call) -> Answer:
    """Addresses by network."""
    return Answer(body={"addresses": view.addresses(servers.found(call)["nw_info"], bare=True)})


def ips_of_network(call: Call) -> Answer:
    """Addresses on one network."""
    addresses = view.addresses(servers.found(call)["nw_info"], bare=True)
    label = call.path["label"]
    if label not in addresses:
        raise NotFound("Instance is not a member of specified network")
    return Answer(body={label: addresses[label]})


def groups(call: Call) -> Answer:
    """Its security groups, with their rules."""
    instance = servers.found(call)
    database = call.cloud.database
    found = [
        security_groups.find(database, instance["project_id"], name)
        for name in instance["security_groups"]
    ]
    return Answer(
        body={
            "security_groups": [group_view(database, group) for group in found if group is not None]
        }
    )


def diagnostics(call: Call) -> Answer:
    """What the hypervisor would tell; this one knows the guest's shape and age, and counts nothing."""
    call.caller.require_admin()
    instance = servers.found(call)
    if not instance["host"] or instance["vm_state"] == states.BUILDING:
        raise Conflict(f"Instance {instance['uuid']} is not ready")
    if call.version < (2, 48):
        return Answer(body={"memory": instance["memory_mb"] * 1024, "cpu0_time": 0})
    age = int(clock.now() - (instance["launch_time"] or clock.now()))
    shown: dict[str, Any] = {
        "state": "running" if instance["power_state"] == states.POWER_RUNNING else "shutdown",
        "driver": "libvirt",
        "hypervisor": call.cloud.driver.name,
        "hypervisor_os": "linux",
        "uptime": age,
        "config_drive": bool(instance["config_drive"]),
        "num_cpus": instance["vcpus"],
        "num_nics": len(instance["nw_info"]),
        "num_disks": 1,
        "disk_details": [],
        "cpu_details": [],
        "nic_details": [],
        "memory_details": {"maximum": instance["memory_mb"] * 1024, "used": 0},
    }
    return Answer(body=shown)


def password(call: Call) -> Answer:
    """The encrypted password that a guest reported: none does."""
    servers.found(call)
    return Answer(body={"password": ""})


def clear_password(call: Call) -> Answer:
    """Forgets it."""
    servers.found(call)
    return Answer(204)


def volumes(call: Call) -> Answer:
    """Attached volumes."""
    instance = servers.found(call)
    attached = [
        one for one in instance["block_device_mapping"] if one.get("destination_type") == "volume"
    ]
    return Answer(
        body={"volumeAttachments": [_volume(call, instance["uuid"], one) for one in attached]}
    )


def _volume(call: Call, uuid: str, device: dict[str, Any]) -> dict[str, Any]:
    shown = {"serverId": uuid, "volumeId": device["volume_id"], "device": device.get("device_name")}
    if call.version < (2, 89):
        shown["id"] = device["volume_id"]
    if call.version >= (2, 70):
        shown["tag"] = device.get("tag")
    if call.version >= (2, 79):
        shown["delete_on_termination"] = device.get("delete_on_termination", False)
    if call.version >= (2, 89):
        shown |= {"attachment_id": device["volume_id"], "bdm_uuid": device["volume_id"]}
    return shown


def migrations(call: Call) -> Answer:
    """Live migrations under way: there are none here."""
    call.caller.require_admin()
    servers.found(call)
    return Answer(body={"migrations": []})


def topology(call: Call) -> Answer:
    """NUMA nodes: none."""
    servers.found(call)
    return Answer(body={"nodes": [], "pagesize_kb": None})


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/ips", ips),
    Operation("GET", "/servers/{server_id}/ips/{label}", ips_of_network),
    Operation("GET", "/servers/{server_id}/os-security-groups", groups),
    Operation("GET", "/servers/{server_id}/diagnostics", diagnostics),
    Operation("GET", "/servers/{server_id}/os-server-password", password),
    Operation("DELETE", "/servers/{server_id}/os-server-password", clear_password),
    Operation("GET", "/servers/{server_id}/os-volume_attachments", volumes),
    Operation("GET", "/servers/{server_id}/migrations", migrations, since=(2, 23)),
    Operation("GET", "/servers/{server_id}/topology", topology, since=(2, 78)),
)

"""A server as the API shows it: a pure function of its row, the microversion and who looks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.api import links
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.state import clock

_WITH_PROGRESS = ("ACTIVE", "BUILD", "REBUILD", "RESIZE", "VERIFY_RESIZE", "REVERT_RESIZE")


def brief(call: Call, row: Mapping[str, Any]) -> dict[str, Any]:
    """Id, name and links, as ``GET /servers`` lists it."""
    return {
        "id": row["uuid"],
        "name": row["display_name"],
        "links": links.both(call, "servers", row["uuid"]),
    }


def whole(call: Call, instance: Instance, *, groups: bool = True) -> dict[str, Any]:
    """Everything that the caller may see; ``groups`` False leaves the server groups out, as lists do."""
    version = call.version
    server = core(call, instance)
    server |= {
        "OS-EXT-AZ:availability_zone": instance["availability_zone"] if instance["host"] else "",
        "config_drive": "True" if instance["config_drive"] else "",
        "key_name": instance["key_name"],
        "OS-SRV-USG:launched_at": clock.bare_stamp(instance["launch_time"]),
        "OS-SRV-USG:terminated_at": clock.bare_stamp(instance["terminated_at"]),
        "OS-EXT-STS:task_state": instance["task_state"],
        "OS-EXT-STS:vm_state": instance["vm_state"],
        "OS-EXT-STS:power_state": instance["power_state"],
        "os-extended-volumes:volumes_attached": _volumes(instance, version >= (2, 3)),
    }
    if instance["nw_info"] and instance["security_groups"]:
        server["security_groups"] = [{"name": name} for name in instance["security_groups"]]
    if call.caller.is_admin:
        server |= _for_admins(call, instance)
    elif version >= (2, 90):
        server["OS-EXT-SRV-ATTR:hostname"] = instance["hostname"]
    server |= _by_version(call, instance)
    if version >= (2, 71) and groups:
        server["server_groups"] = (
            [instance["server_group_id"]] if instance["server_group_id"] else []
        )
    return server


def core(call: Call, instance: Instance) -> dict[str, Any]:
    """What every server has, and all that update and rebuild answer before 2.75."""
    status = states.status_of(instance["vm_state"], instance["task_state"])
    server = {
        **brief(call, instance),
        "status": status,
        "tenant_id": instance["project_id"],
        "user_id": instance["user_id"],
        "metadata": instance["metadata"],
        "hostId": host_id(instance),
        "image": _image(call, instance),
        "flavor": _flavor(call, instance),
        "created": clock.stamp(instance["created_at"]),
        "updated": clock.stamp(instance["updated_at"]),
        "addresses": addresses(instance["nw_info"]),
        "accessIPv4": instance["access_ip_v4"] or "",
        "accessIPv6": instance["access_ip_v6"] or "",
        "OS-DCF:diskConfig": "AUTO" if instance["auto_disk_config"] else "MANUAL",
    }
    if status in _WITH_PROGRESS:
        server["progress"] = instance["progress"]
    if status in ("ERROR", "DELETED") and instance["fault_code"]:
        server["fault"] = _fault(call, instance)
    return server


def addresses(
    nw_info: list[dict[str, Any]], *, bare: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """Addresses by network; ``bare`` leaves type and MAC out, as ``/servers/ID/ips`` does."""
    found: dict[str, list[dict[str, Any]]] = {}
    for vif in nw_info:
        there = found.setdefault(vif["network"]["label"], [])
        for subnet in vif["network"]["subnets"]:
            for ip in subnet["ips"]:
                for one in (ip, *ip.get("floating_ips", ())):
                    shown = {"version": one.get("version", 4), "addr": one["address"]}
                    extra = {
                        "OS-EXT-IPS:type": one.get("type", "fixed"),
                        "OS-EXT-IPS-MAC:mac_addr": vif["address"],
                    }
                    there.append(shown if bare else {**shown, **extra})
    return found


def host_id(instance: Mapping[str, Any]) -> str:
    """The host, told so that only servers of one project can be compared; '' without a host."""
    if not instance["host"]:
        return ""
    return hashlib.sha224(f"{instance['project_id']}{instance['host']}".encode()).hexdigest()


def _fault(call: Call, instance: Instance) -> dict[str, Any]:
    fault = {
        "code": instance["fault_code"],
        "created": clock.stamp(instance["fault_at"]),
        "message": instance["fault_message"],
    }
    if instance["fault_details"] and (call.caller.is_admin or instance["fault_code"] != 500):
        fault["details"] = instance["fault_details"]
    return fault


def _image(call: Call, instance: Instance) -> dict[str, Any] | str:
    image_id = instance["image_ref"]
    return {"id": image_id, "links": links.bookmark(call, "images", image_id)} if image_id else ""


def _flavor(call: Call, instance: Instance) -> dict[str, Any]:
    if call.version < (2, 47):
        return {
            "id": instance["flavor_id"],
            "links": links.bookmark(call, "flavors", instance["flavor_id"]),
        }
    return {
        "vcpus": instance["vcpus"],
        "ram": instance["memory_mb"],
        "disk": instance["root_gb"],
        "ephemeral": instance["ephemeral_gb"],
        "swap": instance["swap"],
        "original_name": instance["flavor_name"],
        "extra_specs": instance["extra_specs"],
    }


def _volumes(instance: Instance, with_deletion: bool) -> list[dict[str, Any]]:
    volumes = [
        one for one in instance["block_device_mapping"] if one.get("destination_type") == "volume"
    ]
    return [
        {
            "id": one["volume_id"],
            **(
                {"delete_on_termination": bool(one.get("delete_on_termination"))}
                if with_deletion
                else {}
            ),
        }
        for one in volumes
    ]


def _for_admins(call: Call, instance: Instance) -> dict[str, Any]:
    shown = {
        "OS-EXT-SRV-ATTR:host": instance["host"],
        "OS-EXT-SRV-ATTR:instance_name": instances.instance_name(instance),
        "OS-EXT-SRV-ATTR:hypervisor_hostname": instance["node"],
    }
    if call.version >= (2, 3):
        shown |= {
            "OS-EXT-SRV-ATTR:reservation_id": instance["reservation_id"],
            "OS-EXT-SRV-ATTR:launch_index": instance["launch_index"],
            "OS-EXT-SRV-ATTR:hostname": instance["hostname"],
            "OS-EXT-SRV-ATTR:kernel_id": "",
            "OS-EXT-SRV-ATTR:ramdisk_id": "",
            "OS-EXT-SRV-ATTR:root_device_name": instance["root_device_name"],
            "OS-EXT-SRV-ATTR:user_data": instance["user_data"],
        }
    if call.version >= (2, 16):
        shown["host_status"] = "UP" if instance["host"] else ""
    return shown


def _by_version(call: Call, instance: Instance) -> dict[str, Any]:
    """What later microversions added for everybody."""
    added = (
        ((2, 9), "locked", bool(instance["locked"])),
        ((2, 19), "description", instance["display_description"]),
        ((2, 26), "tags", instance["tags"]),
        ((2, 63), "trusted_image_certificates", instance["trusted_image_certificates"]),
        ((2, 73), "locked_reason", instance["locked_reason"] if instance["locked"] else None),
        ((2, 96), "pinned_availability_zone", instance["pinned_availability_zone"]),
    )
    return {name: value for since, name, value in added if call.version >= since}

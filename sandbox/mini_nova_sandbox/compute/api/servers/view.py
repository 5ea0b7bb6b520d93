"""A server as the API shows it: a pure function of its row, the microversion and the caller."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mini_nova_sandbox.compute import block_storage, instances, states
from mini_nova_sandbox.compute.api import links, microversions
from mini_nova_sandbox.compute.api.compute_hosts import host_status
from mini_nova_sandbox.compute.api.servers import addresses
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Call, Microversion
from mini_nova_sandbox.state import clock

View = dict[str, Any]
WITH_PROGRESS = ("ACTIVE", "BUILD", "REBUILD", "RESIZE", "VERIFY_RESIZE", "REVERT_RESIZE")
WITH_FAULT = ("ERROR", "DELETED")


def brief_view(call: Call, row: Mapping[str, Any]) -> View:
    """Return id, name and links, as ``GET /servers`` lists them."""
    uuid = row["uuid"]
    return {
        "id": uuid,
        "name": row["display_name"],
        "links": links.self_and_bookmark(call, "servers", uuid),
    }


def full_view(call: Call, instance: Instance) -> View:
    """Return all of a server that the caller may see, as ``GET /servers/ID`` shows it."""
    server = list_view(call, instance)
    if call.version >= microversions.SERVER_GROUPS:
        server["server_groups"] = _server_groups(instance)
    return server


def list_view(call: Call, instance: Instance) -> View:
    """Return all of a server but its server groups, as ``GET /servers/detail`` lists it."""
    server = _core_view(call, instance)
    server["addresses"] = addresses.view(instance["nw_info"])
    server |= _extended_members(call, instance)
    security_groups = instance["security_groups"]
    if security_groups and instance["nw_info"]:
        server["security_groups"] = [{"name": name} for name in security_groups]
    if call.caller.is_admin:
        server |= _admin_members(call, instance)
    elif call.version >= microversions.HOSTNAME:
        server["OS-EXT-SRV-ATTR:hostname"] = instance["hostname"]
    server |= _later_members(call, instance)
    if call.version >= microversions.LOCKED_REASON:
        server["locked_reason"] = _locked_reason(instance)
    server |= _newest_members(instance, call.version)
    return server


def _newest_members(instance: Instance, version: Microversion) -> View:
    """Return the members that came with microversions from 2.96 on."""
    server: View = {}
    if version >= microversions.PINNED_ZONE:
        server["pinned_availability_zone"] = instance["pinned_availability_zone"]
    if version >= microversions.SCHEDULER_HINTS:
        server["scheduler_hints"] = instance["scheduler_hints"]
    return server


def changed_view(call: Call, instance: Instance) -> View:
    """Return a server as update and rebuild answer it: in full only from 2.75."""
    if call.version >= microversions.STRICT:
        return full_view(call, instance)
    server = _core_view(call, instance)
    server["addresses"] = addresses.brief_view(instance["nw_info"])
    server |= _later_members(call, instance)
    if call.version >= microversions.SERVER_GROUPS:
        server["server_groups"] = _server_groups(instance)
    if call.version >= microversions.LOCKED_REASON:
        server["locked_reason"] = _locked_reason(instance)
    return server


@lru_cache(maxsize=10_000)
def host_id(project_id: str, host: str | None) -> str:
    """Return a host's id, which only compares within a project; '' without a host."""
    if not host:
        return ""
    text = f"{project_id}{host}"
    digest = hashlib.sha224(text.encode())
    return digest.hexdigest()


def disk_config(instance: Instance) -> str:
    """Return ``AUTO`` or ``MANUAL``."""
    return "AUTO" if instance["auto_disk_config"] else "MANUAL"


def _core_view(call: Call, instance: Instance) -> View:
    """Return what every answer has of a server; the addresses are for the caller to fill in."""
    project_id = instance["project_id"]
    status = states.status_of(instance["vm_state"], instance["task_state"])
    server = {
        **brief_view(call, instance),
        "status": status,
        "tenant_id": project_id,
        "user_id": instance["user_id"],
        "metadata": instance["metadata"],
        "hostId": host_id(project_id, instance["host"]),
        "image": _image(call, instance),
        "flavor": _flavor(call, instance),
        "created": clock.stamp(instance["created_at"]),
        "updated": clock.stamp(instance["updated_at"]),
        "addresses": {},
        "accessIPv4": instance["access_ip_v4"] or "",
        "accessIPv6": instance["access_ip_v6"] or "",
        "OS-DCF:diskConfig": disk_config(instance),
    }
    if status in WITH_PROGRESS:
        server["progress"] = instance["progress"]
    if status in WITH_FAULT and instance["fault_code"]:
        server["fault"] = _fault(call, instance)
    return server


def _extended_members(call: Call, instance: Instance) -> View:
    """Return the members that extensions of the old API added."""
    zone = instance["availability_zone"] if instance["host"] else ""
    config_drive = "True" if instance["config_drive"] else ""
    return {
        "OS-EXT-AZ:availability_zone": zone,
        "config_drive": config_drive,
        "key_name": instance["key_name"],
        "OS-SRV-USG:launched_at": clock.bare_stamp(instance["launch_time"]),
        "OS-SRV-USG:terminated_at": clock.bare_stamp(instance["terminated_at"]),
        "OS-EXT-STS:task_state": instance["task_state"],
        "OS-EXT-STS:vm_state": instance["vm_state"],
        "OS-EXT-STS:power_state": instance["power_state"],
        "os-extended-volumes:volumes_attached": _volumes(call, instance),
    }


def _admin_members(call: Call, instance: Instance) -> View:
    """Return the members that only admins see."""
    server = {
        "OS-EXT-SRV-ATTR:host": instance["host"],
        "OS-EXT-SRV-ATTR:instance_name": instances.instance_name(instance),
        "OS-EXT-SRV-ATTR:hypervisor_hostname": instance["node"],
    }
    if call.version >= microversions.EXTENDED_ATTRIBUTES:
        server |= {
            "OS-EXT-SRV-ATTR:reservation_id": instance["reservation_id"],
            "OS-EXT-SRV-ATTR:launch_index": instance["launch_index"],
            "OS-EXT-SRV-ATTR:hostname": instance["hostname"],
            "OS-EXT-SRV-ATTR:kernel_id": "",
            "OS-EXT-SRV-ATTR:ramdisk_id": "",
            "OS-EXT-SRV-ATTR:root_device_name": instance["root_device_name"],
            "OS-EXT-SRV-ATTR:user_data": instance["user_data"],
        }
    if call.version >= microversions.HOST_STATUS:
        server["host_status"] = host_status(call, instance["host"])
    return server


def _later_members(call: Call, instance: Instance) -> View:
    """Return the members for everybody that came with microversions, up to 2.63."""
    server: View = {}
    if call.version >= microversions.LOCKED:
        server["locked"] = bool(instance["locked"])
    if call.version >= microversions.DESCRIPTION:
        server["description"] = instance["display_description"]
    if call.version >= microversions.TAGS:
        server["tags"] = instance["tags"]
    if call.version >= microversions.IMAGE_CERTIFICATES:
        server["trusted_image_certificates"] = instance["trusted_image_certificates"]
    return server


def _locked_reason(instance: Instance) -> str | None:
    if not instance["locked"]:
        return None
    reason: str | None = instance["locked_reason"]
    return reason


def _server_groups(instance: Instance) -> list[str]:
    group_id = instance["server_group_id"]
    if not group_id:
        return []
    return [group_id]


def _fault(call: Call, instance: Instance) -> View:
    fault = {
        "code": instance["fault_code"],
        "created": clock.stamp(instance["fault_at"]),
        "message": instance["fault_message"],
    }
    is_open = call.caller.is_admin or instance["fault_code"] != 500
    details = instance["fault_details"]
    if details and is_open:
        fault["details"] = details
    return fault


def _image(call: Call, instance: Instance) -> View | str:
    image_id = instance["image_ref"]
    if not image_id:
        return ""
    bookmark = links.bookmark(call, "images", image_id)
    view = {"id": image_id, "links": bookmark}
    if call.version >= microversions.IMAGE_PROPERTIES:
        view["properties"] = instance["image_properties"]
    return view


def _flavor(call: Call, instance: Instance) -> View:
    """Return the flavor; a resize shows the old one until its destination begins to finish it."""
    if instance["task_state"] == states.RESIZE_MIGRATED:
        instance = {**instance, **instance["old_flavor"]}
    if call.version < microversions.EMBEDDED_FLAVOR:
        flavor_id = instance["flavor_id"]
        bookmark = links.bookmark(call, "flavors", flavor_id)
        return {"id": flavor_id, "links": bookmark}
    return {
        "vcpus": instance["vcpus"],
        "ram": instance["memory_mb"],
        "disk": instance["root_gb"],
        "ephemeral": instance["ephemeral_gb"],
        "swap": instance["swap"],
        "original_name": instance["flavor_name"],
        "extra_specs": instance["extra_specs"],
    }


def _volumes(call: Call, instance: Instance) -> list[View]:
    volumes = []
    for device in block_storage.volume_devices(instance):
        volume: View = {"id": device["volume_id"]}
        if call.version >= microversions.EXTENDED_ATTRIBUTES:
            volume["delete_on_termination"] = bool(device.get("delete_on_termination"))
        volumes.append(volume)
    return volumes

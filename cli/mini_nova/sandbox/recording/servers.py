"""The servers of a recording. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.sandbox.recording.fields import (
    Field,
    Item,
    Record,
    flag,
    flag_field,
    hints,
    names,
    number,
    number_field,
    optional_field,
    optional_text,
    sorted_texts,
    take,
    text_field,
    text_mapping,
)
from mini_nova.sandbox.recording.hosts import HOST_OF_SERVER, host_names
from mini_nova_auth import lenient

ATTRIBUTE = "OS-EXT-SRV-ATTR:"  # before the names of members for admins
VOLUMES = "os-extended-volumes:volumes_attached"
SERVER = {
    "id": text_field("id"),
    "name": text_field("name"),
    "description": optional_field("description"),
    "project_id": text_field("tenant_id"),
    "power_state": number_field("OS-EXT-STS:power_state"),
    "zone": optional_field("OS-EXT-AZ:availability_zone"),
    "pinned_zone": optional_field("pinned_availability_zone"),
    "hostname": optional_field(f"{ATTRIBUTE}hostname"),
    "reservation_id": optional_field(f"{ATTRIBUTE}reservation_id"),
    "launch_index": number_field(f"{ATTRIBUTE}launch_index"),
    "root_device_name": optional_field(f"{ATTRIBUTE}root_device_name"),
    "metadata": Field("metadata", text_mapping),
    "tags": Field("tags", sorted_texts),
    "key_name": optional_field("key_name"),
    "config_drive": flag_field("config_drive"),
    "disk_config": text_field("OS-DCF:diskConfig"),
    "access_ipv4": optional_field("accessIPv4"),
    "access_ipv6": optional_field("accessIPv6"),
    "locked": flag_field("locked"),
    "locked_reason": optional_field("locked_reason"),
    "security_groups": Field("security_groups", names),
    "scheduler_hints": Field("scheduler_hints", hints),
    "created_at": text_field("created"),
    "launched_at": optional_field("OS-SRV-USG:launched_at"),
}
VM_STATES = {  # by the status, for policies that show no states
    "ACTIVE": "active",
    "BUILD": "building",
    "PAUSED": "paused",
    "SUSPENDED": "suspended",
    "SHUTOFF": "stopped",
    "RESCUE": "rescued",
    "VERIFY_RESIZE": "resized",
    "SHELVED": "shelved",
    "SHELVED_OFFLOADED": "shelved_offloaded",
}
FLAVOR = {
    "name": text_field("original_name"),
    "vcpus": number_field("vcpus"),
    "ram": number_field("ram"),
    "disk": number_field("disk"),
    "ephemeral": number_field("ephemeral"),
    "swap": number_field("swap"),
    "extra_specs": Field("extra_specs", text_mapping),
}


class Surroundings(NamedTuple):
    """What a server's record refers to besides the server."""

    flavors: Sequence[Record]
    groups: Mapping[str, str]  # the id of the server group, by the server's
    old_hosts: Mapping[str, str]  # the host that a resize came from, by the server's id
    has_hosts: bool  # the login may see them


def servers(items: Sequence[Item], surroundings: Surroundings) -> list[Record]:
    """Return the servers, the oldest first: their hypervisor's names count up."""
    names_by_host_id = _names_by_host_id(items, surroundings)
    records = [_server(item, surroundings, names_by_host_id) for item in items]
    return sorted(records, key=lambda record: (record["created_at"], record["id"]))


def _names_by_host_id(items: Sequence[Item], surroundings: Surroundings) -> Mapping[str, str]:
    """Return the names of hosts that the login may not see."""
    if surroundings.has_hosts:
        return {}
    return host_names(filter(None, (lenient.text(item.get("hostId")) for item in items)))


def _server(item: Item, surroundings: Surroundings, names_by_host_id: Mapping[str, str]) -> Record:
    record = take(item, SERVER)
    server_id = record["id"]
    image = lenient.mapping(item.get("image"))
    host = names_by_host_id.get(lenient.text(item.get("hostId")))
    record["vm_state"] = _vm_state(item)
    record["flavor"] = _flavor(lenient.mapping(item.get("flavor")), surroundings.flavors)
    record["image_id"] = optional_text(image.get("id"))
    record["image_properties"] = text_mapping(image.get("properties"))
    record["host"] = optional_text(item.get(HOST_OF_SERVER)) or host
    record["old_host"] = surroundings.old_hosts.get(server_id)
    record["server_group_id"] = surroundings.groups.get(server_id)
    record["volumes"] = [_volume(volume) for volume in lenient.mappings(item.get(VOLUMES))]
    record["fault"] = _fault(item.get("fault"))
    return record


def _vm_state(item: Item) -> str:
    """Return a state of Nova's that lasts; ``error`` if there is none."""
    vm_state = lenient.text(item.get("OS-EXT-STS:vm_state"))
    if vm_state in VM_STATES.values():
        return vm_state
    return VM_STATES.get(lenient.text(item.get("status")), "error")


def _flavor(item: Item, flavors: Sequence[Record]) -> Record:
    """Return a server's flavor, of which Nova shows the id (before 2.47) or all the rest."""
    for flavor in flavors:
        if item.get("original_name") == flavor["name"]:
            return {"id": flavor["id"], **take(item, FLAVOR)}
        if item.get("id") == flavor["id"]:
            return {"id": flavor["id"], **{name: flavor[name] for name in FLAVOR}}
    return {"id": lenient.text(item.get("id")), **take(item, FLAVOR)}


def _volume(item: Item) -> dict[str, Any]:
    return {
        "id": lenient.text(item.get("id")),
        "delete_on_termination": flag(item.get("delete_on_termination")),
    }


def _fault(value: Any) -> dict[str, Any] | None:
    """Return a fault without its details: a traceback, which may show anything."""
    fault = lenient.mapping(value)
    if not fault:
        return None
    return {
        "code": number(fault.get("code")),
        "message": lenient.text(fault.get("message")),
        "created_at": lenient.text(fault.get("created")),
    }


def old_hosts(migrations: Sequence[Item]) -> dict[str, str]:
    """Return the host that each server's resize came from, if it waits to be confirmed."""
    return {
        lenient.text(item.get("instance_uuid")): lenient.text(item.get("source_compute"))
        for item in migrations
    }

"""Leave out of a recording what refers to things that are not in it. Pure.

The lists are read one after another, and meanwhile people work on the cloud; and a login does not
see everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova.sandbox.recording.fields import Record

Sections = dict[str, Any]
# A section, the member that is the id of another section's record, and that section.
REQUIRED = (
    ("subnets", "network_id", "networks"),
    ("ports", "network_id", "networks"),
    ("floating_ips", "floating_network_id", "networks"),
    ("snapshots", "volume_id", "volumes"),
)
OPTIONAL = (
    ("floating_ips", "port_id", "ports"),
    ("floating_ips", "router_id", "routers"),
    ("routers", "gateway_network_id", "networks"),
    ("servers", "server_group_id", "server_groups"),
    ("servers", "old_host", "hosts"),
)
# The same for the items of an array.
INNER = (
    ("ports", "fixed_ips", "subnet_id", "subnets"),
    ("servers", "volumes", "id", "volumes"),
    ("volumes", "attachments", "server_id", "servers"),
)


def consistent(sections: Mapping[str, Any]) -> Sections:
    """Return the sections without references that lead nowhere."""
    whole = dict(sections)
    for section, member, target in REQUIRED:
        ids = _ids(whole[target])
        whole[section] = [record for record in whole[section] if record[member] in ids]
    for section, member, target in OPTIONAL:
        ids = _ids(whole[target])
        whole[section] = [_without_lost(record, member, ids) for record in whole[section]]
    for section, array, member, target in INNER:
        ids = _ids(whole[target])
        whole[section] = [_with_items(record, array, member, ids) for record in whole[section]]
    whole["floating_ips"] = [_free_if_alone(record) for record in whole["floating_ips"]]
    whole["volumes"] = _freed(sections["volumes"], whole["volumes"])
    return whole


def _ids(records: list[Record]) -> set[str]:
    """Return the ids of a section's records; those of hosts are their names."""
    return {str(record.get("id", record.get("host"))) for record in records}


def _without_lost(record: Record, member: str, ids: set[str]) -> Record:
    if record[member] in ids:
        return record
    return {**record, member: None}


def _with_items(record: Record, array: str, member: str, ids: set[str]) -> Record:
    items = [item for item in record[array] if item[member] in ids]
    return {**record, array: items}


def _freed(volumes: list[Record], consistent_volumes: list[Record]) -> list[Record]:
    """Return the volumes, available if they have lost all of their servers."""
    pairs = zip(volumes, consistent_volumes, strict=True)
    lost = [bool(old["attachments"]) and not new["attachments"] for old, new in pairs]
    return [
        {**volume, "status": "available"} if is_lost else volume
        for volume, is_lost in zip(consistent_volumes, lost, strict=True)
    ]


def _free_if_alone(floating_ip: Record) -> Record:
    """Return a floating IP that leads to no port, through no router, if it has lost its port."""
    if floating_ip["port_id"] is not None:
        return floating_ip
    return {**floating_ip, "fixed_ip_address": None, "router_id": None}

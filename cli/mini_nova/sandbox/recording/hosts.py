"""The compute hosts of a recording, from services and hypervisors, or from servers. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mini_nova.compute.names import is_uuid
from mini_nova.sandbox.recording.fields import Item, Record, number, optional_text, text_mapping
from mini_nova_auth import lenient

COMPUTE = "nova-compute"
HOST_OF_SERVER = "OS-EXT-SRV-ATTR:host"
ZONE = "nova"
ZONE_KEY = "availability_zone"  # in an aggregate's metadata
ROOMY = {"vcpus": 1000, "memory_mb": 1_048_576, "disk_gb": 100_000}  # of a host of unknown size
SIZES = {"vcpus": "vcpus", "memory_mb": "memory_mb", "disk_gb": "local_gb"}


def hosts(
    services: Iterable[Item], hypervisors: Iterable[Item], servers: Iterable[Item]
) -> list[Record]:
    """Return a record of each compute service, with the size of all of its hypervisors.

    A host of a server whose service is deleted has one, too.
    """
    nodes = _nodes_by_host(hypervisors)
    records = []
    for service in services:
        if service.get("binary") == COMPUTE:
            host = lenient.text(service.get("host"))
            records.append(_host(service, nodes[host]))
    known_hosts = {record["host"] for record in records}
    used_hosts = {lenient.text(server.get(HOST_OF_SERVER)) for server in servers}
    lost_hosts = used_hosts - known_hosts - {""}
    records += [_made_up(host, ZONE) for host in lost_hosts]
    return sorted(records, key=_name)


def _name(record: Record) -> str:
    return str(record["host"])


def _nodes_by_host(hypervisors: Iterable[Item]) -> defaultdict[str, list[Item]]:
    nodes = defaultdict(list)
    for hypervisor in hypervisors:
        host = lenient.text_at(hypervisor, "service", "host")
        nodes[host].append(hypervisor)
    return nodes


def _host(service: Item, hypervisors: Sequence[Item]) -> Record:
    sizes = {name: _total(hypervisors, key) or ROOMY[name] for name, key in SIZES.items()}
    is_down = service.get("state") == "down" or bool(service.get("forced_down"))
    return {
        "host": lenient.text(service.get("host")),
        "zone": lenient.text(service.get("zone")) or ZONE,
        "service_id": _uuid(service),
        "hypervisor_id": _uuid(hypervisors[0]) if hypervisors else "",
        "disabled": service.get("status") == "disabled",
        "disabled_reason": optional_text(service.get("disabled_reason")),
        "down": is_down,
        **sizes,
    }


def _total(hypervisors: Sequence[Item], key: str) -> int:
    """Return the sum of a size over hypervisors; 0 if it is not told."""
    sizes = [number(hypervisor.get(key)) for hypervisor in hypervisors]
    return sum(sizes)


def _uuid(item: Item) -> str:
    """Return an id; '' for a number, which the ids were before 2.53."""
    identity = lenient.text(item.get("id"))
    return identity if is_uuid(identity) else ""


def hosts_of_servers(servers: Iterable[Item], zones: Iterable[Item]) -> list[Record]:
    """Return hosts for a login that may not see them: one for each ``hostId`` of its servers.

    A zone without a server has a host, too, so that it exists.
    """
    zone_by_id: dict[str, str] = {}
    for server in servers:
        host_id = lenient.text(server.get("hostId"))
        if host_id:
            zone = lenient.text(server.get("OS-EXT-AZ:availability_zone")) or ZONE
            zone_by_id[host_id] = zone
    names = host_names(zone_by_id)
    records = [_made_up(names[host_id], zone) for host_id, zone in zone_by_id.items()]
    zone_names = {lenient.text(zone.get("zoneName")) for zone in zones} or {ZONE}
    empty_zones = zone_names - set(zone_by_id.values()) - {""}
    records += [_made_up(f"host-{zone}", zone) for zone in empty_zones]
    return sorted(records, key=_name)


def host_names(host_ids: Iterable[str]) -> Mapping[str, str]:
    """Return a name for each ``hostId``: the ids are hashes of names that nobody tells."""
    return {host_id: f"host{number}" for number, host_id in enumerate(sorted(host_ids), start=1)}


def _made_up(host: str, zone: str) -> dict[str, Any]:
    return {
        "host": host,
        "zone": zone,
        "service_id": "",
        "hypervisor_id": "",
        "disabled": False,
        "disabled_reason": None,
        "down": False,
        **ROOMY,
    }


def aggregates(items: Sequence[Item], host_list: Sequence[Record]) -> list[Record]:
    """Return the aggregates, with those of their hosts that are in the recording.

    A zone that none of them makes gets one: the login may not see them, or the cloud's default
    zone has another name.
    """
    known_hosts = {host["host"] for host in host_list}
    records = [_aggregate(item, known_hosts) for item in items]
    records += _zone_aggregates(host_list, records)
    return sorted(records, key=lambda record: int(record["id"]))


def _aggregate(item: Item, known_hosts: set[str]) -> Record:
    members = lenient.texts(item.get("hosts"))
    return {
        "id": number(item.get("id")),
        "uuid": lenient.text(item.get("uuid")),
        "name": lenient.text(item.get("name")),
        "hosts": [host for host in members if host in known_hosts],
        "metadata": text_mapping(item.get("metadata")),
        "created_at": lenient.text(item.get("created_at")),
    }


def _zone_aggregates(host_list: Sequence[Record], existing: Sequence[Record]) -> list[Record]:
    """Return an aggregate for each zone but ``nova`` that no existing aggregate makes."""
    in_zone = {host for item in existing if ZONE_KEY in item["metadata"] for host in item["hosts"]}
    members = defaultdict(list)
    for host in host_list:
        if host["zone"] != ZONE and host["host"] not in in_zone:
            members[host["zone"]].append(host["host"])
    first = max((int(item["id"]) for item in existing), default=0) + 1
    return [
        {
            "id": number,
            "uuid": "",
            "name": zone,
            "hosts": members[zone],
            "metadata": {ZONE_KEY: zone},
            "created_at": "",
        }
        for number, zone in enumerate(sorted(members), start=first)
    ]

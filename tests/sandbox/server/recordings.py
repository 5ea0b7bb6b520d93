"""Recordings made up for tests: a small cloud with any number of servers."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

Record = dict[str, Any]
PROJECT = "11111111111111111111111111111111"
IMAGE = "22222222-2222-4222-8222-222222222222"
NETWORK = "33333333-3333-4333-8333-333333333333"
SUBNET = "44444444-4444-4444-8444-444444444444"
GROUP = "55555555-5555-4555-8555-555555555555"
MOMENT = "2026-01-31T12:00:00Z"
HOSTS = ("rack1-a", "rack1-b")
SECTIONS = [
    "aggregates",
    "domains",
    "flavors",
    "floating_ips",
    "hosts",
    "images",
    "networks",
    "ports",
    "projects",
    "routers",
    "security_groups",
    "server_groups",
    "servers",
    "snapshots",
    "subnets",
    "volume_types",
    "volumes",
]


def recording(servers: int = 0) -> Record:
    """Return the document of a cloud with two hosts, a network, an image, and servers on both."""
    document: Record = {name: [] for name in SECTIONS}
    document |= {"format": "mini-nova-cloud", "version": 1, "project_id": PROJECT}
    document["quotas"] = {"compute": {"cores": 7}, "compute_defaults": {}, "network": {}}
    document["quotas"]["volume"] = {"volumes": 3}
    named = {"description": "", "enabled": True}
    document["domains"] = [{"id": "default", "name": "Default", **named}]
    document["projects"] = [{"id": PROJECT, "name": "web", "domain_id": "default", **named}]
    document["flavors"] = [flavor()]
    document["hosts"] = [host(name) for name in HOSTS]
    document["aggregates"] = [aggregate()]
    document["images"] = [image()]
    document["networks"] = [network()]
    document["subnets"] = [subnet()]
    document["security_groups"] = [{**_common(GROUP, "default"), "stateful": True, "rules": []}]
    for number in range(servers):
        add_server(document, number)
    return document


def write(path: Path, document: Any) -> Path:
    """Write a document to a file, and return its path."""
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _common(identifier: str, name: str) -> Record:
    return {
        "id": identifier,
        "name": name,
        "project_id": PROJECT,
        "description": "",
        "tags": [],
        "created_at": MOMENT,
    }


def flavor() -> Record:
    return {
        "id": "1",
        "name": "small",
        "ram": 512,
        "vcpus": 1,
        "disk": 1,
        "ephemeral": 0,
        "swap": 0,
        "rxtx_factor": 1.0,
        "is_public": True,
        "disabled": False,
        "description": None,
        "extra_specs": {},
        "access": [],
    }


def host(name: str) -> Record:
    return {
        "host": name,
        "zone": "nova",
        "service_id": "",
        "hypervisor_id": "",
        "disabled": False,
        "disabled_reason": None,
        "down": False,
        "vcpus": 1000,
        "memory_mb": 2_000_000,
        "disk_gb": 100_000,
    }


def aggregate() -> Record:
    return {
        "id": 5,
        "uuid": "",
        "name": "rack1",
        "hosts": [HOSTS[1]],
        "metadata": {"availability_zone": "east"},
        "created_at": "",
    }


def image() -> Record:
    return {
        "id": IMAGE,
        "name": "debian",
        "owner": PROJECT,
        "visibility": "public",
        "status": "active",
        "disk_format": "qcow2",
        "container_format": "bare",
        "min_disk": 0,
        "min_ram": 0,
        "protected": False,
        "os_hidden": False,
        "size": 5_000_000_000,
        "virtual_size": None,
        "tags": [],
        "properties": {"os_distro": "debian"},
        "created_at": MOMENT,
    }


def network() -> Record:
    return {
        **_common(NETWORK, "inside"),
        "admin_state_up": True,
        "shared": False,
        "external": False,
        "mtu": 1450,
        "network_type": "vxlan",
        "physical_network": None,
        "segmentation_id": 7,
        "port_security_enabled": True,
    }


def subnet() -> Record:
    return {
        **_common(SUBNET, "inside-v4"),
        "network_id": NETWORK,
        "ip_version": 4,
        "cidr": "10.20.0.0/16",
        "gateway_ip": "10.20.0.1",
        "enable_dhcp": True,
        "dns_nameservers": [],
        "allocation_pools": [{"start": "10.20.0.2", "end": "10.20.255.254"}],
        "host_routes": [],
        "ipv6_address_mode": None,
        "ipv6_ra_mode": None,
    }


def add_server(document: Record, number: int, **members: Any) -> Record:
    """Add a server with a port to a document, and return it."""
    identifier = str(uuid.UUID(int=0x5E4 + (number << 80), version=4))
    server = {
        "id": identifier,
        "name": f"vm{number}",
        "description": None,
        "project_id": PROJECT,
        "vm_state": "active",
        "power_state": 1,
        "host": HOSTS[number % 2],
        "old_host": None,
        "zone": "nova",
        "pinned_zone": None,
        "hostname": None,
        "reservation_id": None,
        "launch_index": 0,
        "root_device_name": "/dev/vda",
        "flavor": server_flavor(),
        "image_id": IMAGE,
        "image_properties": {},
        "metadata": {"role": "web"},
        "tags": ["blue"],
        "key_name": None,
        "config_drive": False,
        "disk_config": "AUTO",
        "access_ipv4": None,
        "access_ipv6": None,
        "locked": False,
        "locked_reason": None,
        "security_groups": ["default"],
        "scheduler_hints": {},
        "server_group_id": None,
        "volumes": [],
        "fault": None,
        "created_at": MOMENT,
        "launched_at": MOMENT,
        **members,
    }
    document["servers"].append(server)
    document["ports"].append(_port(server, number))
    return server


def server_flavor() -> Record:
    return {
        "id": "1",
        "name": "small",
        "vcpus": 1,
        "ram": 512,
        "disk": 1,
        "ephemeral": 0,
        "swap": 0,
        "extra_specs": {},
    }


def _port(server: Record, number: int) -> Record:
    high, low = divmod(number + 10, 256)
    return {
        **_common(str(uuid.UUID(int=0x907 + (number << 80), version=4)), ""),
        "network_id": NETWORK,
        "mac_address": f"fa:16:3e:00:{high:02x}:{low:02x}",
        "admin_state_up": True,
        "status": "ACTIVE",
        "device_id": server["id"],
        "device_owner": "compute:nova",
        "host": server["host"] or "",
        "vnic_type": "normal",
        "security_groups": [GROUP],
        "port_security_enabled": True,
        "fixed_ips": [{"subnet_id": SUBNET, "ip_address": f"10.20.{high}.{low}"}],
        "allowed_address_pairs": [],
    }

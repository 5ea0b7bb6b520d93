"""Flavors, images and networks, shaped as their services show them."""

import hashlib

from .messages import Json


def flavor_shape(flavor_id: str, name: str) -> Json:
    """A flavor as Nova details it, without its links."""
    return {
        "id": flavor_id,
        "name": name,
        "ram": 512,
        "disk": 1,
        "swap": 0,
        "OS-FLV-EXT-DATA:ephemeral": 0,
        "OS-FLV-DISABLED:disabled": False,
        "vcpus": 1,
        "os-flavor-access:is_public": True,
        "rxtx_factor": 1.0,
        "description": None,
        "extra_specs": {},
    }


def image_shape(image_id: str, name: str, owner: str, created: str) -> Json:
    """An image as Glance shows it."""
    return {
        "name": name,
        "disk_format": "qcow2",
        "container_format": "bare",
        "visibility": "public",
        "size": 9761280,
        "virtual_size": 41126400,
        "status": "active",
        "checksum": hashlib.md5(image_id.encode(), usedforsecurity=False).hexdigest(),
        "protected": False,
        "min_ram": 0,
        "min_disk": 0,
        "owner": owner,
        "os_hidden": False,
        "os_hash_algo": "sha512",
        "os_hash_value": hashlib.sha512(image_id.encode()).hexdigest(),
        "id": image_id,
        "created_at": created,
        "updated_at": created,
        "tags": [],
        "self": f"/v2/images/{image_id}",
        "file": f"/v2/images/{image_id}/file",
        "schema": "/v2/schemas/image",
    }


def network_shape(network_id: str, name: str, project_id: str, created: str) -> Json:
    """A network as Neutron shows it to one who is not an administrator."""
    return {
        "id": network_id,
        "name": name,
        "tenant_id": project_id,
        "project_id": project_id,
        "admin_state_up": True,
        "mtu": 1500,
        "status": "ACTIVE",
        "subnets": [],
        "shared": True,
        "availability_zone_hints": [],
        "availability_zones": [],
        "ipv4_address_scope": None,
        "ipv6_address_scope": None,
        "router:external": False,
        "description": "",
        "port_security_enabled": True,
        "tags": [],
        "created_at": created,
        "updated_at": created,
        "revision_number": 1,
    }

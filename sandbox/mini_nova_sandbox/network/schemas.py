"""JSON schemas of Neutron's bodies: ``{"port": {...}}``, or ``{"ports": [...]}`` for several."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

TEXT = {"type": ["string", "null"], "maxLength": 255}
ID = {"type": "string", "minLength": 1, "maxLength": 64}
ID_OR_NULL = {"type": ["string", "null"], "maxLength": 64}
FLAG = {"type": "boolean"}
ADDRESS = {"type": ["string", "null"], "maxLength": 45}
ADDRESSES = {
    "type": ["array", "null"],
    "items": {"type": "string", "maxLength": 45},
    "maxItems": 20,
}
NUMBER = {"type": ["integer", "null"], "minimum": 0, "maximum": 2**31 - 1}
PORT_NUMBER = {"type": ["integer", "null"]}
FIXED_IPS = {
    "type": ["array", "null"],
    "maxItems": 20,
    "items": {
        "type": "object",
        "properties": {"subnet_id": ID, "ip_address": ADDRESS},
        "additionalProperties": False,
    },
}
ROUTES = {
    "type": ["array", "null"],
    "maxItems": 30,
    "items": {
        "type": "object",
        "properties": {
            "destination": {"type": "string", "maxLength": 64},
            "nexthop": {"type": "string", "pattern": r"^[0-9a-fA-F:.]{2,45}$"},
        },
        "required": ["destination", "nexthop"],
    },
}
PREFIX_LENGTH = {"type": ["integer", "null"], "minimum": 1, "maximum": 128}
OWNER = {"tenant_id": ID_OR_NULL, "project_id": ID_OR_NULL}
NETWORK: Mapping[str, Any] = {
    "name": TEXT,
    "description": TEXT,
    "admin_state_up": FLAG,
    "shared": FLAG,
    "router:external": FLAG,
    "mtu": {"type": ["integer", "null"], "minimum": 68, "maximum": 65535},
    "port_security_enabled": FLAG,
    "provider:network_type": {
        "type": ["string", "null"],
        "enum": ["flat", "vlan", "vxlan", "geneve", "gre", "local", None],
    },
    "provider:physical_network": TEXT,
    "provider:segmentation_id": NUMBER,
    "is_default": FLAG,
    "availability_zone_hints": {"type": "array"},
    "vlan_transparent": {"type": ["boolean", "null"]},
    **OWNER,
}
SUBNET: Mapping[str, Any] = {
    "name": TEXT,
    "description": TEXT,
    "network_id": ID,
    "cidr": {"type": ["string", "null"], "maxLength": 64},
    "ip_version": {"type": "integer", "enum": [4, 6]},
    "gateway_ip": ADDRESS,
    "enable_dhcp": FLAG,
    "dns_nameservers": ADDRESSES,
    "host_routes": ROUTES,
    "allocation_pools": {
        "type": ["array", "null"],
        "maxItems": 20,
        "items": {
            "type": "object",
            "properties": {
                "start": {"type": "string", "maxLength": 45},
                "end": {"type": "string", "maxLength": 45},
            },
            "required": ["start", "end"],
        },
    },
    "ipv6_address_mode": {"enum": ["slaac", "dhcpv6-stateful", "dhcpv6-stateless", None]},
    "ipv6_ra_mode": {"enum": ["slaac", "dhcpv6-stateful", "dhcpv6-stateless", None]},
    "subnetpool_id": ID_OR_NULL,
    "prefixlen": PREFIX_LENGTH,
    "service_types": {"type": "array", "maxItems": 0},
    "segment_id": {"type": "null"},
    **OWNER,
}
PORT: Mapping[str, Any] = {
    "name": TEXT,
    "description": TEXT,
    "network_id": ID,
    "admin_state_up": FLAG,
    "fixed_ips": FIXED_IPS,
    "mac_address": {"type": ["string", "null"], "pattern": "^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$"},
    "device_id": {"type": ["string", "null"], "maxLength": 255},
    "device_owner": {"type": ["string", "null"], "maxLength": 255},
    "security_groups": {"type": ["array", "null"], "items": ID, "maxItems": 64},
    "port_security_enabled": FLAG,
    "binding:host_id": {"type": ["string", "null"], "maxLength": 255},
    "binding:profile": {"type": ["object", "null"]},
    "binding:vnic_type": {
        "enum": ["normal", "direct", "macvtap", "baremetal", "direct-physical", "virtio-forwarder"]
    },
    "allowed_address_pairs": {
        "type": ["array", "null"],
        "maxItems": 20,
        "items": {
            "type": "object",
            "properties": {
                "ip_address": {"type": "string", "maxLength": 64},
                "mac_address": {"type": "string", "maxLength": 17},
            },
        },
    },
    "extra_dhcp_opts": {"type": ["array", "null"], "maxItems": 20},
    "qos_policy_id": {"type": "null"},
    "propagate_uplink_status": FLAG,
    **OWNER,
}
SECURITY_GROUP: Mapping[str, Any] = {"name": TEXT, "description": TEXT, "stateful": FLAG, **OWNER}
RULE: Mapping[str, Any] = {
    "security_group_id": ID,
    "direction": {"enum": ["ingress", "egress"]},
    "ethertype": {"enum": ["IPv4", "IPv6", None]},
    "protocol": {
        "type": ["string", "integer", "null"],
        "maxLength": 40,
        "minimum": 0,
        "maximum": 255,
    },
    "port_range_min": PORT_NUMBER,
    "port_range_max": PORT_NUMBER,
    "remote_ip_prefix": {"type": ["string", "null"], "maxLength": 64},
    "remote_group_id": ID_OR_NULL,
    "remote_address_group_id": {"type": "null"},
    "description": TEXT,
    **OWNER,
}
ROUTER: Mapping[str, Any] = {
    "name": TEXT,
    "description": TEXT,
    "admin_state_up": FLAG,
    "distributed": {"type": ["boolean", "null"]},
    "ha": {"type": ["boolean", "null"]},
    "external_gateway_info": {
        "type": ["object", "null"],
        "properties": {
            "network_id": ID,
            "enable_snat": FLAG,
            "external_fixed_ips": FIXED_IPS,
        },
        "additionalProperties": False,
    },
    "routes": ROUTES,
    "availability_zone_hints": {"type": "array"},
    "flavor_id": {"type": "null"},
    **OWNER,
}
SUBNET_POOL: Mapping[str, Any] = {
    "name": TEXT,
    "description": TEXT,
    "prefixes": {
        "type": "array",
        "items": {"type": "string", "maxLength": 64},
        "minItems": 1,
        "maxItems": 20,
    },
    "default_prefixlen": PREFIX_LENGTH,
    "min_prefixlen": PREFIX_LENGTH,
    "max_prefixlen": PREFIX_LENGTH,
    "default_quota": NUMBER,
    "shared": FLAG,
    "is_default": FLAG,
    "address_scope_id": {"type": "null"},
    **OWNER,
}
RBAC_POLICY: Mapping[str, Any] = {
    "object_type": {"type": "string", "maxLength": 255},
    "object_id": ID,
    "action": {"type": "string", "maxLength": 255},
    "target_tenant": {"type": "string", "minLength": 1, "maxLength": 255},
    **OWNER,
}
FLOATING_IP: Mapping[str, Any] = {
    "floating_network_id": ID,
    "floating_ip_address": ADDRESS,
    "fixed_ip_address": ADDRESS,
    "port_id": ID_OR_NULL,
    "subnet_id": ID_OR_NULL,
    "description": TEXT,
    "qos_policy_id": {"type": "null"},
    **OWNER,
}


def create(name: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a body that creates one resource or several.

    It lets unknown members pass: the resource refuses them, in Neutron's words.
    """
    item = {"type": "object", "properties": dict(properties)}
    bulk = {
        "type": "array",
        "items": item,
        "minItems": 1,
        "maxItems": 100,
    }
    return {
        "type": "object",
        "properties": {name: item, plural(name): bulk},
        "maxProperties": 1,
    }


def plural(name: str) -> str:
    """Return the name of several resources: ``rbac_policies``."""
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def update(name: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a body that changes a resource."""
    item = {
        "type": "object",
        "properties": dict(properties),
        "maxProperties": 64,
    }
    return {
        "type": "object",
        "properties": {name: item},
        "maxProperties": 1,
    }


def changeable(properties: Mapping[str, Any], read_only: Collection[str]) -> dict[str, Any]:
    """Return the properties that an update can change: neither read-only nor the owner."""
    fixed = {*read_only, *OWNER}
    return {name: schema for name, schema in properties.items() if name not in fixed}

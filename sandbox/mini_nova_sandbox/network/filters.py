"""The members that Neutron's lists can be filtered by: it refuses any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

COMMON_FILTERS = ("id", "revision_number")
FILTERS: Mapping[str, tuple[str, ...]] = {  # beside the properties that a request can set
    "network": ("status",),
    "subnet": ("router:external", "shared"),
    "port": ("status",),
    "security_group": ("shared",),
    "security_group_rule": ("normalized_cidr", "belongs_to_default_sg"),
    "floatingip": ("router_id", "status"),
    "subnetpool": ("ip_version",),
}
NOT_FILTERS = (  # properties of any resource that its list cannot be filtered by
    "availability_zone_hints",
    "port_security_enabled",
    "allocation_pools",
    "dns_nameservers",
    "host_routes",
    "prefixlen",
    "service_types",
    "segment_id",
    "allowed_address_pairs",
    "binding:profile",
    "binding:vnic_type",
    "extra_dhcp_opts",
    "distributed",
    "external_gateway_info",
    "flavor_id",
    "ha",
    "routes",
    "prefixes",
    "dns_name",
)


def names(resource: str, properties: Iterable[str]) -> frozenset[str]:
    """Return the filters of a kind of resource with these properties."""
    members = {*properties, *COMMON_FILTERS, *FILTERS.get(resource, ())}
    return frozenset(members.difference(NOT_FILTERS))

"""The lists of a cloud that a recording reads, and how many pages of each at most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

PAGE = "limit=1000"  # the most that Nova, Glance and Cinder list at once, unless set otherwise


class CloudList(NamedTuple):
    """A list of a service at a path, in the member ``key`` of its answer.

    A login that may not read it reads ``own_path`` in its place, if there is one, which lacks
    ``remainder``. Of a list that goes on after ``pages`` pages the rest is left out.
    """

    name: str
    service: str
    path: str
    key: str
    own_path: str = ""
    remainder: str = ""
    pages: int = 1


LISTS = (
    CloudList("domains", "identity", "/domains", "domains"),
    CloudList("projects", "identity", "/projects", "projects"),
    CloudList("flavors", "compute", f"/flavors/detail?is_public=None&{PAGE}", "flavors", pages=2),
    CloudList("services", "compute", "/os-services", "services"),
    CloudList("hypervisors", "compute", "/os-hypervisors/detail", "hypervisors", pages=2),
    CloudList("aggregates", "compute", "/os-aggregates", "aggregates"),
    CloudList(
        "zones",
        "compute",
        "/os-availability-zone/detail",
        "availabilityZoneInfo",
        own_path="/os-availability-zone",
        remainder="hosts of zones",
    ),
    CloudList(
        "server groups", "compute", f"/os-server-groups?all_projects=true&{PAGE}", "server_groups"
    ),
    CloudList("migrations", "compute", "/os-migrations?status=finished", "migrations"),
    CloudList("networks", "network", "/networks", "networks"),
    CloudList("subnets", "network", "/subnets", "subnets"),
    CloudList("security groups", "network", "/security-groups", "security_groups"),
    CloudList("routers", "network", "/routers", "routers"),
    CloudList("floating IPs", "network", "/floatingips", "floatingips"),
    CloudList("ports", "network", "/ports", "ports"),
    CloudList("images", "image", f"/images?{PAGE}", "images", pages=4),
    CloudList("hidden images", "image", f"/images?os_hidden=true&{PAGE}", "images"),
    CloudList("volume types", "volume", "/types?is_public=None", "volume_types"),
    CloudList("volumes", "volume", f"/volumes/detail?all_tenants=1&{PAGE}", "volumes", pages=5),
    CloudList(
        "snapshots", "volume", f"/snapshots/detail?all_tenants=1&{PAGE}", "snapshots", pages=2
    ),
    CloudList(
        "servers",
        "compute",
        f"/servers/detail?all_tenants=1&{PAGE}",
        "servers",
        own_path=f"/servers/detail?{PAGE}",
        remainder="servers of other projects",
        pages=15,
    ),
)


class CloudObject(NamedTuple):
    """An object of a service, in the member ``key`` of its answer. ``{project}`` is the login's."""

    name: str
    service: str
    path: str
    key: str


OBJECTS = (
    CloudObject("compute quota", "compute", "/os-quota-sets/{project}", "quota_set"),
    CloudObject("quota class", "compute", "/os-quota-class-sets/default", "quota_class_set"),
    CloudObject("network quota", "network", "/quotas/{project}", "quota"),
    CloudObject("volume quota", "volume", "/os-quota-sets/{project}", "quota_set"),
    CloudObject("default volume type", "volume", "/types/default", "volume_type"),
)
# Of the hypervisors, later versions do not tell the size.
NEWEST_VERSIONS: Mapping[str, tuple[int, int]] = {"hypervisors": (2, 87)}

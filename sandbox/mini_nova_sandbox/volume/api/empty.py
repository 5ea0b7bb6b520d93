"""Collections of block storage that are always empty here, and the filters of the others."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume.api import microversions

EMPTY: dict[str, tuple[str, Microversion]] = {  # by path: the member, and the first microversion
    "/backups": ("backups", microversions.OLDEST),
    "/backups/detail": ("backups", microversions.OLDEST),
    "/cgsnapshots": ("cgsnapshots", microversions.OLDEST),
    "/consistencygroups": ("consistencygroups", microversions.OLDEST),
    "/messages": ("messages", microversions.MESSAGES),
    "/clusters": ("clusters", microversions.CLUSTERS),
    "/group_types": ("group_types", microversions.GROUP_TYPES),
    "/groups": ("groups", microversions.GROUPS),
    "/groups/detail": ("groups", microversions.GROUPS),
    "/group_snapshots": ("group_snapshots", microversions.GROUP_SNAPSHOTS),
    "/default-types": ("default_types", microversions.DEFAULT_TYPES),
}
FILTERS = {
    "volume": (
        "name",
        "status",
        "metadata",
        "bootable",
        "migration_status",
        "availability_zone",
        "group_id",
        "size",
        "created_at",
        "updated_at",
        "consumes_quota",
    ),
    "snapshot": (
        "name",
        "status",
        "volume_id",
        "metadata",
        "availability_zone",
        "consumes_quota",
    ),
    "attachment": ("volume_id", "status", "instance_id", "attach_status"),
    "volume_type": ("is_public", "extra_specs"),
}


def collection(call: Call) -> Answer:
    """List nothing."""
    path = call.url_path.rstrip("/")
    name = next(name for suffix, (name, _) in EMPTY.items() if path.endswith(suffix))
    return Answer(body={name: []})


def resource_filters(_call: Call) -> Answer:
    """List the filters of each list."""
    views: list[dict[str, Any]] = [
        {"resource": resource, "filters": list(filters)} for resource, filters in FILTERS.items()
    ]
    return Answer(body={"resource_filters": views})


def encryption(_call: Call) -> Answer:
    """Show how the volumes of a type are encrypted: they are not."""
    return Answer(body={})


OPERATIONS = (
    *(Operation("GET", path, collection, since=since) for path, (_, since) in EMPTY.items()),
    Operation("GET", "/resource_filters", resource_filters, since=microversions.RESOURCE_FILTERS),
    Operation("GET", "/types/{type_id}/encryption", encryption),
)

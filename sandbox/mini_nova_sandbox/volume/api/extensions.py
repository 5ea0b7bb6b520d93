"""The extensions that block storage lists: names of what has long been part of its API."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation

NAMES = {  # by alias
    "OS-SCH-HNT": "SchedulerHints",
    "capabilities": "Capabilities",
    "os-admin-actions": "AdminActions",
    "os-availability-zone": "AvailabilityZones",
    "os-extended-services": "ExtendedServices",
    "os-extended-snapshot-attributes": "ExtendedSnapshotAttributes",
    "os-hosts": "Hosts",
    "os-quota-class-sets": "QuotaClasses",
    "os-quota-sets": "Quotas",
    "os-services": "Services",
    "os-snapshot-actions": "SnapshotActions",
    "os-types-extra-specs": "TypesExtraSpecs",
    "os-types-manage": "TypesManage",
    "os-used-limits": "UsedLimits",
    "os-vol-host-attr": "VolumeHostAttribute",
    "os-vol-image-meta": "VolumeImageMetadata",
    "os-vol-mig-status-attr": "VolumeMigStatusAttribute",
    "os-vol-tenant-attr": "VolumeTenantAttribute",
    "os-volume-actions": "VolumeActions",
    "os-volume-transfer": "VolumeTransfer",
    "os-volume-type-access": "VolumeTypeAccess",
    "scheduler-stats": "Scheduler_stats",
}


def index(_call: Call) -> Answer:
    """List the extensions that the sandbox has."""
    return Answer(body={"extensions": [_view(alias) for alias in NAMES]})


def show(call: Call) -> Answer:
    """Show an extension. Raises NotFound."""
    alias = call.path["alias"]
    if alias not in NAMES:
        raise NotFound("The resource could not be found.")
    return Answer(body={"extension": _view(alias)})


def _view(alias: str) -> dict[str, Any]:
    name = NAMES[alias]
    return {
        "name": name,
        "alias": alias,
        "description": f"{name} support.",
        "updated": "2016-01-01T00:00:00+00:00",
        "links": [],
    }


OPERATIONS = (
    Operation("GET", "/extensions", index),
    Operation("GET", "/extensions/{alias}", show),
)

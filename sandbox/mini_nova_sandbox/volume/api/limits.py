"""The limits of the caller's project on block storage, and its use of them."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume import quotas


def show(call: Call) -> Answer:
    """Show the limits; for admins, of the project in ``project_id`` or ``tenant_id``."""
    query_project = call.query_value("project_id") or call.query_value("tenant_id")
    project_id = query_project or call.caller.project_id
    call.caller.require_own_project(project_id)
    limits = quotas.limits(call.database, project_id)
    usage = quotas.usage(call.database, project_id)
    absolute = {
        "maxTotalVolumes": limits["volumes"],
        "maxTotalSnapshots": limits["snapshots"],
        "maxTotalVolumeGigabytes": limits["gigabytes"],
        "maxTotalBackups": limits["backups"],
        "maxTotalBackupGigabytes": limits["backup_gigabytes"],
        "totalVolumesUsed": usage.get("volumes", 0),
        "totalGigabytesUsed": usage.get("gigabytes", 0),
        "totalSnapshotsUsed": usage.get("snapshots", 0),
        "totalBackupsUsed": 0,
        "totalBackupGigabytesUsed": 0,
    }
    return Answer(body={"limits": {"rate": [], "absolute": absolute}})


OPERATIONS = (Operation("GET", "/limits", show),)

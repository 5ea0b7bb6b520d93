"""The JSON of actions that move servers to other hosts, by microversion.

See the Compute API reference: migrate, os-migrateLive and evacuate of "Servers - run an
administrative action".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

SHARED_STORAGE_UP_TO = (2, 13)
OVER_COMMIT_UP_TO = (2, 24)
MIGRATION_TO_HOST_SINCE = (2, 56)

Body = dict[str, Any]


def migration(compute: Compute, host: str | None = None) -> Body:
    """Return the action that migrates a server, to ``host`` or to wherever the scheduler likes."""
    if compute.version < MIGRATION_TO_HOST_SINCE:
        return {"migrate": None}
    return {"migrate": {"host": host} if host else {}}


def live_migration(
    compute: Compute, host: str | None, block_migrate: bool, disk_over_commit: bool, force: bool
) -> Body:
    """Return the action that migrates a server while it runs.

    Without ``block_migrate`` Nova finds out whether the disks have to be copied, from 2.25 on.
    """
    parameters: Body = {"host": host, "block_migration": block_migrate}
    if compute.version <= OVER_COMMIT_UP_TO:
        parameters["disk_over_commit"] = disk_over_commit
    elif not block_migrate:
        parameters["block_migration"] = "auto"
    if force:
        parameters["force"] = True
    return {"os-migrateLive": parameters}


def evacuation(
    compute: Compute,
    host: str | None,
    on_shared_storage: bool,
    force: bool,
    password: str | None = None,
) -> Body:
    """Return the action that builds a server again on another host, as its own has failed."""
    parameters: Body = {}
    if host is not None:
        parameters["host"] = host
    if compute.version <= SHARED_STORAGE_UP_TO:
        parameters["onSharedStorage"] = on_shared_storage
    if password is not None:
        parameters["adminPass"] = password
    if force:
        parameters["force"] = True
    return {"evacuate": parameters}

"""The limits of a recording: those of the login's project, and the defaults of compute."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.compute import quotas as compute_quotas
from mini_nova_sandbox.network.quotas import QUOTAS as NETWORK_QUOTAS
from mini_nova_sandbox.server.recorded.document import Document
from mini_nova_sandbox.state import own_limits
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import quotas as volume_quotas


def insert(database: Database, recording: Document) -> None:
    """Insert the limits of resources that the sandbox limits, too, if they are not its own."""
    limits = recording["quotas"]
    project_id = recording["project_id"]
    default_class = compute_quotas.DEFAULT_CLASS
    class_key = compute_quotas.class_key(default_class)
    defaults = compute_quotas.class_limits(database, default_class)
    _write(database, class_key, limits["compute_defaults"], defaults)
    defaults = compute_quotas.class_limits(database, default_class)
    _write(database, project_id, limits["compute"], defaults)
    _write(database, project_id, limits["network"], NETWORK_QUOTAS, "network:")
    defaults = volume_quotas.defaults(database)
    _write(database, project_id, limits["volume"], defaults, volume_quotas.PREFIX)


def _write(
    database: Database,
    key: str,
    limits: Mapping[str, int],
    defaults: Mapping[str, int],
    prefix: str = "",
) -> None:
    for resource, limit in limits.items():
        if resource in defaults and defaults[resource] != limit:
            own_limits.write(database, key, f"{prefix}{resource}", limit)

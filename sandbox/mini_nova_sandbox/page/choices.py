"""What the launch form offers to each user: flavors, images, networks, groups, and zones."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import aggregates
from mini_nova_sandbox.network.networks import SHARED
from mini_nova_sandbox.network.security_groups import DEFAULT
from mini_nova_sandbox.page import accounts
from mini_nova_sandbox.page.accounts import Account
from mini_nova_sandbox.state.database import Database

MAX_CHOICES = 500  # of each kind
FLAVORS = (
    "SELECT id, name, vcpus, memory_mb, root_gb AS disk_gb FROM flavors WHERE disabled = 0"
    " AND (is_public = 1 OR id IN (SELECT flavor_id FROM flavor_access WHERE project_id = ?))"
    " ORDER BY memory_mb, name LIMIT ?"
)
IMAGES = (
    "SELECT id, coalesce(name, id) AS name FROM images WHERE status = 'active'"
    " AND (visibility IN ('public', 'community') OR owner = ?) ORDER BY created_at, name LIMIT ?"
)
NETWORKS = (
    f"SELECT id, name FROM networks WHERE external = 0 AND {SHARED}"  # noqa: S608 - a constant
    " ORDER BY created_at, name LIMIT ?"
)
GROUPS = "SELECT name FROM security_groups WHERE project_id = ? AND name <> ? ORDER BY name LIMIT ?"


def choices(cloud: Cloud) -> dict[str, Any]:
    """Return the choices of each user who is still there, the zones, and the hosts."""
    database = cloud.database
    users = {}
    for name in accounts.USERS:
        account = accounts.find(database, name)
        if account is not None:
            users[name] = _choices_of(database, account)
    zones_by_host = aggregates.zones(database)
    zones = list(dict.fromkeys(zones_by_host.values()))
    return {"users": users, "zones": zones, "hosts": list(zones_by_host)}


def _choices_of(database: Database, account: Account) -> dict[str, Any]:
    project_id = account.project_id
    groups = database.rows(GROUPS, project_id, DEFAULT, MAX_CHOICES)
    return {
        "flavors": database.rows(FLAVORS, project_id, MAX_CHOICES),
        "images": database.rows(IMAGES, project_id, MAX_CHOICES),
        "networks": database.rows(NETWORKS, False, project_id, MAX_CHOICES),
        # A project gets its default group with its first server, if not before.
        "security_groups": [DEFAULT, *(row["name"] for row in groups)],
    }

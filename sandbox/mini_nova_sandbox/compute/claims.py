"""What each server claims of its hosts, read off the instances' rows: a move claims two hosts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.state.database import Database, Row


@dataclass(frozen=True)
class Claim:
    """What a consumer has of a host: a server, or the migration that keeps its other host."""

    consumer: str
    host: str
    project_id: str
    user_id: str
    vcpus: int
    memory_mb: int
    disk_gb: int


def all_claims(database: Database) -> list[Claim]:
    """Return every claim, of the oldest server first."""
    rows = database.rows(
        "SELECT instances.*, (SELECT uuid FROM migrations WHERE instance_uuid = instances.uuid"
        " ORDER BY migrations.id DESC LIMIT 1) AS migration_uuid"
        " FROM instances WHERE deleted = 0 AND coalesce(host, new_host, old_host) IS NOT NULL"
        " ORDER BY instances.id"
    )
    return [claim for row in rows for claim in _claims(row)]


def _claims(row: Row) -> list[Claim]:
    """Return the claims of one server: the host of its destination is its own."""
    uuid = row["uuid"]
    other = row["migration_uuid"] or uuid
    claims = []
    if row["host"]:
        consumer = other if row["new_host"] else uuid
        claims.append(_claim(row, consumer, row["host"], row))
    if row["new_host"]:
        claims.append(_claim(row, uuid, row["new_host"], json.loads(row["new_flavor"])))
    if row["old_host"]:
        claims.append(_claim(row, other, row["old_host"], json.loads(row["old_flavor"])))
    return claims


def _claim(row: Row, consumer: str, host: str, size: Mapping[str, Any]) -> Claim:
    return Claim(
        consumer=consumer,
        host=host,
        project_id=row["project_id"],
        user_id=row["user_id"],
        vcpus=size["vcpus"],
        memory_mb=size["memory_mb"],
        disk_gb=size["root_gb"] + size["ephemeral_gb"],
    )

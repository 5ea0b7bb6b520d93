"""Host aggregates: hosts that share metadata.

The metadata ``availability_zone`` makes an aggregate's hosts an availability zone. A host without
such an aggregate is in the zone ``nova``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row
from mini_nova_sandbox.state.settings import ZONE

ZONE_KEY = "availability_zone"


def find(database: Database, aggregate_id: int) -> Row:
    """Return an aggregate's row. Raises NotFound."""
    row = database.row("SELECT * FROM aggregates WHERE id = ?", aggregate_id)
    if row is None:
        raise NotFound(f"Aggregate {aggregate_id} could not be found.")
    return row


def hosts(database: Database, aggregate_id: int) -> list[str]:
    """Return the names of an aggregate's hosts."""
    rows = database.rows(
        "SELECT host FROM aggregate_hosts WHERE aggregate_id = ? ORDER BY rowid", aggregate_id
    )
    return [row["host"] for row in rows]


def metadata(database: Database, aggregate_id: int) -> dict[str, str]:
    """Return an aggregate's metadata."""
    rows = database.rows(
        "SELECT key, value FROM aggregate_metadata WHERE aggregate_id = ? ORDER BY key",
        aggregate_id,
    )
    return {row["key"]: row["value"] for row in rows}


def set_metadata(database: Database, aggregate_id: int, changes: dict[str, str | None]) -> None:
    """Set items of an aggregate's metadata; None removes an item."""
    for key, value in changes.items():
        database.delete("aggregate_metadata", aggregate_id=aggregate_id, key=key)
        if value is not None:
            item = {"aggregate_id": aggregate_id, "key": key, "value": value}
            database.insert("aggregate_metadata", item)
    database.update("aggregates", {"updated_at": clock.now()}, id=aggregate_id)


def remove_host(database: Database, host: str, **criteria: Any) -> int:
    """Remove a host from one aggregate (``aggregate_id``) or from all; return from how many."""
    return database.delete("aggregate_hosts", host=host, **criteria)


def zones(database: Database) -> dict[str, str]:
    """Return the availability zone of every compute host."""
    rows = database.rows(
        "SELECT compute_nodes.host, aggregate_metadata.value AS zone FROM compute_nodes"
        " LEFT JOIN aggregate_hosts ON aggregate_hosts.host = compute_nodes.host"
        " LEFT JOIN aggregate_metadata"
        " ON aggregate_metadata.aggregate_id = aggregate_hosts.aggregate_id"
        " AND aggregate_metadata.key = ? ORDER BY number",
        ZONE_KEY,
    )
    zone_by_host: dict[str, str] = {}
    for row in rows:
        if row["zone"] or row["host"] not in zone_by_host:
            zone_by_host[row["host"]] = row["zone"] or ZONE
    return zone_by_host


def metadata_by_host(database: Database) -> dict[str, dict[str, set[str]]]:
    """Return the values that the aggregates of each host have for each key of their metadata."""
    rows = database.rows(
        "SELECT host, key, value FROM aggregate_hosts JOIN aggregate_metadata USING (aggregate_id)"
    )
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        values[row["host"]][row["key"]].add(row["value"])
    return values

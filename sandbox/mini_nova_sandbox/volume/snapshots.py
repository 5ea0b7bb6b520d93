"""Rows of snapshots: find, insert, change and delete them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import json_columns, states

Snapshot = dict[str, Any]
JSON_COLUMNS = ("metadata",)


def find(database: Database, snapshot_id: str) -> Snapshot | None:
    """Return the snapshot with an id, whoever owns it, or None."""
    row = database.row("SELECT * FROM volume_snapshots WHERE id = ?", snapshot_id)
    return None if row is None else json_columns.parse(row, JSON_COLUMNS)


def find_for_caller(database: Database, snapshot_id: str, caller: Caller) -> Snapshot:
    """Return the snapshot with an id. Raises NotFound if it is not the caller's."""
    snapshot = find(database, snapshot_id)
    if snapshot is None or not (caller.is_admin or snapshot["project_id"] == caller.project_id):
        raise NotFound(f"Snapshot {snapshot_id} could not be found.")
    return snapshot


def list_all(database: Database) -> list[Snapshot]:
    """Return every snapshot, the newest first."""
    rows = database.rows("SELECT * FROM volume_snapshots ORDER BY created_at DESC, id DESC")
    return [json_columns.parse(row, JSON_COLUMNS) for row in rows]


def of_volume(database: Database, volume_id: str) -> list[Snapshot]:
    """Return the snapshots of a volume, the newest first."""
    rows = database.rows(
        "SELECT * FROM volume_snapshots WHERE volume_id = ? ORDER BY created_at DESC, id DESC",
        volume_id,
    )
    return [json_columns.parse(row, JSON_COLUMNS) for row in rows]


def insert(database: Database, values: Mapping[str, Any]) -> str:
    """Insert a snapshot, which is being created, and return its id.

    ``values`` have at least volume_id, size, project_id and user_id.
    """
    snapshot_id = chance.new_uuid("snapshot")
    snapshot = {
        "id": snapshot_id,
        "status": states.CREATING,
        "progress": "0%",
        "metadata": {},
        "created_at": clock.now(),
        **values,
    }
    database.insert("volume_snapshots", json_columns.dump(snapshot, JSON_COLUMNS))
    return snapshot_id


def change(database: Database, snapshot_id: str, **changes: Any) -> None:
    """Set columns of a snapshot, writing its metadata as JSON."""
    values = json_columns.dump(changes, JSON_COLUMNS)
    values["updated_at"] = clock.now()
    database.update("volume_snapshots", values, id=snapshot_id)


def delete(database: Database, snapshot_id: str) -> None:
    """Delete a snapshot."""
    database.delete("volume_snapshots", id=snapshot_id)

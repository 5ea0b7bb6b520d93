"""Rows of volumes: find, insert, change and delete them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import ZONE
from mini_nova_sandbox.volume import json_columns, states

Volume = dict[str, Any]
TOPIC = "volume"  # of the messages to the worker
JSON_COLUMNS = ("metadata", "image_metadata")


def find(database: Database, volume_id: str) -> Volume | None:
    """Return the volume with an id, whoever owns it, or None."""
    row = database.row("SELECT * FROM volumes WHERE id = ?", volume_id)
    return None if row is None else json_columns.parse(row, JSON_COLUMNS)


def find_for_caller(database: Database, volume_id: str, caller: Caller) -> Volume:
    """Return the volume with an id. Raises NotFound if it is not the caller's."""
    volume = find(database, volume_id)
    if volume is None or not (caller.is_admin or volume["project_id"] == caller.project_id):
        raise NotFound(f"Volume {volume_id} could not be found.")
    return volume


def list_all(database: Database) -> list[Volume]:
    """Return every volume, the newest first."""
    rows = database.rows("SELECT * FROM volumes ORDER BY created_at DESC, id DESC")
    return [json_columns.parse(row, JSON_COLUMNS) for row in rows]


def insert(database: Database, values: Mapping[str, Any]) -> str:
    """Insert a volume, which is being created, and return its id.

    ``values`` have at least size, volume_type_id, project_id and user_id.
    """
    volume_id = chance.new_uuid("volume")
    volume = {
        "id": volume_id,
        "status": states.CREATING,
        "availability_zone": ZONE,
        "metadata": {},
        "bootable": 0,
        "multiattach": 0,
        "created_at": clock.now(),
        **values,
    }
    database.insert("volumes", json_columns.dump(volume, JSON_COLUMNS))
    return volume_id


def change(database: Database, volume_id: str, **changes: Any) -> None:
    """Set columns of a volume, writing mappings as JSON."""
    values = json_columns.dump(changes, JSON_COLUMNS)
    values["updated_at"] = clock.now()
    database.update("volumes", values, id=volume_id)


def delete(database: Database, volume_id: str) -> None:
    """Delete a volume with its attachments and snapshots."""
    database.delete("volume_attachments", volume_id=volume_id)
    database.delete("volume_snapshots", volume_id=volume_id)
    database.delete("volumes", id=volume_id)

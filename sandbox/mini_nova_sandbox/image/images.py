"""Rows of images, and the files that hold their data: ``IMAGES/ID``, written aside and renamed when they are whole."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row
from mini_nova_sandbox.state.settings import Settings

PARTIAL = ".partial"
CHUNK = 1024 * 1024


def find(database: Database, image_id: str, project_id: str, is_admin: bool) -> Row | None:
    """The image of an id, if it is there for the project: public, community, or its own."""
    return database.row(
        "SELECT * FROM images WHERE id = ? AND (? OR visibility IN ('public', 'community') OR owner = ?)",
        image_id,
        is_admin,
        project_id,
    )


def properties(row: Row) -> dict[str, Any]:
    """The custom properties of an image."""
    found: dict[str, Any] = json.loads(row["properties"])
    return found


def path(settings: Settings, image_id: str) -> Path:
    """Where the data of an image lies; ids are uuids, checked when an image is made."""
    return settings.images / image_id


def insert(database: Database, values: Mapping[str, Any]) -> str:
    """Writes an image, queued unless ``values`` says else; its id. Raises sqlite3.IntegrityError for one that is there."""
    now = clock.now()
    row = {
        "id": str(uuid.uuid4()),
        "name": None,
        "owner": None,
        "visibility": "shared",
        "status": "queued",
        "disk_format": None,
        "container_format": None,
        "min_disk": 0,
        "min_ram": 0,
        "protected": 0,
        "os_hidden": 0,
        "tags": "[]",
        "properties": "{}",
        "created_at": now,
        "updated_at": now,
        **values,
    }
    database.insert("images", row)
    return str(row["id"])


def create_snapshot(
    database: Database, *, name: str, owner: str, source: Row | None, properties: Mapping[str, Any]
) -> str:
    """A private image that waits for the data of a server; it keeps the format and properties of what that was made from."""
    inherited = json.loads(source["properties"]) if source is not None else {}
    kept = {key: str(value) for key, value in {**inherited, **properties}.items()}
    if source is not None:
        kept["base_image_ref"] = source["id"]
    return insert(
        database,
        {
            "name": name,
            "owner": owner,
            "visibility": "private",
            "disk_format": source["disk_format"] if source is not None else "raw",
            "container_format": source["container_format"] if source is not None else "bare",
            "min_disk": source["min_disk"] if source is not None else 0,
            "min_ram": source["min_ram"] if source is not None else 0,
            "properties": json.dumps(kept),
        },
    )


def activate(database: Database, settings: Settings, image_id: str) -> None:
    """Makes an image active whose file is whole: its size and checksums are what the file has."""
    file = path(settings, image_id)
    md5, sha512 = hashlib.md5(usedforsecurity=False), hashlib.sha512()
    with file.open("rb") as data:
        while chunk := data.read(CHUNK):
            md5.update(chunk)
            sha512.update(chunk)
    done(database, image_id, file.stat().st_size, md5.hexdigest(), sha512.hexdigest())


def done(database: Database, image_id: str, size: int, checksum: str, os_hash_value: str) -> None:
    """Writes down what an image's data is; it is active from now on."""
    facts = {
        "size": size,
        "virtual_size": size,
        "checksum": checksum,
        "os_hash_value": os_hash_value,
    }
    database.update("images", {**facts, "status": "active", "updated_at": clock.now()}, id=image_id)


def mark_killed(database: Database, image_id: str) -> None:
    """Gives up on an image whose data never came."""
    database.update("images", {"status": "killed", "updated_at": clock.now()}, id=image_id)


def reset_interrupted_uploads(database: Database, settings: Settings) -> None:
    """After a kill: uploads that were cut off wait for their data again, and their pieces are gone."""
    for piece in settings.images.glob(f"*{PARTIAL}"):
        piece.unlink(missing_ok=True)
    database.run("UPDATE images SET status = 'queued' WHERE status = 'saving'")

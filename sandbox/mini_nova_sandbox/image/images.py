"""Images in the database, and the files of their data: one for each image, named by its id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mini_nova_sandbox.image import checksums
from mini_nova_sandbox.image.checksums import Checksums
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row
from mini_nova_sandbox.state.settings import Settings

PARTIAL = ".partial"  # the suffix of an upload's file until it is complete
STAGED = ".staged"  # the suffix of data that waits for an import
RESERVED_PREFIX = "os_glance_"  # of properties that are the service's own
INHERITED = ("disk_format", "container_format", "min_disk", "min_ram")


def find(database: Database, image_id: str, project_id: str, is_admin: bool) -> Row | None:
    """Find an image that a project may see.

    It is public, of the community, the project's own, or shared with it.
    """
    return database.row(
        "SELECT * FROM images"
        " WHERE id = ?1 AND (?2 OR visibility IN ('public', 'community') OR owner = ?3"
        " OR visibility = 'shared' AND id IN"
        " (SELECT image_id FROM image_members WHERE member_id = ?3))",
        image_id,
        is_admin,
        project_id,
    )


def in_lists_of(
    database: Database, project_id: str, is_admin: bool, member_status: str
) -> list[Row]:
    """Return the images that a project may list, newest first.

    ``member_status`` is what the project says about images shared with it, or ``all``.
    """
    return database.rows(
        "SELECT * FROM images"
        " WHERE status <> 'killed' AND (?1 OR visibility IN ('public', 'community') OR owner = ?2"
        " OR visibility = 'shared' AND id IN (SELECT image_id FROM image_members"
        " WHERE member_id = ?2 AND ?3 IN ('all', status)))"
        " ORDER BY created_at DESC, id DESC",
        is_admin,
        project_id,
        member_status,
    )


def properties(row: Row) -> dict[str, Any]:
    """Return the custom properties of an image."""
    values: dict[str, Any] = json.loads(row["properties"])
    return values


def path(settings: Settings, image_id: str) -> Path:
    """Return the path of an image's data. Ids are UUIDs, which create checks."""
    return settings.images / image_id


@contextmanager
def new_file(settings: Settings, image_id: str, suffix: str = "") -> Iterator[Path]:
    """Give the block a file to write; at its end, it becomes the image's data.

    With the suffix STAGED, it becomes data that waits for an import. So an image's file is
    complete, and never changes: saved states may share it.
    """
    file = settings.images / f"{image_id}{suffix}"
    upload_id = chance.new_hex_id("upload")
    partial = file.with_name(f"{file.name}.{upload_id}{PARTIAL}")
    try:
        yield partial
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)  # the block failed


def staged_path(settings: Settings, image_id: str) -> Path:
    """Return the path of data that waits for an import."""
    return settings.images / f"{image_id}{STAGED}"


def delete(database: Database, settings: Settings, image_id: str) -> None:
    """Delete an image and its data."""
    database.delete("images", id=image_id)
    for file in (path(settings, image_id), staged_path(settings, image_id)):
        file.unlink(missing_ok=True)


def change_properties(database: Database, image_id: str, changes: Mapping[str, str | None]) -> None:
    """Set custom properties of an image, if it exists; None removes one."""
    row = database.row("SELECT properties FROM images WHERE id = ?", image_id)
    if row is None:
        return
    values = {**properties(row), **changes}
    texts = {name: value for name, value in values.items() if value is not None}
    database.update("images", {"properties": json.dumps(texts)}, id=image_id)


def insert(database: Database, values: Mapping[str, Any]) -> str:
    """Insert an image and return its id; it is queued unless the values have another status.

    Raises sqlite3.IntegrityError if the id exists.
    """
    now = clock.now()
    row = {
        "id": chance.new_uuid("image"),
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
    """Insert a private image for a server's data, which comes later; return its id.

    ``source`` is the image that the server was made from: the snapshot inherits its format, its
    minimum sizes and its properties.
    """
    columns: dict[str, Any] = {"disk_format": "raw", "container_format": "bare"}
    all_properties = dict(properties)
    if source is not None:
        columns = {column: source[column] for column in INHERITED}
        all_properties = {**_inherited_properties(source), **properties}
    texts = {key: str(value) for key, value in all_properties.items()}
    if source is not None:
        texts["base_image_ref"] = source["id"]
    columns |= {
        "name": name,
        "owner": owner,
        "visibility": "private",
        "properties": json.dumps(texts),
    }
    return insert(database, columns)


def _inherited_properties(source: Row) -> dict[str, Any]:
    """Return the properties of an image that its snapshots have, too: not the service's own."""
    return {
        name: value
        for name, value in properties(source).items()
        if not name.startswith(RESERVED_PREFIX)
    }


def activate(database: Database, settings: Settings, image_id: str) -> None:
    """Make an image active, with the size and checksums of its file."""
    file = path(settings, image_id)
    record_data(database, image_id, checksums.of_file(file))


def record_data(database: Database, image_id: str, data: Checksums) -> None:
    """Make an image active, with the size and checksums of its data."""
    changes = {
        "size": data.size,
        "virtual_size": data.size,
        "checksum": data.md5,
        "os_hash_value": data.sha512,
        "status": "active",
        "updated_at": clock.now(),
    }
    database.update("images", changes, id=image_id)


def mark_killed(database: Database, image_id: str) -> None:
    """Set an image to ``killed``: its data will never come."""
    changes = {
        "status": "killed",
        "updated_at": clock.now(),
    }
    database.update("images", changes, id=image_id)


def reset_interrupted_uploads(database: Database, settings: Settings) -> None:
    """Clean up after a kill: delete partial files; their images wait for an upload again."""
    for partial in settings.images.glob(f"*{PARTIAL}"):
        partial.unlink(missing_ok=True)
    database.run("UPDATE images SET status = 'queued' WHERE status = 'saving'")
    for row in database.rows("SELECT id FROM images WHERE status = 'uploading'"):
        if not staged_path(settings, row["id"]).exists():
            database.update("images", {"status": "queued"}, id=row["id"])

"""Imports of images: staged data becomes an image's data, as a task of its own.

``import_image`` of the API casts ``import_image`` to the topic ``image``; the manager here does it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.image import checksums, images
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

TOPIC = "image"
METHODS = ("glance-direct", "web-download", "copy-image")
TYPE = "api_image_import"
LOCK = "os_glance_import_task"  # the property that holds the id of a running task
TARGETS = "os_glance_importing_to_stores"
FAILURES = "os_glance_failed_import"
SECONDS_TO_LIVE = 48 * 3600.0  # of a finished task
MEBIBYTE = 1024 * 1024


def start(cloud: Cloud) -> None:
    """Consume the queue, beginning with imports from before a kill."""
    methods = {"import_image": partial(import_image, cloud)}
    cloud.queue.consume(TOPIC, methods, partial(_give_up, cloud))


def create_task(
    cloud: Cloud, caller: Caller, image_id: str, request_id: str, request: Mapping[str, Any]
) -> str:
    """Insert a task for an import and return its id. ``request`` is the body of the import."""
    now = clock.now()
    task_input = {"image_id": image_id, "import_req": request, "backend": ["fs"]}
    row = {
        "id": chance.new_uuid("image task"),
        "type": TYPE,
        "status": "pending",
        "owner": caller.project_id,
        "image_id": image_id,
        "user_id": caller.user_id,
        "request_id": request_id,
        "input": json.dumps(task_input),
        "message": "",
        "created_at": now,
        "updated_at": now,
    }
    cloud.database.insert("image_tasks", row)
    return str(row["id"])


def cast_import(cloud: Cloud, image_id: str, task_id: str) -> None:
    """Lock the image for a task and ask the manager to import its staged data."""
    images.change_properties(cloud.database, image_id, {LOCK: task_id, TARGETS: "fs", FAILURES: ""})
    cloud.database.update("images", {"status": "importing"}, id=image_id)
    cloud.queue.cast(TOPIC, "import_image", image_id=image_id, task_id=task_id)


async def import_image(cloud: Cloud, *, image_id: str, task_id: str) -> None:
    """Make an image's staged data its own, and finish the task. Safe to repeat."""
    database = cloud.database
    if not _is_importing(database, image_id, task_id):
        return
    change_task(database, task_id, status="processing")
    staged = images.staged_path(cloud.settings, image_id)
    path = images.path(cloud.settings, image_id)
    source = staged if staged.exists() else path
    data = await asyncio.to_thread(checksums.of_file, source)
    with database.transaction():
        if not _is_importing(database, image_id, task_id):
            source.unlink(missing_ok=True)  # the image was deleted meanwhile
            return
        source.replace(path)
        images.record_data(database, image_id, data)
        images.change_properties(database, image_id, {LOCK: None, TARGETS: ""})
        finish_task(database, task_id, image_id, f"Copied {data.size // MEBIBYTE} MiB")


def _is_importing(database: Database, image_id: str, task_id: str) -> bool:
    """Whether the image still waits for this task; if it is gone, the task fails."""
    row = database.row("SELECT * FROM images WHERE id = ?", image_id)
    if row is None:
        _fail_task(database, task_id, f"No image found with ID {image_id}")
        return False
    return images.properties(row).get(LOCK) == task_id


def change_task(database: Database, task_id: str, **changes: Any) -> None:
    """Change a task's columns."""
    database.update("image_tasks", {**changes, "updated_at": clock.now()}, id=task_id)


def finish_task(database: Database, task_id: str, image_id: str, message: str) -> None:
    """Set a task to ``success``."""
    result = json.dumps({"image_id": image_id})
    expires_at = clock.now() + SECONDS_TO_LIVE
    changes = {"status": "success", "result": result, "message": message}
    change_task(database, task_id, expires_at=expires_at, **changes)


def _fail_task(database: Database, task_id: str, message: str) -> None:
    expires_at = clock.now() + SECONDS_TO_LIVE
    change_task(database, task_id, status="failure", message=message, expires_at=expires_at)


def _give_up(cloud: Cloud, _method: str, arguments: Mapping[str, Any], error: Exception) -> None:
    """Let the image wait for data again: its import keeps failing."""
    database = cloud.database
    image_id = arguments["image_id"]
    _fail_task(database, arguments["task_id"], str(error))
    images.change_properties(database, image_id, {LOCK: None, TARGETS: "", FAILURES: "fs"})
    database.update("images", {"status": "queued", "size": None}, id=image_id)


def visible_tasks(database: Database) -> list[Row]:
    """Return the tasks that have not expired, newest first."""
    return database.rows(
        "SELECT * FROM image_tasks WHERE expires_at IS NULL OR expires_at > ?"
        " ORDER BY created_at DESC, id DESC",
        clock.now(),
    )

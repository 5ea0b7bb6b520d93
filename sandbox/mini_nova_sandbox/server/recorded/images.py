"""The images of a recording. Their data was not read: an empty disk of the same size stands in."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.image import content, images
from mini_nova_sandbox.server.recorded.document import Document
from mini_nova_sandbox.server.recorded.moments import created_at
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import Settings

WITH_DATA = ("active", "deactivated")
UNFINISHED = "queued"  # the status of an image whose upload nobody goes on with


def insert(database: Database, recording: Document) -> None:
    """Insert the images. They have no checksums: their data is not the recorded one."""
    for image in recording["images"]:
        images.insert(database, _row(image))


def _row(image: dict[str, Any]) -> dict[str, Any]:
    moment = created_at(image["created_at"])
    is_complete = image["status"] in WITH_DATA
    return {
        **image,
        "status": image["status"] if is_complete else UNFINISHED,
        "protected": int(image["protected"]),
        "os_hidden": int(image["os_hidden"]),
        "tags": json.dumps(image["tags"]),
        "properties": json.dumps(image["properties"]),
        "created_at": moment,
        "updated_at": moment,
    }


def write_files(recording: Document, settings: Settings) -> None:
    """Write the data: holes that take no room on the disk, behind an empty qcow2 if it fits.

    Raises OSError.
    """
    for image in recording["images"]:
        if image["status"] not in WITH_DATA:
            continue
        size = image["size"] or 0
        with images.path(settings, image["id"]).open("wb") as file:
            disk = content.empty_qcow2()
            if image["disk_format"] == "qcow2" and size >= len(disk):
                file.write(disk)
            file.truncate(size)

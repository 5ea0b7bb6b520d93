"""An image as Glance shows it."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.image import images
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

STORE = "fs"  # the one store


def view(row: Row) -> dict[str, Any]:
    """Return an image, with its custom properties beside its own members."""
    members = {
        **images.properties(row),
        "name": row["name"],
        "disk_format": row["disk_format"],
        "container_format": row["container_format"],
        "visibility": row["visibility"],
        "size": row["size"],
        "virtual_size": row["virtual_size"],
        "status": row["status"],
        "checksum": row["checksum"],
        "protected": bool(row["protected"]),
        "min_ram": row["min_ram"],
        "min_disk": row["min_disk"],
        "owner": row["owner"],
        "os_hidden": bool(row["os_hidden"]),
        "os_hash_algo": "sha512" if row["os_hash_value"] else None,
        "os_hash_value": row["os_hash_value"],
        "id": row["id"],
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "tags": json.loads(row["tags"]),
        "self": f"/v2/images/{row['id']}",
        "file": f"/v2/images/{row['id']}/file",
        "schema": "/v2/schemas/image",
    }
    if row["os_hash_value"]:
        members["stores"] = STORE
    return members

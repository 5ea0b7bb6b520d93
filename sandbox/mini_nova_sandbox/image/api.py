"""Images over the API: listed, made, changed by patches, deleted; their data and tags."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    UnsupportedMediaType,
)
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import schema_problem
from mini_nova_sandbox.image import data, images, patch, schemas
from mini_nova_sandbox.image.listing import MOST_ON_A_PAGE, USUAL_PAGE, fitting, in_order
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

COLUMNS = (*schemas.SETTABLE,)


def index(call: Call) -> Answer:
    """A page of images, newest first."""
    rows = call.cloud.database.rows(
        "SELECT * FROM images WHERE ? OR visibility IN ('public', 'community') OR owner = ?"
        " ORDER BY created_at DESC, id DESC",
        call.caller.is_admin,
        call.caller.project_id,
    )
    found = in_order(call, [row for row in rows if fitting(call, row)])
    marker, limit = (
        call.query_value("marker"),
        min(call.query_number("limit", USUAL_PAGE), MOST_ON_A_PAGE),
    )
    if marker:
        ids = [row["id"] for row in found]
        if marker not in ids:
            raise BadRequest(f"Invalid marker: {marker}")
        found = found[ids.index(marker) + 1 :]
    page = found[:limit]
    first = [(name, value) for name, value in call.query if name != "marker"]
    answer: dict[str, Any] = {
        "images": [view(row) for row in page],
        "first": "/v2/images" + (f"?{urlencode(first)}" if first else ""),
        "schema": "/v2/schemas/images",
    }
    if page and len(page) == limit and len(found) > limit:
        answer["next"] = f"/v2/images?{urlencode([*first, ('marker', page[-1]['id'])])}"
    return Answer(body=answer)


def show(call: Call) -> Answer:
    """One of them."""
    return Answer(body=view(_found(call)))


def create(call: Call) -> Answer:
    """A new one, which waits for its data."""
    given = call.body
    own = call.caller.project_id
    if given.get("owner") not in (None, own):
        call.caller.require_admin()
    for name in schemas.READ_ONLY:
        if name in given:
            raise Forbidden(f"Attribute '{name}' is read-only.")
    columns = _columns(call, {"visibility": "shared", **given})
    if "id" in given:
        columns["id"] = given["id"].lower()
    try:
        made = images.insert(call.cloud.database, {**columns, "owner": given.get("owner") or own})
    except sqlite3.IntegrityError as error:
        raise Conflict(f"Image ID {given['id']} already exists!") from error
    row = _row(call, made)
    return Answer(201, view(row), {"location": f"{call.root}/image/v2/images/{made}"})


def update(call: Call) -> Answer:
    """Changes one by a patch."""
    media = call.headers.get("content-type", "").split(";")[0].strip()
    if media not in patch.MEDIA:
        raise UnsupportedMediaType(f"The content type must be {patch.MEDIA[0]}.")
    row = _own(call)
    members = {
        name: value for name, value in view(row).items() if name in schemas.SETTABLE
    } | images.properties(row)
    changed = patch.applied(members, call.body, old_form=media == patch.MEDIA[1])
    problem = schema_problem(schemas.IMAGE, changed)
    if problem:
        raise BadRequest(problem)
    formats = ("disk_format", "container_format")
    if row["status"] == "active" and any(changed.get(name) != row[name] for name in formats):
        raise Forbidden(
            "Attribute disk_format or container_format can not be modified once the image has data."
        )
    call.cloud.database.update(
        "images", {**_columns(call, changed), "updated_at": clock.now()}, id=row["id"]
    )
    return Answer(body=view(_row(call, row["id"])))


def delete(call: Call) -> Answer:
    """Deletes one, with its data."""
    row = _own(call)
    if row["protected"]:
        raise Forbidden(f"Image {row['id']} is protected and cannot be deleted.")
    call.cloud.database.delete("images", id=row["id"])
    images.path(call.cloud.settings, row["id"]).unlink(missing_ok=True)
    return Answer(204)


async def upload(call: Call) -> Answer:
    """Takes its data in. Another upload, or data that is there, refuses it (409)."""
    if call.headers.get("content-type", "").split(";")[0].strip() != "application/octet-stream":
        raise UnsupportedMediaType("The content type must be application/octet-stream.")
    database = call.cloud.database
    with database.transaction():
        row = _own(call)
        if row["status"] != "queued" or not row["disk_format"] or not row["container_format"]:
            raise Conflict(
                f"Image status transition from {row['status']} to saving is not allowed, or its formats are not set."
            )
        database.update("images", {"status": "saving"}, id=row["id"])
    assert call.chunks is not None, "the operation is an upload"  # noqa: S101 - an invariant
    file = images.path(call.cloud.settings, row["id"])
    try:
        size, checksum, os_hash_value = await data.take_in(call.chunks, file)
    except BaseException:
        with database.transaction():
            database.update("images", {"status": "queued"}, id=row["id"])
        raise
    with database.transaction():
        images.done(database, row["id"], size, checksum, os_hash_value)
        if database.value("SELECT 1 FROM images WHERE id = ?", row["id"]) is None:
            file.unlink(missing_ok=True)  # deleted meanwhile
    return Answer(204)


def download(call: Call) -> Answer:
    """Gives its data out; 204 where there is none yet."""
    row = _found(call)
    file = images.path(call.cloud.settings, row["id"])
    if row["status"] == "deactivated" and not call.caller.is_admin:
        raise Forbidden(
            "The requested image has been deactivated. Image data download is forbidden."
        )
    if row["status"] not in ("active", "deactivated") or not file.exists():
        return Answer(204)
    return Answer(200, headers={"content-md5": row["checksum"] or ""}, file=file)


def put_tag(call: Call) -> Answer:
    """Adds a tag."""
    row = _own(call)
    tags = json.loads(row["tags"])
    if len(call.path["tag"]) > 255 or len(tags) >= 128:
        raise BadRequest("Too many tags, or one that is too long.")
    call.cloud.database.update(
        "images", {"tags": json.dumps(sorted({*tags, call.path["tag"]}))}, id=row["id"]
    )
    return Answer(204)


def delete_tag(call: Call) -> Answer:
    """Takes a tag away."""
    row = _own(call)
    tags = json.loads(row["tags"])
    if call.path["tag"] not in tags:
        raise NotFound("Tag not found.")
    left = [tag for tag in tags if tag != call.path["tag"]]
    call.cloud.database.update("images", {"tags": json.dumps(left)}, id=row["id"])
    return Answer(204)


def deactivate(call: Call) -> Answer:
    """Keeps its data from everybody but admins."""
    call.caller.require_admin()
    _turn(call, "active", "deactivated")
    return Answer(204)


def reactivate(call: Call) -> Answer:
    """Gives its data out again."""
    call.caller.require_admin()
    _turn(call, "deactivated", "active")
    return Answer(204)


def _turn(call: Call, before: str, after: str) -> None:
    row = _found(call)
    if row["status"] not in (before, after):
        raise Forbidden(f"Not allowed to {after} image in status '{row['status']}'")
    call.cloud.database.update("images", {"status": after}, id=row["id"])


def members(call: Call) -> Answer:
    """Projects that an image is shared with: there are none, sharing is by visibility here."""
    _found(call)
    return Answer(body={"members": [], "schema": "/v2/schemas/members"})


def add_member(call: Call) -> Answer:
    """Sharing with single projects is not offered."""
    _own(call)
    raise Forbidden("The sandbox shares images by their visibility only.")


def view(row: Row) -> dict[str, Any]:
    """An image as Glance shows it, custom properties beside its own members."""
    shown = {
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
        shown["stores"] = "fs"
    return shown


def _columns(call: Call, members: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that an image's members become. Raises Forbidden for a public one by anybody but admins."""
    if members.get("visibility") == "public":
        call.caller.require_admin()
    columns: dict[str, Any] = {name: members[name] for name in COLUMNS if name in members}
    for name in ("protected", "os_hidden"):
        if name in columns:
            columns[name] = int(columns[name])
    if "tags" in columns:
        columns["tags"] = json.dumps(sorted(set(columns["tags"])))
    own = {name: value for name, value in members.items() if name not in (*COLUMNS, "id", "owner")}
    columns["properties"] = json.dumps(own)
    return columns


def _row(call: Call, image_id: str) -> Row:
    row = call.cloud.database.row("SELECT * FROM images WHERE id = ?", image_id)
    assert row is not None, "it was written just now"  # noqa: S101 - an invariant
    return row


def _found(call: Call) -> Row:
    image_id = call.path["image_id"]
    row = images.find(call.cloud.database, image_id, call.caller.project_id, call.caller.is_admin)
    if row is None:
        raise NotFound(f"No image found with ID {image_id}")
    return row


def _own(call: Call) -> Row:
    row = _found(call)
    if not (call.caller.is_admin or row["owner"] == call.caller.project_id):
        raise Forbidden("You are not permitted to modify this image.")
    return row


_ONE = "/v2/images/{image_id}"
OPERATIONS = (
    Operation("GET", "/v2/images", index),
    Operation("POST", "/v2/images", create, schema=schemas.IMAGE),
    Operation("GET", _ONE, show),
    Operation("PATCH", _ONE, update),
    Operation("DELETE", _ONE, delete),
    Operation("PUT", f"{_ONE}/file", upload, upload=True),
    Operation("GET", f"{_ONE}/file", download),
    Operation("PUT", f"{_ONE}/tags/{{tag}}", put_tag),
    Operation("DELETE", f"{_ONE}/tags/{{tag}}", delete_tag),
    Operation("POST", f"{_ONE}/actions/deactivate", deactivate),
    Operation("POST", f"{_ONE}/actions/reactivate", reactivate),
    Operation("GET", f"{_ONE}/members", members),
    Operation("POST", f"{_ONE}/members", add_member, schema=schemas.MEMBER),
)

"""Images over the API: list, show, create, patch and delete."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, UnsupportedMediaType
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import schema_problem
from mini_nova_sandbox.image import images, listing, patch, schemas
from mini_nova_sandbox.image.lookup import own_image, visible_image
from mini_nova_sandbox.image.views import view
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

COLUMNS = tuple(schemas.SETTABLE)
FORMATS = ("disk_format", "container_format")


def index(call: Call) -> Answer:
    """List images, newest first unless the query sorts them."""
    rows = call.database.rows(
        "SELECT * FROM images WHERE ? OR visibility IN ('public', 'community') OR owner = ?"
        " ORDER BY created_at DESC, id DESC",
        call.caller.is_admin,
        call.caller.project_id,
    )
    return Answer(body=listing.page(call, rows))


def show(call: Call) -> Answer:
    """Show an image. Raises NotFound."""
    row = visible_image(call)
    return Answer(body=view(row))


def create(call: Call) -> Answer:
    """Create an image, which is queued until its data is uploaded. Raises Conflict, Forbidden."""
    body = call.body
    project_id = call.caller.project_id
    owner = body.get("owner") or project_id
    if body.get("owner") not in (None, project_id):
        call.caller.require_admin()
    for name in schemas.READ_ONLY:
        if name in body:
            raise Forbidden(f"Attribute '{name}' is read-only.")
    for name in body:
        if name.startswith(schemas.RESERVED):
            raise Forbidden(f"Attribute '{name}' is reserved.")
    columns = _columns(call, {"visibility": "shared", **body})
    columns["owner"] = owner
    if "id" in body:
        columns["id"] = body["id"].lower()
    try:
        image_id = images.insert(call.database, columns)
    except sqlite3.IntegrityError as error:
        raise Conflict(f"Image ID {body['id']} already exists!") from error
    row = _row(call, image_id)
    headers = {"location": f"{call.root}/image/v2/images/{image_id}"}
    return Answer(201, view(row), headers)


def update(call: Call) -> Answer:
    """Apply a JSON patch. Raises BadRequest, Conflict, Forbidden, NotFound, UnsupportedMediaType."""
    media_type = call.media_type
    if media_type not in (patch.MEDIA_TYPE, patch.OLD_MEDIA_TYPE):
        raise UnsupportedMediaType(f"The content type must be {patch.MEDIA_TYPE}.")
    row = own_image(call)
    image_id = row["id"]
    members = patch.apply(_changeable_members(row), call.body, media_type)
    problem = schema_problem(schemas.IMAGE, members)
    if problem:
        raise BadRequest(problem)
    if row["status"] == "active":
        _refuse_other_formats(row, members)
    columns = _columns(call, members)
    if members.get("owner") != row["owner"]:
        call.caller.require_admin()
        columns["owner"] = members.get("owner")
    columns["updated_at"] = clock.now()
    call.database.update("images", columns, id=image_id)
    row = _row(call, image_id)
    return Answer(body=view(row))


def _refuse_other_formats(row: Row, members: Mapping[str, Any]) -> None:
    for name in FORMATS:
        if members.get(name) != row[name]:
            raise Forbidden(
                "Attribute disk_format or container_format can not be modified once the image has "
                "data."
            )


def _changeable_members(row: Row) -> dict[str, Any]:
    members = view(row)
    settable = {name: value for name, value in members.items() if name in schemas.SETTABLE}
    properties = images.properties(row)
    return {**settable, **properties, "owner": row["owner"]}


def delete(call: Call) -> Answer:
    """Delete an image and its data. Raises Forbidden, NotFound."""
    row = own_image(call)
    image_id = row["id"]
    if row["protected"]:
        raise Forbidden(f"Image {image_id} is protected and cannot be deleted.")
    images.delete(call.database, call.cloud.settings, image_id)
    return Answer(204)


def members(call: Call) -> Answer:
    """List the projects that an image is shared with: none, the sandbox has visibility only."""
    visible_image(call)
    return Answer(body={"members": [], "schema": "/v2/schemas/members"})


def add_member(call: Call) -> Answer:
    """Refuse to share an image with a single project. Raises Forbidden."""
    own_image(call)
    raise Forbidden("The sandbox shares images by their visibility only.")


def _columns(call: Call, members: Mapping[str, Any]) -> dict[str, Any]:
    """Convert an image's members to columns. Only admins may make it public. Raises Forbidden."""
    if members.get("visibility") == "public":
        call.caller.require_admin()
    columns: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for name, value in members.items():
        if name in ("protected", "os_hidden"):
            columns[name] = int(value)
        elif name == "tags":
            tags = sorted(set(value))
            columns[name] = json.dumps(tags)
        elif name in COLUMNS:
            columns[name] = value
        elif name not in ("id", "owner"):
            properties[name] = value
    columns["properties"] = json.dumps(properties)
    return columns


def _row(call: Call, image_id: str) -> Row:
    """Return the row of an image that exists."""
    row = call.database.row("SELECT * FROM images WHERE id = ?", image_id)
    assert row is not None, "the image exists"  # noqa: S101 - an invariant
    return row


_IMAGE = "/v2/images/{image_id}"
OPERATIONS = (
    Operation("GET", "/v2/images", index),
    Operation("POST", "/v2/images", create, schema=schemas.IMAGE),
    Operation("GET", _IMAGE, show),
    Operation("PATCH", _IMAGE, update),
    Operation("DELETE", _IMAGE, delete),
    Operation("GET", f"{_IMAGE}/members", members),
    Operation("POST", f"{_IMAGE}/members", add_member, schema=schemas.MEMBER),
)

"""Images over the API: list, show, create, patch and delete."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import images, listing, patch, schemas
from mini_nova_sandbox.image.imports import METHODS
from mini_nova_sandbox.image.lookup import own_image, require_admin, visible_image
from mini_nova_sandbox.image.views import STORE, view
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

FORMATS = ("disk_format", "container_format")
SIZES = ("min_disk", "min_ram")
MAX_PROPERTY_NAME = 255


def index(call: Call) -> Answer:
    """List images, newest first unless the query sorts them. Raises BadRequest."""
    return Answer(body=listing.page(call))


def show(call: Call) -> Answer:
    """Show an image. Raises NotFound."""
    row = visible_image(call)
    return Answer(body=view(row))


def create(call: Call) -> Answer:
    """Create an image, which is queued until its data is there.

    Raises BadRequest, Conflict, Forbidden, TooLarge.
    """
    members = _new_members(call.body)
    project_id = call.caller.project_id
    owner = members.get("owner", project_id)
    if owner != project_id and not call.caller.is_admin:
        raise Forbidden(f"{patch.DENIED} You are not permitted to create images owned by '{owner}'")
    columns = _columns(call, {"visibility": "shared", **members})
    columns["owner"] = owner
    if "id" in members:
        columns["id"] = members["id"].lower()
    try:
        image_id = images.insert(call.database, columns)
    except sqlite3.IntegrityError as error:
        raise Conflict(f"Image ID {members['id']} already exists!") from error
    row = _row(call, image_id)
    headers = {
        "location": f"{call.root}/image/v2/images/{image_id}",
        "openstack-image-import-methods": ",".join(METHODS),
        "openstack-image-store-ids": STORE,
    }
    return Answer(201, view(row), headers)


def _new_members(body: Any) -> dict[str, Any]:
    """Return the members of a new image. Raises BadRequest, Forbidden."""
    if body is None:
        raise BadRequest("Body expected in request.")
    if not isinstance(body, dict):
        raise BadRequest("Unexpected body type. Expected list/dict.")
    for name in schemas.NEVER_SET:
        if name in body:
            raise Forbidden(f"Attribute '{name}' is read-only.")
    schemas.check_image(body)
    if "locations" in body:
        raise Forbidden("Attribute 'locations' is reserved.")
    for name in body:
        if name not in schemas.PROPERTIES and len(name) > MAX_PROPERTY_NAME:
            raise BadRequest("Custom property should not be greater than 255 characters.")
        schemas.check_writable(name)
    return body


def update(call: Call) -> Answer:
    """Apply a JSON patch.

    Raises BadRequest, Conflict, Forbidden, NotFound, TooLarge, UnsupportedMediaType.
    """
    changes = patch.parse(call.body, call.media_type)
    if not changes:
        return show(call)
    row = own_image(call, "modify_image")
    image_id = row["id"]
    if row["status"] != "queued":
        _refuse_other_formats(changes)
    members = patch.apply(_changeable_members(row), changes)
    columns = _columns(call, members)
    owner = members["owner"]
    if owner != row["owner"]:
        if not call.caller.is_admin:
            raise Forbidden(f"{patch.DENIED} Owner can't be updated by non admin.")
        columns["owner"] = owner
    columns["updated_at"] = clock.now()
    call.database.update("images", columns, id=image_id)
    return Answer(body=view(_row(call, image_id)))


def _refuse_other_formats(changes: list[patch.Change]) -> None:
    for change in changes:
        if change.name in FORMATS:
            raise Forbidden(f"Attribute {change.name} can be only replaced for a queued image.")


def _changeable_members(row: Row) -> dict[str, Any]:
    members = view(row)
    settable = {name: members[name] for name in schemas.SETTABLE}
    return {**images.properties(row), **settable, "owner": row["owner"]}


def delete(call: Call) -> Answer:
    """Delete an image and its data. Raises Forbidden, NotFound."""
    row = own_image(call, "delete_image", "Failed to find image {} to delete")
    image_id = row["id"]
    if row["protected"]:
        raise Forbidden(f"Image {image_id} is protected and cannot be deleted.")
    images.delete(call.database, call.cloud.settings, image_id)
    return Answer(204)


def _columns(call: Call, members: Mapping[str, Any]) -> dict[str, Any]:
    """Convert an image's members to columns. Raises BadRequest, Forbidden, TooLarge."""
    if members.get("visibility") == "public":
        require_admin(call, "publicize_image")
    columns: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for name, value in members.items():
        if name in schemas.SETTABLE:
            columns[name] = _column(name, value)
        elif name not in ("id", "owner"):
            properties[name] = value
    schemas.check_count("properties", len(properties))
    columns["properties"] = json.dumps(properties)
    return columns


def _column(name: str, value: Any) -> Any:
    """Convert a member to its column's value. Raises BadRequest, TooLarge."""
    if name in ("protected", "os_hidden"):
        return int(value)
    if name in SIZES:
        schemas.check_size(name, value)
    if name != "tags":
        return value
    tags = sorted(set(value))
    schemas.check_count("tags", len(tags))
    return json.dumps(tags)


def _row(call: Call, image_id: str) -> Row:
    """Return the row of an image that exists."""
    row = call.database.row("SELECT * FROM images WHERE id = ?", image_id)
    assert row is not None, "the image exists"  # noqa: S101 - an invariant
    return row


_IMAGE = "/v2/images/{image_id}"
OPERATIONS = (
    Operation("GET", "/v2/images", index),
    Operation("POST", "/v2/images", create),
    Operation("GET", _IMAGE, show),
    Operation("PATCH", _IMAGE, update),
    Operation("DELETE", _IMAGE, delete),
)

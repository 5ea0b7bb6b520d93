"""Image members over the API: the projects that an image is shared with, and what they say to it.

The owner adds and deletes members; a member accepts or rejects. Until it accepts, the image is not
in its list, but it sees the image by its id.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image.lookup import require_admin, require_owner, visible_image
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

STATUSES = ("pending", "accepted", "rejected")
UNKNOWN_IMAGE = "Image {} not found."
NOT_SHARED = "Only shared images have members."
MAX_MEMBER_ID = 255


def index(call: Call) -> Answer:
    """List members: all for the owner, itself for a member. Raises Forbidden, NotFound."""
    image = visible_image(call, UNKNOWN_IMAGE)
    if image["visibility"] != "shared":
        raise Forbidden(f"Not allowed to list members for image {image['id']}: {NOT_SHARED}")
    rows = call.database.rows(
        "SELECT * FROM image_members WHERE image_id = ? ORDER BY created_at, member_id",
        image["id"],
    )
    views = [_view(row) for row in rows if _is_visible(call, image, row["member_id"])]
    return Answer(body={"members": views, "schema": "/v2/schemas/members"})


def show(call: Call) -> Answer:
    """Show a member. Raises NotFound."""
    image = visible_image(call, UNKNOWN_IMAGE)
    if image["visibility"] != "shared":
        raise NotFound(NOT_SHARED)
    return Answer(body=_view(_member(call, image)))


def create(call: Call) -> Answer:
    """Share an image with a project. Raises BadRequest, Conflict, Forbidden, NotFound."""
    member_id = _member_id(call.body)
    image = visible_image(call, UNKNOWN_IMAGE)
    image_id = image["id"]
    _require_shared(image, "create")
    require_owner(call, image, "add_member")
    now = clock.now()
    row = {
        "image_id": image_id,
        "member_id": member_id,
        "status": "pending",
        "created_at": now,
        "updated_at": now,
    }
    try:
        call.database.insert("image_members", row)
    except sqlite3.IntegrityError as error:
        raise Conflict(f"Member {member_id} is duplicated for image {image_id}") from error
    return Answer(body=_view(row))


def update(call: Call) -> Answer:
    """Accept or reject an image, as its member. Raises BadRequest, Forbidden, NotFound."""
    status = _status(call.body)
    image = visible_image(call, UNKNOWN_IMAGE)
    _require_shared(image, "update")
    member = _member(call, image)
    if member["member_id"] != call.caller.project_id:
        require_admin(call, "modify_member")
    if status not in STATUSES:
        raise BadRequest('Incorrect request: Status must be "pending", "accepted" or "rejected".')
    changes = {"status": status, "updated_at": clock.now()}
    key = {"image_id": image["id"], "member_id": member["member_id"]}
    call.database.update("image_members", changes, **key)
    return Answer(body=_view({**member, **changes}))


def delete(call: Call) -> Answer:
    """Stop sharing an image with a project. Raises Forbidden, NotFound."""
    image = visible_image(call, UNKNOWN_IMAGE)
    _require_shared(image, "delete")
    member = _member(call, image)
    require_owner(call, image, "delete_member")
    call.database.delete("image_members", image_id=image["id"], member_id=member["member_id"])
    return Answer(204)


def _member_id(body: Any) -> str:
    """Return the project of the body ``{"member": "..."}``. Raises BadRequest."""
    if not isinstance(body, dict):
        raise BadRequest('Expected a member in the form: {"member": "image_id"}')
    if "member" not in body:
        raise BadRequest("Member to be added not specified")
    member_id = body["member"]
    if not member_id or not isinstance(member_id, str) or len(member_id) > MAX_MEMBER_ID:
        raise BadRequest("Member can't be empty")
    return member_id


def _status(body: Any) -> Any:
    if not isinstance(body, dict):
        raise BadRequest('Expected a status in the form: {"status": "status"}')
    if "status" not in body:
        raise BadRequest("Status not specified")
    return body["status"]


def _require_shared(image: Row, verb: str) -> None:
    if image["visibility"] != "shared":
        raise Forbidden(f"Not allowed to {verb} members for image {image['id']}.")


def _member(call: Call, image: Row) -> Row:
    """Return the member of the path. Raises NotFound unless the caller may see it."""
    member_id = call.path["member_id"]
    row = call.database.row(
        "SELECT * FROM image_members WHERE image_id = ? AND member_id = ?", image["id"], member_id
    )
    if row is None or not _is_visible(call, image, member_id):
        raise NotFound(f"{member_id} not found in the member list of the image {image['id']}.")
    return row


def _is_visible(call: Call, image: Row, member_id: str) -> bool:
    caller = call.caller
    return caller.is_admin or caller.project_id in (image["owner"], member_id)


def _view(row: Row) -> dict[str, Any]:
    return {
        "member_id": row["member_id"],
        "image_id": row["image_id"],
        "status": row["status"],
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "schema": "/v2/schemas/member",
    }


_MEMBERS = "/v2/images/{image_id}/members"
_MEMBER = f"{_MEMBERS}/{{member_id}}"
OPERATIONS = (
    Operation("GET", _MEMBERS, index),
    Operation("POST", _MEMBERS, create),
    Operation("GET", _MEMBER, show),
    Operation("PUT", _MEMBER, update),
    Operation("DELETE", _MEMBER, delete),
)

"""Images as Nova proxied them before 2.36: the image service's, in Nova's shape."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import links, paging
from mini_nova_sandbox.compute.api.microversions import NO_IMAGE_METADATA, NO_PROXIES, before
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

LAST = before(NO_PROXIES)
STATUS = {  # Nova's word for Glance's
    "active": "ACTIVE",
    "queued": "SAVING",
    "saving": "SAVING",
    "deleted": "DELETED",
    "killed": "ERROR",
    "deactivated": "UNKNOWN",
}
PROGRESS = {"ACTIVE": 100, "SAVING": 50}


def index(call: Call) -> Answer:
    """List images by id and name."""
    views = [_brief_view(call, row) for row in _page(call)]
    return Answer(body={"images": views})


def detail(call: Call) -> Answer:
    """List images in full."""
    views = [_full_view(call, row) for row in _page(call)]
    return Answer(body={"images": views})


def show(call: Call) -> Answer:
    """Show one image."""
    row = _find(call)
    return Answer(body={"image": _full_view(call, row)})


def delete(call: Call) -> Answer:
    """Delete an image of the caller's project; for admins, any."""
    row = _find(call)
    call.caller.require_own_project(row["owner"])
    images.delete(call.database, call.cloud.settings, row["id"])
    return Answer(204)


def metadata(call: Call) -> Answer:
    """Show an image's properties."""
    row = _find(call)
    return Answer(body={"metadata": _metadata(row)})


def _page(call: Call) -> list[Row]:
    rows = call.database.rows(
        "SELECT * FROM images WHERE status <> 'deleted' ORDER BY created_at DESC, id"
    )
    visible_rows = [row for row in rows if _is_visible(call, row["id"])]
    matches = [row for row in visible_rows if _matches(call, row)]
    following_rows = paging.rows_after_marker(call, matches)
    size = paging.page_size(call)
    return following_rows[:size]


def _matches(call: Call, row: Row) -> bool:
    """Whether an image passes the filters ``name`` and ``status``."""
    name = call.query_value("name")
    status = call.query_value("status").upper()
    if name not in ("", row["name"]):
        return False
    return status in ("", _status(row))


def _is_visible(call: Call, image_id: str) -> bool:
    return _find_visible(call, image_id) is not None


def _find_visible(call: Call, image_id: str) -> Row | None:
    database = call.database
    caller = call.caller
    return images.find(database, image_id, caller.project_id, caller.is_admin)


def _find(call: Call) -> Row:
    row = _find_visible(call, call.path["image_id"])
    if row is None:
        raise NotFound("Image not found.")
    return row


def _brief_view(call: Call, row: Row) -> dict[str, Any]:
    image_id = row["id"]
    image_links = links.self_and_bookmark(call, "images", image_id)
    alternate = {
        "rel": "alternate",
        "type": "application/vnd.openstack.image",
        "href": f"{call.root}/image/images/{image_id}",
    }
    return {
        "id": image_id,
        "name": row["name"],
        "links": [*image_links, alternate],
    }


def _full_view(call: Call, row: Row) -> dict[str, Any]:
    status = _status(row)
    return {
        **_brief_view(call, row),
        "minRam": row["min_ram"],
        "minDisk": row["min_disk"],
        "metadata": _metadata(row),
        "created": clock.stamp(row["created_at"]),
        "updated": clock.stamp(row["updated_at"]),
        "status": status,
        "progress": PROGRESS.get(status, 0),
        "OS-EXT-IMG-SIZE:size": row["size"] or 0,
    }


def _status(row: Row) -> str:
    return STATUS.get(row["status"], "UNKNOWN")


def _metadata(row: Row) -> dict[str, str]:
    properties = images.properties(row)
    return {name: str(value) for name, value in properties.items()}


OPERATIONS = (
    Operation("GET", "/images", index, until=LAST),
    Operation("GET", "/images/detail", detail, until=LAST),
    Operation("GET", "/images/{image_id}", show, until=LAST),
    Operation("DELETE", "/images/{image_id}", delete, until=LAST),
    Operation("GET", "/images/{image_id}/metadata", metadata, until=before(NO_IMAGE_METADATA)),
)

"""Images as Nova proxied them before 2.36: the image service's, in Nova's shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mini_nova_sandbox.compute.api import links, paging
from mini_nova_sandbox.compute.api.microversions import NO_PROXIES, before
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
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
COLUMNS = {  # by filter
    "name": "name",
    "status": "status",
    "minRam": "min_ram",
    "minDisk": "min_disk",
}
PROPERTIES = {"server": "instance_uuid", "type": "image_type"}  # by filter
PROPERTY = "property-"  # the prefix of a filter by any property
PROGRESS = {"active": 100, "saving": 50, "queued": 25}  # by Glance's status


def index(call: Call) -> Answer:
    """List images by id and name."""
    return Answer(body=_collection(call, _brief_view))


def detail(call: Call) -> Answer:
    """List images in full."""
    return Answer(body=_collection(call, _full_view))


def show(call: Call) -> Answer:
    """Show one image."""
    row = find(call)
    return Answer(body={"image": _full_view(call, row)})


def delete(call: Call) -> Answer:
    """Delete an image of the caller's project; for admins, any. Raises Forbidden if protected."""
    row = find(call)
    call.caller.require_own_project(row["owner"])
    if row["protected"]:
        raise Forbidden("You are not allowed to delete the image.")
    images.delete(call.database, call.cloud.settings, row["id"])
    return Answer(204)


def _collection(call: Call, view: Callable[[Call, Row], dict[str, Any]]) -> dict[str, Any]:
    """Return a page of images, with a link to the next one if the page is full."""
    rows = _page(call)
    is_full = bool(rows) and len(rows) == call.query_number("limit", 0)
    next_marker = rows[-1]["id"] if is_full else ""
    views = [view(call, row) for row in rows]
    return paging.collection(call, "images", views, next_marker)


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
    """Whether an image passes the filters of a query: Nova's, and ``property-NAME``."""
    values = properties(row)
    for name, value in call.query:
        if name == "changes-since":
            matches = row["updated_at"] >= _moment(value)
        elif name in COLUMNS:
            matches = value.lower() == str(row[COLUMNS[name]]).lower()
        elif name in PROPERTIES or name.startswith(PROPERTY):
            key = PROPERTIES.get(name, name.removeprefix(PROPERTY))
            _, _, text = value.rpartition("/")  # a server may be a URL
            matches = values.get(key) == text
        else:
            continue
        if not matches:
            return False
    return True


def _moment(text: str) -> float:
    try:
        return clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest(f"Invalid filter value {text}") from error


def _is_visible(call: Call, image_id: str) -> bool:
    return _find_visible(call, image_id) is not None


def _find_visible(call: Call, image_id: str) -> Row | None:
    database = call.database
    caller = call.caller
    return images.find(database, image_id, caller.project_id, caller.is_admin)


def find(call: Call) -> Row:
    """Return the image that the path names, if the caller sees it. Raises NotFound."""
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
    values = properties(row)
    view = {
        **_brief_view(call, row),
        "minRam": row["min_ram"],
        "minDisk": row["min_disk"],
        "metadata": values,
        "created": clock.stamp(row["created_at"]),
        "updated": clock.stamp(row["updated_at"]),
        "status": STATUS.get(row["status"], "UNKNOWN"),
        "progress": PROGRESS.get(row["status"], 0),
        "OS-EXT-IMG-SIZE:size": row["size"] or 0,
    }
    server_id = values.get("instance_uuid")
    if server_id:
        server_links = links.self_and_bookmark(call, "servers", server_id)
        view["server"] = {"id": server_id, "links": server_links}
    return view


def properties(row: Row) -> dict[str, str]:
    """Return the properties of an image as texts."""
    values = images.properties(row)
    return {name: str(value) for name, value in values.items()}


OPERATIONS = (
    Operation("GET", "/images", index, until=LAST),
    Operation("GET", "/images/detail", detail, until=LAST),
    Operation("GET", "/images/{image_id}", show, until=LAST),
    Operation("DELETE", "/images/{image_id}", delete, until=LAST),
)

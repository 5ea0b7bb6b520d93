"""Images as Nova showed them before 2.36: the image service's, in Nova's own words."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import links
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

LAST = (2, 35)
STATUS = {
    "active": "ACTIVE",
    "queued": "SAVING",
    "saving": "SAVING",
    "deleted": "DELETED",
    "killed": "ERROR",
    "deactivated": "UNKNOWN",
}
PROGRESS = {"ACTIVE": 100, "SAVING": 50}


def index(call: Call) -> Answer:
    """Ids and names."""
    rows = _page(call)
    return Answer(body={"images": [_brief(call, row) for row in rows]})


def detail(call: Call) -> Answer:
    """Everything of every image."""
    return Answer(body={"images": [_whole(call, row) for row in _page(call)]})


def show(call: Call) -> Answer:
    """One of them."""
    return Answer(body={"image": _whole(call, _found(call))})


def delete(call: Call) -> Answer:
    """Deletes one of one's own."""
    row = _found(call)
    if row["owner"] != call.caller.project_id and not call.caller.is_admin:
        call.caller.require_admin()
    call.cloud.database.delete("images", id=row["id"])
    images.path(call.cloud.settings, row["id"]).unlink(missing_ok=True)
    return Answer(204)


def metadata(call: Call) -> Answer:
    """Its properties."""
    return Answer(body={"metadata": _texts(_found(call))})


def _page(call: Call) -> list[Row]:
    rows = [
        row
        for row in call.cloud.database.rows(
            "SELECT * FROM images WHERE status <> 'deleted' ORDER BY created_at DESC, id"
        )
        if images.find(call.cloud.database, row["id"], call.caller.project_id, call.caller.is_admin)
        is not None
    ]
    name, status = call.query_value("name"), call.query_value("status").upper()
    rows = [
        row
        for row in rows
        if name in ("", row["name"]) and status in ("", STATUS.get(row["status"], "UNKNOWN"))
    ]
    rows = links.after_marker(call, rows)
    return rows[: links.page_size(call)]


def _found(call: Call) -> Row:
    wanted = call.path["image_id"]
    row = images.find(call.cloud.database, wanted, call.caller.project_id, call.caller.is_admin)
    if row is None:
        raise NotFound("Image not found.")
    return row


def _brief(call: Call, row: Row) -> dict[str, Any]:
    alternate = {
        "rel": "alternate",
        "type": "application/vnd.openstack.image",
        "href": f"{call.root}/image/images/{row['id']}",
    }
    return {
        "id": row["id"],
        "name": row["name"],
        "links": [*links.both(call, "images", row["id"]), alternate],
    }


def _whole(call: Call, row: Row) -> dict[str, Any]:
    status = STATUS.get(row["status"], "UNKNOWN")
    return {
        **_brief(call, row),
        "minRam": row["min_ram"],
        "minDisk": row["min_disk"],
        "metadata": _texts(row),
        "created": clock.stamp(row["created_at"]),
        "updated": clock.stamp(row["updated_at"]),
        "status": status,
        "progress": PROGRESS.get(status, 0),
        "OS-EXT-IMG-SIZE:size": row["size"] or 0,
    }


def _texts(row: Row) -> dict[str, str]:
    return {name: str(value) for name, value in images.properties(row).items()}


OPERATIONS = (
    Operation("GET", "/images", index, until=LAST),
    Operation("GET", "/images/detail", detail, until=LAST),
    Operation("GET", "/images/{image_id}", show, until=LAST),
    Operation("DELETE", "/images/{image_id}", delete, until=LAST),
    Operation("GET", "/images/{image_id}/metadata", metadata, until=(2, 38)),
)

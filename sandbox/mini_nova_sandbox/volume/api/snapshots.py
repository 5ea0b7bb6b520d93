"""Snapshots over the API: list, show, create, update and delete."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.volume import snapshots, volumes
from mini_nova_sandbox.volume.api import listing, microversions, schemas, words
from mini_nova_sandbox.volume.api.schemas import TRUE
from mini_nova_sandbox.volume.create_snapshot import create_snapshot, delete_snapshot
from mini_nova_sandbox.volume.snapshots import Snapshot

COLUMNS = ("name", "status", "volume_id", "created_at", "updated_at")
COLLECTION = listing.Collection(
    name="snapshots",
    resource="Snapshot",
    filters={
        **dict(zip(COLUMNS, COLUMNS, strict=True)),
        "metadata": "metadata",
        "availability_zone": "availability_zone",
        "consumes_quota": "consumes_quota",
    },
    sort_keys={
        **dict(zip(COLUMNS, COLUMNS, strict=True)),
        "id": "id",
        "size": "size",
        "display_name": "name",
        "volume_size": "size",
    },
)


def index(call: Call) -> Answer:
    """List snapshots."""
    return Answer(body=listing.list_page(call, COLLECTION, _all(call), _core_view))


def detail(call: Call) -> Answer:
    """List snapshots in full."""
    return Answer(body=listing.list_page(call, COLLECTION, _all(call), _full_view))


def _all(call: Call) -> list[Snapshot]:
    """Return every snapshot, with what the filters need beside its columns."""
    rows = call.database.rows("SELECT id, availability_zone FROM volumes")
    zones = {row["id"]: row["availability_zone"] for row in rows}
    return [
        {**item, "availability_zone": zones.get(item["volume_id"]), "consumes_quota": True}
        for item in snapshots.list_all(call.database)
    ]


def show(call: Call) -> Answer:
    """Show a snapshot. Raises NotFound."""
    snapshot = requested_snapshot(call)
    return Answer(body={"snapshot": _full_view(call, snapshot)})


def requested_snapshot(call: Call) -> Snapshot:
    """Return the snapshot that the path names. Raises NotFound if the caller may not see it."""
    return snapshots.find_for_caller(call.database, call.path["snapshot_id"], call.caller)


def create(call: Call) -> Answer:
    """Create a snapshot. Raises BadRequest, NotFound, TooLarge."""
    body = call.body["snapshot"]
    database = call.database
    volume = volumes.find_for_caller(database, body["volume_id"], call.caller)
    is_forced = body.get("force") in TRUE
    values = {**words.display(body), "metadata": body.get("metadata") or {}}
    snapshot = create_snapshot(
        call.cloud,
        volume,
        call.caller.user_id,
        values,
        takes_in_use=is_forced or call.version >= microversions.SNAPSHOT_IN_USE,
    )
    return Answer(202, {"snapshot": _changed_view(call, snapshot)})


def update(call: Call) -> Answer:
    """Change a snapshot's name or description. Raises NotFound."""
    snapshot = requested_snapshot(call)
    changes: dict[str, Any] = dict(words.display(call.body["snapshot"]))
    snapshots.change(call.database, snapshot["id"], **changes)
    snapshot = requested_snapshot(call)
    return Answer(body={"snapshot": _changed_view(call, snapshot)})


def delete(call: Call) -> Answer:
    """Delete a snapshot. Raises BadRequest, NotFound."""
    snapshot = requested_snapshot(call)
    delete_snapshot(call.cloud, snapshot)
    return Answer(202)


def _core_view(_call: Call, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": snapshot["id"],
        "created_at": clock.bare_stamp(snapshot["created_at"]),
        "updated_at": clock.bare_stamp(snapshot["updated_at"]),
        "name": snapshot["name"],
        "description": snapshot["description"],
        "volume_id": snapshot["volume_id"],
        "status": snapshot["status"],
        "size": snapshot["size"],
        "metadata": snapshot["metadata"],
    }


def _changed_view(call: Call, snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as create and update answer it."""
    view = _core_view(call, snapshot)
    if call.version >= microversions.GROUP_SNAPSHOTS:
        view["group_snapshot_id"] = None
    if call.version >= microversions.SNAPSHOT_USER:
        view["user_id"] = snapshot["user_id"]
    if call.version >= microversions.CONSUMES_QUOTA:
        view["consumes_quota"] = True
    return view


def _full_view(call: Call, snapshot: Snapshot) -> dict[str, Any]:
    return {
        **_changed_view(call, snapshot),
        "os-extended-snapshot-attributes:project_id": snapshot["project_id"],
        "os-extended-snapshot-attributes:progress": snapshot["progress"],
    }


_SNAPSHOT = "/snapshots/{snapshot_id}"
OPERATIONS = (
    Operation("GET", "/snapshots", index),
    Operation("POST", "/snapshots", create, schema=schemas.CREATE_SNAPSHOT),
    Operation("GET", "/snapshots/detail", detail),
    Operation("GET", _SNAPSHOT, show),
    Operation("PUT", _SNAPSHOT, update, schema=schemas.UPDATE_SNAPSHOT),
    Operation("DELETE", _SNAPSHOT, delete),
)

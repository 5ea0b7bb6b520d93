"""Volumes and snapshots as Nova proxied them before 2.36, in Nova's shape."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.microversions import NO_PROXIES, before
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden, NotFound, TooLarge
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.volume import attachments, snapshots, states, types, volumes
from mini_nova_sandbox.volume.create_snapshot import create_snapshot, delete_snapshot
from mini_nova_sandbox.volume.create_volume import VolumeRequest, create_volume
from mini_nova_sandbox.volume.delete_volume import delete_volume
from mini_nova_sandbox.volume.snapshots import Snapshot
from mini_nova_sandbox.volume.volumes import Volume

LAST = before(NO_PROXIES)
OPTIONAL_TEXT = {"type": ["string", "null"], "maxLength": 255}
CREATE_VOLUME = schemas.obj(
    {
        "volume": schemas.obj(
            {
                "size": schemas.NUMBER,
                "display_name": OPTIONAL_TEXT,
                "display_description": OPTIONAL_TEXT,
                "volume_type": OPTIONAL_TEXT,
                "metadata": {"type": "object"},
                "snapshot_id": OPTIONAL_TEXT,
                "availability_zone": OPTIONAL_TEXT,
            },
            "size",
        )
    },
    "volume",
)
CREATE_SNAPSHOT = schemas.obj(
    {
        "snapshot": schemas.obj(
            {
                "volume_id": schemas.TEXT,
                "force": schemas.BOOLEAN,
                "display_name": OPTIONAL_TEXT,
                "display_description": OPTIONAL_TEXT,
            },
            "volume_id",
        )
    },
    "snapshot",
)


def list_volumes(call: Call) -> Answer:
    """List the project's volumes; ``limit`` and ``offset`` choose a page."""
    rows = [item for item in volumes.list_all(call.database) if _is_own(call, item)]
    views = [_volume_view(call, item) for item in _page(call, rows)]
    return Answer(body={"volumes": views})


def show_volume(call: Call) -> Answer:
    """Show a volume. Raises NotFound."""
    return Answer(body={"volume": _volume_view(call, _requested_volume(call))})


def add_volume(call: Call) -> Answer:
    """Create a volume. Raises BadRequest, Forbidden, NotFound."""
    body = call.body["volume"]
    database = call.database
    caller = call.caller
    snapshot = None
    volume_type = None
    if body.get("snapshot_id"):
        snapshot = snapshots.find_for_caller(database, body["snapshot_id"], caller)
    if body.get("volume_type"):
        volume_type = types.find_by_name_or_id(database, body["volume_type"], caller)
    request = VolumeRequest(
        project_id=caller.project_id,
        user_id=caller.user_id,
        size=int(body["size"]),
        name=body.get("display_name"),
        description=body.get("display_description"),
        metadata={key: str(value) for key, value in body.get("metadata", {}).items()},
        volume_type=volume_type,
        availability_zone=body.get("availability_zone") or "",
        snapshot=snapshot,
    )
    try:
        volume = create_volume(call.cloud, request)
    except TooLarge as error:
        raise Forbidden(error.message) from error
    headers = {"location": f"{call.base}/os-volumes/{volume['id']}"}
    return Answer(200, {"volume": _volume_view(call, volume)}, headers)


def remove_volume(call: Call) -> Answer:
    """Delete a volume. Raises BadRequest, NotFound."""
    delete_volume(call.cloud, _requested_volume(call))
    return Answer(202)


def list_snapshots(call: Call) -> Answer:
    """List the project's snapshots; ``limit`` and ``offset`` choose a page."""
    rows = [item for item in snapshots.list_all(call.database) if _is_own(call, item)]
    views = [_snapshot_view(item) for item in _page(call, rows)]
    return Answer(body={"snapshots": views})


def show_snapshot(call: Call) -> Answer:
    """Show a snapshot. Raises NotFound."""
    return Answer(body={"snapshot": _snapshot_view(_requested_snapshot(call))})


def add_snapshot(call: Call) -> Answer:
    """Create a snapshot. Raises BadRequest, Forbidden, NotFound."""
    body = call.body["snapshot"]
    volume = volumes.find_for_caller(call.database, body["volume_id"], call.caller)
    values = {"name": body.get("display_name"), "description": body.get("display_description")}
    is_forced = body.get("force") in TRUE
    user_id = call.caller.user_id
    try:
        snapshot = create_snapshot(call.cloud, volume, user_id, values, takes_in_use=is_forced)
    except TooLarge as error:
        raise Forbidden(error.message) from error
    return Answer(200, {"snapshot": _snapshot_view(snapshot)})


def remove_snapshot(call: Call) -> Answer:
    """Delete a snapshot. Raises BadRequest, NotFound."""
    delete_snapshot(call.cloud, _requested_snapshot(call))
    return Answer(202)


def _is_own(call: Call, item: dict[str, Any]) -> bool:
    return bool(item["project_id"] == call.caller.project_id)


def _page(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    offset = call.query_number("offset", 0)
    limit = call.query_number("limit", len(rows)) or len(rows)
    return rows[offset : offset + limit]


def _requested_volume(call: Call) -> Volume:
    return volumes.find_for_caller(call.database, call.path["volume_id"], call.caller)


def _requested_snapshot(call: Call) -> Snapshot:
    return snapshots.find_for_caller(call.database, call.path["snapshot_id"], call.caller)


def _volume_view(call: Call, volume: Volume) -> dict[str, Any]:
    volume_type = types.find(call.database, volume["volume_type_id"])
    if volume_type is None:
        raise NotFound(f"Volume {volume['id']} could not be found.")
    return {
        "id": volume["id"],
        "status": volume["status"],
        "size": volume["size"],
        "availabilityZone": volume["availability_zone"],
        "createdAt": clock.bare_stamp(volume["created_at"]),
        "attachments": [_attachment_view(call, volume)],
        "displayName": volume["name"],
        "displayDescription": volume["description"],
        "volumeType": volume_type["name"],
        "snapshotId": volume["snapshot_id"],
        "metadata": volume["metadata"],
    }


def _attachment_view(call: Call, volume: Volume) -> dict[str, Any]:
    """Return the first complete attachment of a volume, or nothing."""
    volume_id = volume["id"]
    for attachment in attachments.of_volume(call.database, volume_id):
        if attachment["status"] == states.ATTACHED:
            return {
                "id": volume_id,
                "volumeId": volume_id,
                "serverId": attachment["instance_uuid"],
                "device": attachment["mountpoint"],
            }
    return {}


def _snapshot_view(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": snapshot["id"],
        "volumeId": snapshot["volume_id"],
        "status": snapshot["status"],
        "size": snapshot["size"],
        "createdAt": clock.bare_stamp(snapshot["created_at"]),
        "displayName": snapshot["name"],
        "displayDescription": snapshot["description"],
    }


_VOLUME = "/os-volumes/{volume_id}"
_SNAPSHOT = "/os-snapshots/{snapshot_id}"
OPERATIONS = (
    Operation("GET", "/os-volumes", list_volumes, until=LAST),
    Operation("POST", "/os-volumes", add_volume, schema=CREATE_VOLUME, until=LAST),
    Operation("GET", "/os-volumes/detail", list_volumes, until=LAST),
    Operation("GET", _VOLUME, show_volume, until=LAST),
    Operation("DELETE", _VOLUME, remove_volume, until=LAST),
    Operation("GET", "/os-snapshots", list_snapshots, until=LAST),
    Operation("POST", "/os-snapshots", add_snapshot, schema=CREATE_SNAPSHOT, until=LAST),
    Operation("GET", "/os-snapshots/detail", list_snapshots, until=LAST),
    Operation("GET", _SNAPSHOT, show_snapshot, until=LAST),
    Operation("DELETE", _SNAPSHOT, remove_snapshot, until=LAST),
)

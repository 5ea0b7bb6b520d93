"""Volume types over the API: list, show, and for admins create, update and delete."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.volume import json_columns, types
from mini_nova_sandbox.volume.api import listing, schemas
from mini_nova_sandbox.volume.api.schemas import FALSE, TRUE
from mini_nova_sandbox.volume.types import VolumeType

ALL = ("none", "all")  # the values of ``is_public`` that ask for public and private types
VISIBLE_SPECS = (types.MULTIATTACH, "replication_enabled", "RESKEY:availability_zones")
COLLECTION = listing.Collection(
    name="volume_types",
    resource="Volume type",
    filters={"is_public": "queried", "extra_specs": "extra_specs"},
    sort_keys={name: name for name in ("id", "name", "created_at", "updated_at", "is_public")},
)


def index(call: Call) -> Answer:
    """List the types that the caller may use."""
    items = [
        {**item, "project_id": call.caller.project_id, "queried": call.query_value("is_public")}
        for item in types.list_all(call.database)
        if types.is_visible(call.database, item, call.caller) and _is_queried(call, item)
    ]
    return Answer(body=listing.list_page(call, COLLECTION, items, view))


def _is_queried(call: Call, volume_type: VolumeType) -> bool:
    """Tell whether the query's ``is_public`` fits; without one, all that is visible fits."""
    text = call.query_value("is_public", "none")
    if text.lower() in ALL or not call.caller.is_admin:
        return True
    if text not in (*TRUE, *FALSE):
        raise BadRequest(f"Invalid is_public filter [{text}]")
    return bool(volume_type["is_public"]) == (text in TRUE)


def show(call: Call) -> Answer:
    """Show a type; ``default`` is the one of volumes that name none. Raises NotFound."""
    if call.path["type_id"] == "default":
        body = view(call, types.default(call.database))
        body.pop("os-volume-type-access:is_public", None)  # Cinder leaves it out here
        return Answer(body={"volume_type": body})
    return Answer(body={"volume_type": view(call, requested_type(call))})


def requested_type(call: Call) -> VolumeType:
    """Return the type that the path names. Raises NotFound if the caller may not use it."""
    return types.find_for_caller(call.database, call.path["type_id"], call.caller)


def create(call: Call) -> Answer:
    """Create a type. Raises Conflict, Forbidden."""
    call.caller.require_admin()
    body = call.body["volume_type"]
    _require_free_name(call, body["name"])
    now = clock.now()
    row = {
        "id": chance.new_uuid("volume type"),
        "name": body["name"],
        "description": body.get("description"),
        "is_public": int(body.get("os-volume-type-access:is_public", True) in TRUE),
        "is_default": 0,
        "extra_specs": body.get("extra_specs") or {},
        "created_at": now,
        "updated_at": now,
    }
    call.database.insert("volume_types", json_columns.dump(row, types.JSON_COLUMNS))
    body = _changed_view(row)
    body["os-volume-type-access:is_public"] = body["is_public"]
    return Answer(200, {"volume_type": body})


def update(call: Call) -> Answer:
    """Change a type's name, description or visibility. Raises BadRequest, Conflict, NotFound."""
    call.caller.require_admin()
    volume_type = requested_type(call)
    body = call.body["volume_type"]
    changes: dict[str, Any] = {name: body[name] for name in ("name", "description") if name in body}
    if "is_public" in body:
        changes["is_public"] = int(body["is_public"] in TRUE)
    if not changes:
        raise BadRequest(
            "Specify volume type name, description, is_public or a combination thereof."
        )
    if changes.get("name") not in (None, volume_type["name"]):
        _require_free_name(call, changes["name"])
    changes["updated_at"] = clock.now()
    call.database.update("volume_types", changes, id=volume_type["id"])
    return Answer(200, {"volume_type": _changed_view(requested_type(call))})


def _require_free_name(call: Call, name: str) -> None:
    if types.find_by_name(call.database, name) is not None:
        raise Conflict(f"Volume Type {name} already exists.")


def delete(call: Call) -> Answer:
    """Delete a type that no volume has, except the default. Raises BadRequest, NotFound."""
    call.caller.require_admin()
    volume_type = requested_type(call)
    type_id = volume_type["id"]
    if volume_type["is_default"]:
        raise BadRequest(
            f"Volume type {type_id} deletion is not allowed. The default volume type cannot be "
            "deleted."
        )
    if call.database.value("SELECT 1 FROM volumes WHERE volume_type_id = ?", type_id):
        raise BadRequest("Target volume type is still in use.")
    call.database.delete("volume_types", id=type_id)
    return Answer(202)


def view(call: Call, volume_type: VolumeType) -> dict[str, Any]:
    """Return a type; only admins see all of its extra specs."""
    body = _changed_view(volume_type)
    if call.caller.is_admin:
        body["qos_specs_id"] = volume_type["qos_specs_id"]
    else:
        specs = volume_type["extra_specs"]
        body["extra_specs"] = {key: specs[key] for key in VISIBLE_SPECS if key in specs}
    body["os-volume-type-access:is_public"] = body["is_public"]
    return body


def _changed_view(volume_type: VolumeType) -> dict[str, Any]:
    """Return a type as create and update answer it."""
    return {
        "id": volume_type["id"],
        "name": volume_type["name"],
        "is_public": bool(volume_type["is_public"]),
        "description": volume_type["description"],
        "extra_specs": volume_type["extra_specs"],
    }


_TYPE = "/types/{type_id}"
OPERATIONS = (
    Operation("GET", "/types", index),
    Operation("POST", "/types", create, schema=schemas.CREATE_TYPE),
    Operation("GET", _TYPE, show),
    Operation("PUT", _TYPE, update, schema=schemas.UPDATE_TYPE),
    Operation("DELETE", _TYPE, delete),
)

"""Flavors: shown to everybody, created and changed by admins."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from mini_nova_sandbox.compute import flavors
from mini_nova_sandbox.compute.api import links, microversions, paging, schemas
from mini_nova_sandbox.compute.api.flavor_listing import page
from mini_nova_sandbox.compute.api.flavor_schemas import UPDATE, create_schema
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row


def index(call: Call) -> Answer:
    """List flavors by id and name."""
    return _list(call, _brief_view)


def detail(call: Call) -> Answer:
    """List flavors in full."""
    return _list(call, _full_view)


def _list(call: Call, view: Callable[[Call, Row], dict[str, Any]]) -> Answer:
    rows, next_marker = page(call)
    views = [view(call, row) for row in rows]
    body = paging.collection(call, "flavors", views, next_marker)
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show one flavor."""
    row = requested_flavor(call)
    view = _full_view(call, row)
    return Answer(body={"flavor": view})


def create(call: Call) -> Answer:
    """Create a flavor; a private one is open to no project at first."""
    call.caller.require_admin("os_compute_api:os-flavor-manage:create")
    flavor = _new_row(call.body["flavor"])
    flavor_id = flavor["id"]
    database = call.database
    try:
        database.insert("flavors", flavor)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"Flavor with name {flavor['name']} or id {flavor_id} already exists."
        ) from error
    row = flavors.find(database, flavor_id, call.caller)
    return Answer(body={"flavor": _full_view(call, row)})


def update(call: Call) -> Answer:
    """Change a flavor's description; nothing else of it can change."""
    call.caller.require_admin("os_compute_api:os-flavor-manage:update")
    row = requested_flavor(call)
    description = call.body["flavor"]["description"]
    changes = {"description": description}
    call.database.update("flavors", changes, id=row["id"])
    changed_row = requested_flavor(call)
    return Answer(body={"flavor": _full_view(call, changed_row)})


def delete(call: Call) -> Answer:
    """Delete a flavor; its servers keep what they have of it."""
    call.caller.require_admin("os_compute_api:os-flavor-manage:delete")
    row = requested_flavor(call)
    call.database.delete("flavors", id=row["id"])
    return Answer(202)


def requested_flavor(call: Call) -> Row:
    """Return the flavor that the path names. Raises NotFound."""
    flavor_id = call.path["flavor_id"]
    return flavors.find(call.database, flavor_id, call.caller)


def _new_row(flavor: dict[str, Any]) -> dict[str, Any]:
    """Return the row for the flavor in a create request."""
    is_public = flavor.get("os-flavor-access:is_public", True) in schemas.TRUE
    return {
        "id": _new_id(flavor.get("id")),
        "name": flavor["name"],
        "memory_mb": int(flavor["ram"]),
        "vcpus": int(flavor["vcpus"]),
        "root_gb": int(flavor.get("disk", 0)),
        "ephemeral_gb": int(flavor.get("OS-FLV-EXT-DATA:ephemeral", 0)),
        "swap": int(flavor.get("swap", 0)),
        "rxtx_factor": float(flavor.get("rxtx_factor", 1.0)),
        "is_public": int(is_public),
        "disabled": 0,
        "description": flavor.get("description"),
        "extra_specs": "{}",
    }


def _new_id(flavor_id: str | int | None) -> str:
    """Return the id as text, or a new uuid for none or ``auto``."""
    text = str(flavor_id or "auto").strip()
    if text == "auto":
        return chance.new_uuid("flavor")
    return text


def _brief_view(call: Call, row: Row) -> dict[str, Any]:
    view = {
        "id": row["id"],
        "name": row["name"],
        "links": links.self_and_bookmark(call, "flavors", row["id"]),
    }
    if call.version >= microversions.FLAVOR_DESCRIPTION:
        view["description"] = row["description"]
    return view


def _full_view(call: Call, row: Row) -> dict[str, Any]:
    view = {
        "id": row["id"],
        "name": row["name"],
        "ram": row["memory_mb"],
        "disk": row["root_gb"],
        "swap": _swap(call, row),
        "OS-FLV-EXT-DATA:ephemeral": row["ephemeral_gb"],
        "vcpus": row["vcpus"],
        "os-flavor-access:is_public": bool(row["is_public"]),
        "links": links.self_and_bookmark(call, "flavors", row["id"]),
    }
    if call.version >= microversions.FLAVOR_DESCRIPTION:
        view["description"] = row["description"]
    if call.version < microversions.FLAVOR_NAME_FILTER:
        view["OS-FLV-DISABLED:disabled"] = bool(row["disabled"])
        view["rxtx_factor"] = row["rxtx_factor"]
    if call.version >= microversions.FLAVOR_EXTRA_SPECS:
        view["extra_specs"] = json.loads(row["extra_specs"])
    return view


def _swap(call: Call, row: Row) -> int | str:
    """Return the swap in MiB; before 2.75 none is ''."""
    swap: int = row["swap"]
    if swap == 0 and call.version < microversions.STRICT:
        return ""
    return swap


OPERATIONS = (
    Operation("GET", "/flavors", index),
    Operation("POST", "/flavors", create, schema=create_schema),
    Operation("GET", "/flavors/detail", detail),
    Operation("GET", "/flavors/{flavor_id}", show, parameters=()),
    Operation(
        "PUT",
        "/flavors/{flavor_id}",
        update,
        schema=UPDATE,
        since=microversions.FLAVOR_DESCRIPTION,
    ),
    Operation("DELETE", "/flavors/{flavor_id}", delete),
)

"""Flavors: listed and shown to everybody, made and changed by admins; their extra specs and access lists."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import flavors
from mini_nova_sandbox.compute.api import links, schemas
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state.database import Row

LARGEST = 2**31 - 1
NUMBER = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 0,
    "maximum": LARGEST,
}
ABOVE_ZERO = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]*[1-9][0-9]*$",
    "maxLength": 9,
    "minimum": 1,
    "maximum": LARGEST,
}
DESCRIPTION = {"type": ["string", "null"], "maxLength": 65535}
NEW: Mapping[str, Any] = {
    "name": schemas.NAME,
    "id": {
        "type": ["string", "integer", "null"],
        "maxLength": 255,
        "pattern": "^[a-zA-Z0-9. _-]*$",
        "maximum": LARGEST,
    },
    "ram": ABOVE_ZERO,
    "vcpus": ABOVE_ZERO,
    "disk": NUMBER,
    "OS-FLV-EXT-DATA:ephemeral": NUMBER,
    "swap": NUMBER,
    "rxtx_factor": {
        "type": ["number", "string"],
        "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6})?$",
        "minimum": 0,
        "maximum": 1e6,
    },
    "os-flavor-access:is_public": schemas.BOOLEAN,
}
SPECS = {
    "type": "object",
    "patternProperties": {
        "^[a-zA-Z0-9-_:. ]{1,255}$": {"type": ["string", "number"], "maxLength": 255}
    },
    "additionalProperties": False,
}
SPECS_BODY = schemas.obj({"extra_specs": SPECS}, "extra_specs")
PUBLIC = {"none": None, "true": True, "1": True, "false": False, "0": False}


def index(call: Call) -> Answer:
    """Ids and names."""
    rows, more = _page(call)
    shown = []
    for row in rows:
        brief = {
            "id": row["id"],
            "name": row["name"],
            "links": links.both(call, "flavors", row["id"]),
        }
        shown.append(
            {**brief, "description": row["description"]} if call.version >= (2, 55) else brief
        )
    return Answer(body=_listed(call, shown, more))


def detail(call: Call) -> Answer:
    """Everything of every flavor."""
    rows, more = _page(call)
    return Answer(body=_listed(call, [_view(call, row) for row in rows], more))


def show(call: Call) -> Answer:
    """One flavor."""
    return Answer(body={"flavor": _view(call, _found(call))})


def create(call: Call) -> Answer:
    """Makes one."""
    call.caller.require_admin()
    given = call.body["flavor"]
    flavor_id = str(given.get("id") or uuid.uuid4()).strip()
    if flavor_id == "auto":
        flavor_id = str(uuid.uuid4())
    values = {
        "id": flavor_id,
        "name": given["name"],
        "memory_mb": int(given["ram"]),
        "vcpus": int(given["vcpus"]),
        "root_gb": int(given.get("disk", 0)),
        "ephemeral_gb": int(given.get("OS-FLV-EXT-DATA:ephemeral", 0)),
        "swap": int(given.get("swap", 0)),
        "rxtx_factor": float(given.get("rxtx_factor", 1.0)),
        "is_public": int(given.get("os-flavor-access:is_public", True) in TRUE),
        "disabled": 0,
        "description": given.get("description"),
        "extra_specs": "{}",
    }
    try:
        call.cloud.database.insert("flavors", values)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"Flavor with name {given['name']} or id {flavor_id} already exists."
        ) from error
    if not values["is_public"] and call.caller.project_id:
        call.cloud.database.insert(
            "flavor_access", {"flavor_id": flavor_id, "project_id": call.caller.project_id}
        )
    return Answer(
        body={"flavor": _view(call, flavors.find(call.cloud.database, flavor_id, call.caller))}
    )


def update(call: Call) -> Answer:
    """Changes its description, the one thing that can be changed."""
    call.caller.require_admin()
    row = _found(call)
    call.cloud.database.update(
        "flavors", {"description": call.body["flavor"]["description"]}, id=row["id"]
    )
    return Answer(body={"flavor": _view(call, _found(call))})


def delete(call: Call) -> Answer:
    """Takes one away; servers keep what they have of it."""
    call.caller.require_admin()
    call.cloud.database.delete("flavors", id=_found(call)["id"])
    return Answer(202)


def specs(call: Call) -> Answer:
    """Its extra specs."""
    return Answer(body={"extra_specs": json.loads(_found(call)["extra_specs"])})


def add_specs(call: Call) -> Answer:
    """Adds some, or changes them."""
    return Answer(body={"extra_specs": _save_specs(call, call.body["extra_specs"], keep=True)})


def spec(call: Call) -> Answer:
    """One of them."""
    known = json.loads(_found(call)["extra_specs"])
    if call.path["key"] not in known:
        raise NotFound(
            f"Flavor {call.path['flavor_id']} has no extra specs with key {call.path['key']}."
        )
    return Answer(body={call.path["key"]: known[call.path["key"]]})


def put_spec(call: Call) -> Answer:
    """Sets one of them."""
    if list(call.body) != [call.path["key"]]:
        raise BadRequest("Request body and URI mismatch")
    _save_specs(call, call.body, keep=True)
    return Answer(body=call.body)


def delete_spec(call: Call) -> Answer:
    """Takes one of them away."""
    call.caller.require_admin()
    spec(call)
    known = json.loads(_found(call)["extra_specs"])
    known.pop(call.path["key"])
    _save_specs(call, known, keep=False)
    return Answer(200)


def access(call: Call) -> Answer:
    """The projects that may use a private flavor."""
    call.caller.require_admin()
    row = _found(call)
    if row["is_public"]:
        raise NotFound("Access list not available for public flavors.")
    return Answer(body={"flavor_access": _access(call, row["id"])})


def change_access(call: Call) -> Answer:
    """Lets a project use a private flavor, or no longer."""
    call.caller.require_admin()
    row = _found(call)
    ((name, given),) = call.body.items()
    entry = {"flavor_id": row["id"], "project_id": given["tenant"]}
    database = call.cloud.database
    known = database.value(
        "SELECT 1 FROM flavor_access WHERE flavor_id = ? AND project_id = ?", *entry.values()
    )
    if name == "addTenantAccess":
        if row["is_public"]:
            raise Conflict("Can not add access to a public flavor.")
        if known:
            raise Conflict(
                f"Flavor access already exists for flavor {row['id']} and project {given['tenant']} combination."
            )
        database.insert("flavor_access", entry)
    else:
        if not known:
            raise NotFound(
                f"Flavor access not found for {row['id']} / {given['tenant']} combination."
            )
        database.delete("flavor_access", **entry)
    return Answer(body={"flavor_access": _access(call, row["id"])})


def _access(call: Call, flavor_id: str) -> list[dict[str, str]]:
    rows = call.cloud.database.rows(
        "SELECT project_id FROM flavor_access WHERE flavor_id = ?", flavor_id
    )
    return [{"flavor_id": flavor_id, "tenant_id": row["project_id"]} for row in rows]


def _found(call: Call) -> Row:
    return flavors.find(call.cloud.database, call.path["flavor_id"], call.caller)


def _save_specs(call: Call, new: Mapping[str, Any], *, keep: bool) -> Mapping[str, Any]:
    call.caller.require_admin()
    row = _found(call)
    texts = {name: str(value) for name, value in new.items()}
    merged = {**(json.loads(row["extra_specs"]) if keep else {}), **texts}
    call.cloud.database.update("flavors", {"extra_specs": json.dumps(merged)}, id=row["id"])
    return texts


def _page(call: Call) -> tuple[list[Row], bool]:
    """Sorted, filtered, from the marker on. Raises BadRequest."""
    word = call.query_value("is_public", "true").lower()
    if word not in PUBLIC:
        raise BadRequest(f"Invalid is_public filter [{word}]")
    rows = flavors.visible(call.cloud.database, call.caller, PUBLIC[word])
    rows = [
        row
        for row in rows
        if row["root_gb"] >= call.query_number("minDisk", 0)
        and row["memory_mb"] >= call.query_number("minRam", 0)
    ]
    keys = {
        "flavorid": "id",
        "name": "name",
        "memory_mb": "memory_mb",
        "vcpus": "vcpus",
        "root_gb": "root_gb",
        "swap": "swap",
        "rxtx_factor": "rxtx_factor",
        "ephemeral_gb": "ephemeral_gb",
        "disabled": "disabled",
        "is_public": "is_public",
        "id": "id",
        "created_at": "id",
        "updated_at": "id",
        "vcpu_weight": "id",
    }
    key = call.query_value("sort_key", "flavorid")
    if key not in keys or call.query_value("sort_dir", "asc") not in ("asc", "desc"):
        raise BadRequest("Invalid input for query parameters sort_key or sort_dir.")
    rows.sort(key=lambda row: row[keys[key]], reverse=call.query_value("sort_dir") == "desc")
    rows = links.after_marker(call, rows)
    size = links.page_size(call)
    return rows[:size], len(rows) > size or (len(rows) == size and bool(call.query_value("limit")))


def _listed(call: Call, shown: list[dict[str, Any]], more: bool) -> dict[str, Any]:
    body: dict[str, Any] = {"flavors": shown}
    if more and shown:
        body["flavors_links"] = links.next_page(call, shown[-1]["id"])
    return body


def _view(call: Call, row: Row) -> dict[str, Any]:
    shown = {
        "id": row["id"],
        "name": row["name"],
        "ram": row["memory_mb"],
        "disk": row["root_gb"],
        "swap": row["swap"] or ("" if call.version < (2, 75) else 0),
        "OS-FLV-EXT-DATA:ephemeral": row["ephemeral_gb"],
        "OS-FLV-DISABLED:disabled": bool(row["disabled"]),
        "vcpus": row["vcpus"],
        "os-flavor-access:is_public": bool(row["is_public"]),
        "rxtx_factor": row["rxtx_factor"],
        "links": links.both(call, "flavors", row["id"]),
    }
    if call.version >= (2, 55):
        shown["description"] = row["description"]
    if call.version >= (2, 61):
        shown["extra_specs"] = json.loads(row["extra_specs"])
    return shown


def _new(version: Microversion) -> Mapping[str, Any]:
    return NEW_DESCRIBED if version >= (2, 55) else NEW_PLAIN


_PROPERTIES = {**NEW, "description": DESCRIPTION}
NEW_PLAIN = schemas.obj({"flavor": schemas.obj(NEW, "name", "ram", "vcpus")}, "flavor")
NEW_DESCRIBED = schemas.obj({"flavor": schemas.obj(_PROPERTIES, "name", "ram", "vcpus")}, "flavor")
UPDATE = schemas.obj({"flavor": schemas.obj({"description": DESCRIPTION}, "description")}, "flavor")
TENANT = schemas.obj({"tenant": {"type": "string", "minLength": 1, "maxLength": 64}}, "tenant")
ACCESS = {
    **schemas.obj({"addTenantAccess": TENANT, "removeTenantAccess": TENANT}),
    "minProperties": 1,
    "maxProperties": 1,
}
OPERATIONS = (
    Operation("GET", "/flavors", index),
    Operation("POST", "/flavors", create, schema=_new),
    Operation("GET", "/flavors/detail", detail),
    Operation("GET", "/flavors/{flavor_id}", show),
    Operation("PUT", "/flavors/{flavor_id}", update, schema=UPDATE, since=(2, 55)),
    Operation("DELETE", "/flavors/{flavor_id}", delete),
    Operation("GET", "/flavors/{flavor_id}/os-extra_specs", specs),
    Operation("POST", "/flavors/{flavor_id}/os-extra_specs", add_specs, schema=SPECS_BODY),
    Operation("GET", "/flavors/{flavor_id}/os-extra_specs/{key}", spec),
    Operation("PUT", "/flavors/{flavor_id}/os-extra_specs/{key}", put_spec, schema=SPECS),
    Operation("DELETE", "/flavors/{flavor_id}/os-extra_specs/{key}", delete_spec),
    Operation("GET", "/flavors/{flavor_id}/os-flavor-access", access),
    Operation("POST", "/flavors/{flavor_id}/action", change_access, schema=ACCESS),
)

"""Limits of resources: registered ones for everybody, and others for a project or domain."""

from __future__ import annotations

from functools import partial
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import policy
from mini_nova_sandbox.identity.policy import MALFORMED
from mini_nova_sandbox.identity.v3 import filters, views
from mini_nova_sandbox.identity.v3.limit_schemas import CREATE, UPDATE
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row

REGISTERED = "registered_limit"
LIMIT = "limit"
TABLES = {REGISTERED: "registered_limits", LIMIT: "limits"}
FILTERS = ("service_id", "region_id", "resource_name", "project_id", "domain_id")
MEMBERS = {
    REGISTERED: ("service_id", "region_id", "resource_name", "default_limit", "description"),
    LIMIT: (
        "project_id",
        "domain_id",
        "resource_limit",
        "description",
        "service_id",
        "region_id",
        "resource_name",
    ),
}
UNIQUE = {
    REGISTERED: ("service_id", "region_id", "resource_name"),
    LIMIT: ("registered_limit_id", "project_id", "domain_id"),
}
_SELECT = {
    REGISTERED: "SELECT * FROM registered_limits",
    LIMIT: "SELECT limits.*, service_id, region_id, resource_name FROM limits"
    " JOIN registered_limits ON registered_limits.id = registered_limit_id",
}


def index(kind: str, call: Call) -> Answer:
    """List the limits that fit the query: those of everybody, and the caller's own."""
    rows = call.database.rows(f"{_SELECT[kind]} ORDER BY {TABLES[kind]}.id")
    visible = [row for row in rows if _may_show(kind, call, row)]
    items = [_view(kind, call, row) for row in visible]
    return views.collection(call, TABLES[kind], filters.matching(call, items, FILTERS))


def _may_show(kind: str, call: Call, row: Row) -> bool:
    caller = call.caller
    if kind == REGISTERED or caller.is_admin or policy.is_system_reader(call):
        return True
    owners = {row["project_id"], row["domain_id"]} - {None}
    return bool(owners & {caller.project_id, caller.domain_id})


def show(kind: str, call: Call) -> Answer:
    """Show a limit. Raises Forbidden, NotFound."""
    row = _find(kind, call, call.path["id"])
    policy.require(call, f"get_{kind}", allowed=_may_show(kind, call, row))
    return Answer(body={kind: _view(kind, call, row)})


def create(kind: str, call: Call) -> Answer:
    """Create the limits of a list, all or none. Raises Conflict, Forbidden, NotFound."""
    policy.require_admin(call, f"create_{TABLES[kind]}")
    build = {REGISTERED: _registered_row, LIMIT: _limit_row}[kind]
    items: list[dict[str, Any]] = []
    for body in call.body[TABLES[kind]]:
        row = {"id": chance.new_hex_id("limit"), **build(call, body)}
        _store(kind, call, row)
        items.append(_view(kind, call, _find(kind, call, row["id"])))
    return Answer(201, {TABLES[kind]: items})


def _store(kind: str, call: Call, row: Row) -> None:
    """Insert a row. Raises Conflict if there is such a limit."""
    _refuse_duplicate(kind, call, row)
    call.database.insert(TABLES[kind], row)


def _refuse_duplicate(kind: str, call: Call, row: Row) -> None:
    unique = UNIQUE[kind]
    condition = " AND ".join(f"{name} IS ?" for name in unique)
    sql = f"SELECT 1 FROM {TABLES[kind]} WHERE id != ? AND {condition}"  # noqa: S608 - constants
    if call.database.value(sql, row["id"], *(row[name] for name in unique)):
        raise Conflict(f"Conflict occurred attempting to store {kind} - Duplicate entry.")


def _registered_row(call: Call, body: dict[str, Any]) -> Row:
    _check_exists(call, REGISTERED, "service", body["service_id"])
    _check_exists(call, REGISTERED, "region", body.get("region_id"))
    return {name: body.get(name) for name in MEMBERS[REGISTERED]}


def _limit_row(call: Call, body: dict[str, Any]) -> Row:
    """Return the columns of a limit. Raises Forbidden unless its resource has a registered one."""
    registered_id = call.database.value(
        "SELECT id FROM registered_limits WHERE service_id = ? AND region_id IS ?"
        " AND resource_name = ?",
        body["service_id"],
        body.get("region_id"),
        body["resource_name"],
    )
    if registered_id is None:
        raise Forbidden("Unable to create a limit that has no corresponding registered limit.")
    for owner in ("project", "domain"):
        _check_exists(call, LIMIT, owner, body.get(f"{owner}_id"))
    return {
        "registered_limit_id": registered_id,
        "project_id": body.get("project_id"),
        "domain_id": body.get("domain_id"),
        "resource_limit": body["resource_limit"],
        "description": body.get("description"),
    }


def _check_exists(call: Call, target: str, kind: str, identifier: str | None) -> None:
    """Raise BadRequest if a limit refers to what does not exist."""
    sql = f"SELECT 1 FROM {kind}s WHERE id = ?"  # noqa: S608 - constants
    if identifier is not None and not call.database.value(sql, identifier):
        raise BadRequest(f"Expecting to find {kind}_id in {target}.{MALFORMED}")


def update(kind: str, call: Call) -> Answer:
    """Change a limit. Raises Forbidden, NotFound."""
    policy.require_admin(call, f"update_{kind}")
    row = _find(kind, call, call.path["id"])
    body = call.body[kind]
    if kind == REGISTERED:
        _refuse_in_use(call, row)
        _registered_row(call, {**row, **body})
    changes = {name: value for name, value in body.items() if name in MEMBERS[kind]}
    if changes:
        if kind == REGISTERED:
            _refuse_duplicate(kind, call, {**row, **changes})
        call.database.update(TABLES[kind], changes, id=row["id"])
    return Answer(body={kind: _view(kind, call, {**row, **changes})})


def delete(kind: str, call: Call) -> Answer:
    """Delete a limit. Raises Forbidden, NotFound."""
    policy.require_admin(call, f"delete_{kind}")
    row = _find(kind, call, call.path["id"])
    if kind == REGISTERED:
        _refuse_in_use(call, row)
    call.database.delete(TABLES[kind], id=row["id"])
    return Answer(204)


def _refuse_in_use(call: Call, row: Row) -> None:
    """Raise Forbidden if projects or domains have limits of a registered one."""
    sql = "SELECT 1 FROM limits WHERE registered_limit_id = ?"
    if call.database.value(sql, row["id"]):
        raise Forbidden(
            f"Unable to update or delete registered limit {row['id']} because there are project"
            " limits associated with it."
        )


def _find(kind: str, call: Call, identifier: str) -> Row:
    row = call.database.row(f"{_SELECT[kind]} WHERE {TABLES[kind]}.id = ?", identifier)
    if row is None:
        raise NotFound(f"Could not find {kind.replace('_', ' ')} for {identifier}.")
    return row


def _view(kind: str, call: Call, row: Row) -> dict[str, Any]:
    link = f"{call.root}/identity/v3/{TABLES[kind]}/{row['id']}"
    members = {name: row[name] for name in MEMBERS[kind]}
    return {"id": row["id"], **members, "links": {"self": link}}


def model(_call: Call) -> Answer:
    """Show how limits are enforced."""
    view = {
        "name": "flat",
        "description": "Limit enforcement and validation does not take project hierarchy into"
        " consideration.",
    }
    return Answer(body={"model": view})


def _operations(kind: str) -> list[Operation]:
    base = f"/v3/{TABLES[kind]}"
    item = f"{base}/{{id}}"
    return [
        Operation("GET", base, partial(index, kind)),
        Operation("POST", base, partial(create, kind), schema=CREATE[kind]),
        Operation("GET", item, partial(show, kind)),
        Operation("PATCH", item, partial(update, kind), schema=UPDATE[kind]),
        Operation("DELETE", item, partial(delete, kind)),
    ]


OPERATIONS = (
    Operation("GET", "/v3/limits/model", model),
    *_operations(REGISTERED),
    *_operations(LIMIT),
)

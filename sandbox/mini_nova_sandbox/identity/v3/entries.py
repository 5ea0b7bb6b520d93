"""List and show projects, users, domains, roles and groups; store new ones and changes.

Members that v3 does not know are kept in the column ``extra``, and shown.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy
from mini_nova_sandbox.identity.v3 import filters, project_tags, views
from mini_nova_sandbox.state.database import Row

FILTERS = {
    "project": ("name", "domain_id", "enabled", "parent_id", "is_domain"),
    "user": ("name", "domain_id", "enabled", "default_project_id"),
    "domain": ("name", "enabled"),
    "role": ("name", "domain_id"),
    "group": ("name", "domain_id"),
}
KNOWN = {  # members that are not extra ones
    "project": {"name", "domain_id", "parent_id", "is_domain", "description", "enabled", "tags"},
    "user": {"name", "domain_id", "enabled", "password", "default_project_id", "email"},
    "domain": {"name", "description", "enabled", "tags"},
    "role": {"name", "domain_id", "description"},
    "group": {"name", "domain_id", "description"},
}
EVERYWHERE = {"id", "links", "options", "extra", "description", "password_expires_at"}
OWN_DOMAIN = ("project", "user", "group")  # what readers of a domain see of it


def index(kind: str, call: Call) -> Answer:
    """List what fits the query. Raises Forbidden."""
    collection = directory.COLLECTIONS[kind]
    rows = _rows(call, kind)
    if kind in OWN_DOMAIN and policy.reads_only_own_domain(call):
        rows = [row for row in rows if row["domain_id"] == call.caller.domain_id]
    else:
        is_manager = kind == "role" and "manager" in call.caller.roles
        allowed = is_manager and call.caller.scope == "domain"
        policy.require_reader(call, f"list_{collection}", allowed=allowed)
    items = [views.entry(call, kind, row) for row in rows]
    matches = filters.matching(call, items, FILTERS[kind])
    if kind == "project":
        matches = project_tags.matching(call, matches)
    return views.collection(call, collection, matches)


def _rows(call: Call, kind: str) -> list[Row]:
    """Return the rows of a kind; domains' projects and roles only if the query asks for them."""
    table = directory.COLLECTIONS[kind]
    if kind == "project" and filters.is_true(call.query_value("is_domain", "false")):
        domains = call.database.rows("SELECT * FROM domains ORDER BY name")
        return [directory.as_project(row) for row in domains]
    rows = call.database.rows(f"SELECT * FROM {table} ORDER BY name")  # noqa: S608 - constants
    if kind == "role" and not call.query_value("domain_id"):
        return [row for row in rows if row["domain_id"] is None]
    return rows


def show(kind: str, call: Call) -> Answer:
    """Show a thing to readers of the system or its domain, and to those that it is about.

    Raises NotFound, Forbidden.
    """
    row = directory.by_id(call.database, kind, call.path["id"])
    policy.require_reader(call, f"get_{kind}", allowed=_may_show(call, kind, row))
    return Answer(body={kind: views.entry(call, kind, row)})


def _may_show(call: Call, kind: str, row: Row) -> bool:
    caller = call.caller
    if kind == "domain":
        return row["id"] in (caller.domain_id, _project_domain(call))
    if kind == "role":
        return "manager" in caller.roles and row["name"] in ("manager", "member", "reader")
    is_own = row["id"] in (caller.user_id, caller.project_id)
    return is_own or policy.is_domain_reader(call, row["domain_id"])


def _project_domain(call: Call) -> Any:
    sql = "SELECT domain_id FROM projects WHERE id = ?"
    return call.database.value(sql, call.caller.project_id)


def insert(call: Call, kind: str, row: dict[str, Any], body: Mapping[str, Any]) -> Answer:
    """Store a thing with the extra members and options of a body, and show it.

    Raises NotFound for its domain, Conflict.
    """
    database = call.database
    if row.get("domain_id") is not None:
        directory.by_id(database, "domain", row["domain_id"])
    stored = {**row, "extra": json.dumps(_extra(kind, body))}
    if "options" in body:
        stored["options"] = json.dumps(_without_nulls(body["options"]))
    try:
        database.insert(directory.COLLECTIONS[kind], stored)
    except sqlite3.IntegrityError as error:
        raise _duplicate(kind, stored) from error
    return Answer(201, _body(call, kind, row["id"]))


def _duplicate(kind: str, row: Row) -> Conflict:
    """Return the refusal of a name that is taken, in Keystone's words for its kind."""
    words = f"Conflict occurred attempting to store {kind}"
    domain_id = row.get("domain_id")
    if kind == "project":
        return Conflict(
            f"{words} - it is not permitted to have two projects with either the same name or"
            f" same id in the same domain: name is {row['name']}, project id {row['id']}."
        )
    place = f" at domain ID {domain_id}" if domain_id else ""
    return Conflict(f"{words} - Duplicate entry found with name {row['name']}{place}.")


def update(call: Call, kind: str, changes: dict[str, Any], body: Mapping[str, Any]) -> Answer:
    """Change columns, extra members and options, and show the thing. Raises Conflict, Forbidden.

    A change of its id or domain is refused, and everything but a change of the options while it is
    immutable.
    """
    row = directory.by_id(call.database, kind, call.path["id"])
    _refuse_other_identity(row, body)
    check_mutable(kind, row, "update", body)
    columns = {**changes, **_merged(kind, row, body)}
    if columns:
        try:
            call.database.update(directory.COLLECTIONS[kind], columns, id=row["id"])
        except sqlite3.IntegrityError as error:
            domain_id = row["domain_id"] if kind == "project" else None
            raise _duplicate(kind, {**row, **columns, "domain_id": domain_id}) from error
    view = _body(call, kind, row["id"])
    if kind in ("project", "user"):
        view[kind]["extra"] = _shown_extra(kind, view[kind])
    return Answer(body=view)


def _refuse_other_identity(row: Row, body: Mapping[str, Any]) -> None:
    if body.get("id", row["id"]) != row["id"]:
        raise BadRequest("Cannot change ID")
    if "domain_id" in row and body.get("domain_id", row["domain_id"]) != row["domain_id"]:
        raise BadRequest("Cannot change Domain ID")


def check_mutable(kind: str, row: Row, action: str, body: Mapping[str, Any] | None = None) -> None:
    """Raise Forbidden if a thing is immutable, unless a body says that it shall not be."""
    options = json.loads(row.get("options", "{}"))
    new_options = (body or {}).get("options", {})
    if not {**options, **new_options}.get("immutable") or not options.get("immutable"):
        return
    raise Forbidden(
        f"Unable to {action} immutable {kind} resource: `{row['id']}. "
        'Set resource option "immutable" to false first.'
    )


def _merged(kind: str, row: Row, body: Mapping[str, Any]) -> dict[str, str]:
    """Return the changed columns ``extra`` and ``options``."""
    columns = {}
    extra = _extra(kind, body)
    if extra:
        columns["extra"] = json.dumps({**json.loads(row["extra"]), **extra})
    if "options" in body and kind != "group":
        options = {**json.loads(row["options"]), **body["options"]}
        columns["options"] = json.dumps(_without_nulls(options))
    return columns


def _extra(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    columns = KNOWN[kind] | EVERYWHERE
    return {name: value for name, value in body.items() if name not in columns}


def _shown_extra(kind: str, view: dict[str, Any]) -> dict[str, Any]:
    """Return what Keystone calls extra in a view: for users, email and description are, too."""
    columns = KNOWN[kind] | EVERYWHERE
    if kind == "user":
        columns -= {"email", "description"}
    return {name: value for name, value in view.items() if name not in columns}


def _without_nulls(options: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the options that are null: that is how a client unsets them."""
    return {name: value for name, value in options.items() if value is not None}


def _body(call: Call, kind: str, identifier: str) -> dict[str, Any]:
    row = directory.by_id(call.database, kind, identifier)
    return {kind: views.entry(call, kind, row)}


def pick_columns(body: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the members of a body that are columns of these names, with ``enabled`` as 0 or 1."""
    columns = {name: body[name] for name in names if name in body}
    if "enabled" in columns:
        columns["enabled"] = int(columns["enabled"])
    return columns


def _operations(kind: str) -> list[Operation]:
    collection = directory.COLLECTIONS[kind]
    operations = [Operation("GET", f"/v3/{collection}", partial(index, kind))]
    if kind != "project":  # a project can be shown with its family (v3_project_trees)
        operations.append(Operation("GET", f"/v3/{collection}/{{id}}", partial(show, kind)))
    return operations


OPERATIONS = tuple(operation for kind in directory.COLLECTIONS for operation in _operations(kind))

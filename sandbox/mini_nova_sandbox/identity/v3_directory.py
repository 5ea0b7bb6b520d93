"""v3: list and show projects, users, domains and roles; store new projects and users."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, v3_views
from mini_nova_sandbox.state.database import Row

FILTERS = ("name", "domain_id", "enabled")


def index(kind: str, call: Call) -> Answer:
    """List everything of a kind, filtered by name, domain_id and enabled."""
    if kind != "role":
        call.caller.require_admin()
    table = directory.COLLECTIONS[kind]
    rows = call.database.rows(f"SELECT * FROM {table} ORDER BY name")  # noqa: S608 - constants
    for name in FILTERS:
        text = call.query_value(name)
        if text:
            rows = [row for row in rows if _matches(row, name, text)]
    return v3_views.directory_collection(call, kind, rows)


def _matches(row: Row, name: str, text: str) -> bool:
    """Whether a row has the value that a query writes, or no such column; booleans are integers."""
    value = row.get(name, text)
    if str(value) == text:
        return True
    if not isinstance(value, int):
        return False
    boolean = str(bool(value))
    return boolean.lower() == text.lower()


def show(kind: str, call: Call) -> Answer:
    """Show one; a project to users with a role on it, a user to itself, anything to admins.

    Raises NotFound, Forbidden.
    """
    caller = call.caller
    database = call.database
    row = directory.by_id(database, kind, call.path["id"])
    if kind == "project":
        own_projects = directory.projects_of(database, caller.user_id)
        if row not in own_projects:
            caller.require_admin()
    elif kind == "user":
        caller.require_self_or_admin(row["id"])
    view = v3_views.entry(call, kind, row)
    return Answer(body={kind: view})


def insert(call: Call, kind: str, row: dict[str, Any]) -> Answer:
    """Store a thing and show it. Raises NotFound for its domain, Conflict."""
    database = call.database
    if "domain_id" in row:
        directory.by_id(database, "domain", row["domain_id"])
    table = directory.COLLECTIONS[kind]
    try:
        database.insert(table, row)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"Conflict occurred attempting to store {kind}"
            f" - Duplicate entry found with name {row['name']}."
        ) from error
    body = _body(call, kind, row["id"])
    return Answer(201, body)


def update(call: Call, kind: str, changes: dict[str, Any]) -> Answer:
    """Change the columns of a project or user and show it. Raises Conflict."""
    table = directory.COLLECTIONS[kind]
    identifier = call.path["id"]
    if changes:
        try:
            call.database.update(table, changes, id=identifier)
        except sqlite3.IntegrityError as error:
            raise Conflict(f"Conflict occurred attempting to store {kind}.") from error
    body = _body(call, kind, identifier)
    return Answer(body=body)


def _body(call: Call, kind: str, identifier: str) -> dict[str, Any]:
    row = directory.by_id(call.database, kind, identifier)
    view = v3_views.entry(call, kind, row)
    return {kind: view}


def pick_columns(body: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the members of a body that are columns of these names, with ``enabled`` as 0 or 1."""
    columns = {name: body[name] for name in names if name in body}
    if "enabled" in columns:
        columns["enabled"] = int(columns["enabled"])
    return columns


def _operations(kind: str) -> tuple[Operation, Operation]:
    collection = directory.COLLECTIONS[kind]
    return (
        Operation("GET", f"/v3/{collection}", partial(index, kind)),
        Operation("GET", f"/v3/{collection}/{{id}}", partial(show, kind)),
    )


OPERATIONS = tuple(operation for kind in directory.COLLECTIONS for operation in _operations(kind))

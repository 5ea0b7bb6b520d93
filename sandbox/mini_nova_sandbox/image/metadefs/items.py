"""What is in a namespace, as rows: its properties, objects, tags, and resource type associations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Forbidden, NotFound
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

PROPERTY = "property"
OBJECT = "object"
TAG = "tag"
RESOURCE_TYPE = "resource_type"
UNKNOWN = "Namespace {} not found"


def namespace_row(call: Call, refusal: str = UNKNOWN) -> Row:
    """Return the namespace of the path. Raises NotFound unless the caller may see it."""
    name = call.path["namespace"]
    row = call.database.row("SELECT * FROM metadef_namespaces WHERE namespace = ?", name)
    if row is None or not is_visible(call, row):
        raise NotFound(refusal.format(name))
    return row


def is_visible(call: Call, row: Row) -> bool:
    """Whether the caller may see a namespace."""
    caller = call.caller
    is_own = row["owner"] == caller.project_id
    return caller.is_admin or is_own or row["visibility"] == "public"


def refuse_protected(row: Row) -> None:
    """Raise Forbidden if a namespace is protected."""
    if row["protected"]:
        raise Forbidden(
            f"Metadata definition namespace {row['namespace']} is protected and cannot be deleted."
        )


def rows(database: Database, namespace: str, kind: str) -> list[Row]:
    """Return the rows of one kind in a namespace, newest first."""
    return database.rows(
        "SELECT * FROM metadef_items WHERE namespace = ? AND kind = ?"
        " ORDER BY created_at DESC, rowid DESC",
        namespace,
        kind,
    )


def row(database: Database, namespace: str, kind: str, name: str) -> Row | None:
    """Return one row, or None."""
    return database.row(
        "SELECT * FROM metadef_items WHERE namespace = ? AND kind = ? AND name = ?",
        namespace,
        kind,
        name,
    )


def insert(database: Database, namespace: str, kind: str, members: Mapping[str, Any]) -> Row:
    """Insert a row and return it; ``members`` has its name. Raises sqlite3.IntegrityError."""
    now = clock.now()
    values = {
        "namespace": namespace,
        "kind": kind,
        "name": members["name"],
        "members": json.dumps(members),
        "created_at": now,
        "updated_at": now,
    }
    database.insert("metadef_items", values)
    if kind == RESOURCE_TYPE:
        _add_resource_type(database, members["name"])
    return values


def _add_resource_type(database: Database, name: str) -> None:
    now = clock.now()
    database.run("INSERT OR IGNORE INTO metadef_resource_types VALUES (?, ?, ?)", name, now, now)


def replace(database: Database, row: Row, members: Mapping[str, Any]) -> Row:
    """Give a row other members, and their name; return it. Raises sqlite3.IntegrityError."""
    changes = {
        "name": members["name"],
        "members": json.dumps(members),
        "updated_at": clock.now(),
    }
    key = {"namespace": row["namespace"], "kind": row["kind"], "name": row["name"]}
    database.update("metadef_items", changes, **key)
    return {**row, **changes}


def members(row: Row) -> dict[str, Any]:
    """Return what a row was made of."""
    values: dict[str, Any] = json.loads(row["members"])
    return values


def dated(row: Row) -> dict[str, Any]:
    """Return the members of a row, and when it was created and updated."""
    return {
        **members(row),
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
    }

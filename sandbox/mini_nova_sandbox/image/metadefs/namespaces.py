"""Namespaces over the API."""

from __future__ import annotations

import sqlite3
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import paging
from mini_nova_sandbox.image.lookup import require_admin
from mini_nova_sandbox.image.metadefs import items, schemas, views
from mini_nova_sandbox.image.schemas import check
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

PATH = "/v2/metadefs/namespaces"
UNKNOWN = "Metadata definition namespace={} was not found."
LISTS = {
    "resource_type_associations": items.RESOURCE_TYPE,
    "objects": items.OBJECT,
    "tags": items.TAG,
}


def index(call: Call) -> Answer:
    """List namespaces, newest first. Raises BadRequest, NotFound."""
    limit = paging.limit(call)
    marker = call.query_value("marker")
    refusal = NotFound(UNKNOWN.format(marker))
    rows = paging.after_marker(call, _visible_rows(call), "namespace", refusal)[:limit]
    with_types = bool(call.query_value("resource_types"))
    page = [_listed_view(call, row, with_types=with_types) for row in rows]
    return Answer(body=paging.body(call, PATH, rows, page, "namespace"))


def _visible_rows(call: Call) -> list[Row]:
    visibility = call.query_value("visibility")
    if visibility not in ("", "public", "private"):
        raise BadRequest(f"Invalid visibility value: {visibility}")
    types = set(call.query_value("resource_types").split(",")) - {""}
    rows = call.database.rows(
        "SELECT * FROM metadef_namespaces ORDER BY created_at DESC, namespace DESC"
    )
    rows = [row for row in rows if items.is_visible(call, row)]
    if visibility:
        rows = [row for row in rows if row["visibility"] == visibility]
    if types:
        rows = [row for row in rows if types & _types(call, row)]
    return rows


def _types(call: Call, row: Row) -> set[str]:
    """Return the resource types that a namespace is associated with."""
    associations = items.rows(call.database, row["namespace"], items.RESOURCE_TYPE)
    return {association["name"] for association in associations}


def _listed_view(call: Call, row: Row, *, with_types: bool) -> dict[str, Any]:
    view = views.namespace(row)
    if with_types:
        associations = items.rows(call.database, row["namespace"], items.RESOURCE_TYPE)
        view["resource_type_associations"] = [items.dated(each) for each in associations]
    return view


def show(call: Call) -> Answer:
    """Show a namespace and what is in it. Raises NotFound."""
    row = items.namespace_row(call, UNKNOWN)
    resource_type = call.query_value("resource_type")
    return Answer(body=views.whole_namespace(call.database, row, resource_type))


def create(call: Call) -> Answer:
    """Create a namespace with what the body has in it. Raises BadRequest, Conflict, Forbidden."""
    require_admin(call, "add_metadef_namespace")
    body = _body(call)
    name = body["namespace"]
    database = call.database
    if database.value("SELECT 1 FROM metadef_namespaces WHERE namespace = ?", name):
        raise Conflict(f"The metadata definition namespace={name} already exists.")
    row = {**_columns(call, body), "created_at": clock.now()}
    database.insert("metadef_namespaces", row)
    for part, kind in LISTS.items():
        for members in body.get(part, []):
            _insert_new(database, name, kind, members)
    for property_name, members in body.get("properties", {}).items():
        items.insert(database, name, items.PROPERTY, {**members, "name": property_name})
    headers = {"location": f"{call.root}/image{PATH}/{name}"}
    return Answer(201, views.whole_namespace(database, row, ""), headers)


def _insert_new(database: Database, name: str, kind: str, members: Row) -> None:
    """Insert what a new namespace has in it. Raises Conflict if that has a name twice."""
    try:
        items.insert(database, name, kind, members)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"A metadata definition {kind} with name={members['name']} already exists in"
            f" namespace={name}."
        ) from error


def _body(call: Call) -> dict[str, Any]:
    if not isinstance(call.body, dict):
        raise BadRequest("Body expected in request.")
    check("namespace", schemas.NAMESPACE, call.body)
    body: dict[str, Any] = call.body
    return body


def _columns(call: Call, body: dict[str, Any]) -> Row:
    return {
        "namespace": body["namespace"],
        "display_name": body.get("display_name"),
        "description": body.get("description"),
        "visibility": body.get("visibility", "private"),
        "protected": int(body.get("protected", False)),
        "owner": body.get("owner") or call.caller.project_id,
        "updated_at": clock.now(),
    }


def update(call: Call) -> Answer:
    """Replace a namespace's own members. Raises BadRequest, Conflict, Forbidden, NotFound."""
    row = items.namespace_row(call, UNKNOWN)
    require_admin(call, "modify_metadef_namespace")
    columns = _columns(call, _body(call))
    try:
        call.database.update("metadef_namespaces", columns, namespace=row["namespace"])
    except sqlite3.IntegrityError as error:
        name = columns["namespace"]
        raise Conflict(f"The metadata definition namespace={name} already exists.") from error
    return Answer(body=views.namespace({**row, **columns}))


def delete(call: Call) -> Answer:
    """Delete a namespace and what is in it. Raises Forbidden, NotFound."""
    row = items.namespace_row(call)
    require_admin(call, "delete_metadef_namespace")
    items.refuse_protected(row)
    call.database.delete("metadef_namespaces", namespace=row["namespace"])
    return Answer(204)


_NAMESPACE = f"{PATH}/{{namespace}}"
OPERATIONS = (
    Operation("GET", PATH, index),
    Operation("POST", PATH, create),
    Operation("GET", _NAMESPACE, show),
    Operation("PUT", _NAMESPACE, update),
    Operation("DELETE", _NAMESPACE, delete),
)

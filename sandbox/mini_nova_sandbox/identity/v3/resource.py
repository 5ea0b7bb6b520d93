"""The kinds of things that v3 creates, lists, shows, changes, and deletes in one and the same way.

What a body has besides the known members is kept in the column ``extra``, and shown.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.identity import policy
from mini_nova_sandbox.identity.v3 import filters, views
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row

Members = dict[str, Any]
Prepare = Callable[[Call, Members, Row | None], Members]
Show = Callable[[Call, Row], Members]


def _as_sent(_call: Call, members: Members, _row: Row | None) -> Members:
    return members


@dataclass(frozen=True)
class Resource:
    """A kind of thing.

    ``defaults`` has the members with columns of their own, with the values of a body without them
    (None with ``required`` members). ``prepare`` checks and completes the members of a body, given
    the row that is to be changed, if there is one. ``hidden`` members are not shown.
    ``missing`` formats the refusal of an unknown id.
    """

    kind: str
    collection: str
    defaults: Mapping[str, Any]
    create_schema: Schema
    update_schema: Schema
    filters: tuple[str, ...] = ()
    prefix: str = "/v3"
    prepare: Prepare = _as_sent
    hidden: tuple[str, ...] = ()
    missing: str = ""
    has_extra: bool = True
    public: bool = False  # everybody may read it
    show: Show | None = None  # a view other than ``plain_view``
    before_delete: Callable[[Call, Row], None] | None = None

    @property
    def path(self) -> str:
        """The collection's path."""
        return f"{self.prefix}/{self.collection}"


def view(resource: Resource, call: Call, row: Row) -> Members:
    """Return a thing as v3 shows it."""
    if resource.show is not None:
        return resource.show(call, row)
    return plain_view(resource, call, row)


def plain_view(resource: Resource, call: Call, row: Row) -> Members:
    """Return the members of a row, its extra ones, and its link."""
    members = json.loads(row["extra"]) if resource.has_extra else {}
    members["id"] = row["id"]
    for name, default in resource.defaults.items():
        value = row[name]
        members[name] = bool(value) if isinstance(default, bool) else value
    for name in resource.hidden:
        del members[name]
    members["links"] = {"self": f"{call.root}/identity{resource.path}/{row['id']}"}
    return members


def find(resource: Resource, call: Call, identifier: str) -> Row:
    """Return the row of an id. Raises NotFound."""
    sql = f"SELECT * FROM {resource.collection} WHERE id = ?"  # noqa: S608 - a constant
    row = call.database.row(sql, identifier)
    if row is None:
        words = resource.missing or f"Could not find {resource.kind}: {{}}."
        raise NotFound(words.format(identifier))
    return row


def index(resource: Resource, call: Call) -> Answer:
    """List the things that fit the query. Raises Forbidden."""
    policy.require_reader(call, f"list_{resource.collection}", allowed=resource.public)
    sql = f"SELECT * FROM {resource.collection} ORDER BY id"  # noqa: S608 - a constant
    items = [view(resource, call, row) for row in call.database.rows(sql)]
    matches = filters.matching(call, items, resource.filters)
    return views.collection(call, resource.collection, matches)


def show(resource: Resource, call: Call) -> Answer:
    """Show a thing. Raises Forbidden, NotFound."""
    policy.require_reader(call, f"get_{resource.kind}", allowed=resource.public)
    row = find(resource, call, call.path["id"])
    return Answer(body={resource.kind: view(resource, call, row)})


def create(resource: Resource, call: Call) -> Answer:
    """Create a thing. Raises BadRequest, Conflict, Forbidden, NotFound."""
    policy.require_admin(call, f"create_{resource.kind}")
    members = dict(call.body[resource.kind])
    row = insert(resource, call, members)
    return Answer(201, {resource.kind: view(resource, call, row)})


def insert(resource: Resource, call: Call, members: Members) -> Row:
    """Store a new thing and return its row. Raises BadRequest, Conflict, NotFound."""
    prepared = resource.prepare(call, members, None)
    identifier = prepared.pop("id", "") or chance.new_hex_id(resource.kind)
    row = {"id": identifier, **_columns(resource, {**resource.defaults, **prepared}, {})}
    try:
        call.database.insert(resource.collection, row)
    except sqlite3.IntegrityError as error:
        raise _duplicate(resource, identifier) from error
    return find(resource, call, identifier)


def _duplicate(resource: Resource, identifier: str) -> Conflict:
    words = f"Conflict occurred attempting to store {resource.kind}"
    if resource.kind == "region":
        return Conflict(f"{words} - Duplicate ID, {identifier}..")
    return Conflict(f"{words} - Duplicate entry.")


def update(resource: Resource, call: Call) -> Answer:
    """Change a thing. Raises BadRequest, Conflict, Forbidden, NotFound."""
    policy.require_admin(call, f"update_{resource.kind}")
    members = dict(call.body[resource.kind])
    if members.pop("id", call.path["id"]) != call.path["id"]:
        raise BadRequest("Cannot change ID")
    row = find(resource, call, call.path["id"])
    prepared = resource.prepare(call, members, row)
    changes = _columns(resource, prepared, row)
    try:
        if changes:
            call.database.update(resource.collection, changes, id=row["id"])
    except sqlite3.IntegrityError as error:
        raise _duplicate(resource, row["id"]) from error
    return Answer(body={resource.kind: view(resource, call, {**row, **changes})})


def delete(resource: Resource, call: Call) -> Answer:
    """Delete a thing. Raises Forbidden, NotFound."""
    policy.require_admin(call, f"delete_{resource.kind}")
    row = find(resource, call, call.path["id"])
    if resource.before_delete is not None:
        resource.before_delete(call, row)
    call.database.delete(resource.collection, id=row["id"])
    return Answer(204)


def _columns(resource: Resource, members: Members, row: Row) -> dict[str, Any]:
    """Return the columns for the members of a body; the unknown ones join the row's ``extra``."""
    columns = {name: members[name] for name in resource.defaults if name in members}
    for name, value in columns.items():
        columns[name] = int(value) if isinstance(value, bool) else value
    if resource.has_extra:
        known_names = {"id", "links", *resource.defaults}
        extra = json.loads(row.get("extra", "{}"))
        extra |= {name: value for name, value in members.items() if name not in known_names}
        columns["extra"] = json.dumps(extra)
    return columns


def operations(resource: Resource) -> tuple[Operation, ...]:
    """Return the five operations on a kind of thing."""
    item = f"{resource.path}/{{id}}"
    return (
        Operation("GET", resource.path, partial(index, resource)),
        Operation("POST", resource.path, partial(create, resource), schema=resource.create_schema),
        Operation("GET", item, partial(show, resource)),
        Operation("PATCH", item, partial(update, resource), schema=resource.update_schema),
        Operation("DELETE", item, partial(delete, resource)),
    )

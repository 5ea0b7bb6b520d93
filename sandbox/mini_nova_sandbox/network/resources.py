"""What Neutron's resources share: find, list, show, create (one or several), change, delete."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import filters, quotas, schemas, security_groups, tags
from mini_nova_sandbox.network.listing import (
    list_page,
    needs_only,
    refuse_unknown_filters,
    select_fields,
)
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

Attributes = Mapping[str, Any]  # of a resource, as a request gives them
OWN = "(? OR project_id = ?)"  # the condition of what only its owner sees
NOT_FOUND: Mapping[str, str] = {
    "security_group": "Security group {id} does not exist",
    "security_group_rule": "Security group rule {id} does not exist",
    "floatingip": "Floating IP {id} could not be found",
    "router": "Router {id} could not be found",
    "subnetpool": "Subnet pool {id} could not be found.",
    "rbac_policy": "RBAC policy of type unknown with ID {id} not found",
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "subnet": ("network_id",),
    "subnetpool": ("prefixes",),
    "rbac_policy": ("object_type", "object_id", "action", "target_tenant"),
    "port": ("network_id",),
    "security_group_rule": ("security_group_id", "direction"),
    "floatingip": ("floating_network_id",),
}


@dataclass(frozen=True)
class Resource:
    """A kind of resource and what can be done with it.

    ``visible`` is an SQL condition with two parameters: whether the caller is an admin, and its
    project. ``insert`` takes the call, the attributes and the project, and returns the new id.
    """

    name: str  # port
    path: str  # ports
    table: str
    not_found_kind: str  # PortNotFound
    visible: str
    view: Callable[[Call, Row], dict[str, Any]]
    insert: Callable[[Call, Attributes, str], str]
    change: Callable[[Call, Row, Attributes], None] | None  # None if it cannot be changed
    remove: Callable[[Call, Row], None]
    properties: Mapping[str, Any]  # their schemas
    read_only: tuple[str, ...] = ()  # properties that an update cannot change
    indexed: tuple[str, ...] = ("id",)  # filters that SQL applies

    @property
    def collection(self) -> str:
        """The member of a list: ``security_groups`` at the path ``security-groups``."""
        return self.path.replace("-", "_")

    @property
    def changeable(self) -> dict[str, Any]:
        """The schemas of the properties that an update can change."""
        return schemas.changeable(self.properties, self.read_only)

    @property
    def filters(self) -> frozenset[str]:
        """The members that a list can be filtered by."""
        return filters.names(self.name, self.properties)

    def find(self, call: Call, identifier: str) -> Row:
        """Return the row with an id. Raises NotFound."""
        caller = call.caller
        row = call.database.row(
            f"SELECT * FROM {self.table} WHERE id = ? AND {self.visible}",  # noqa: S608 - constants
            identifier,
            caller.is_admin,
            caller.project_id or None,
        )
        if row is None:
            default = f"{self.name.capitalize()} {{id}} could not be found."
            template = NOT_FOUND.get(self.name, default)
            message = template.format(id=identifier)
            raise NotFound(message, kind=self.not_found_kind)
        return row

    def find_own(self, call: Call) -> Row:
        """Return the row that the path names. Raises NotFound, or Forbidden if it is not own."""
        caller = call.caller
        row = self.find(call, call.path["id"])
        is_own = row["project_id"] == caller.project_id
        if not is_own and not caller.is_admin:
            raise Forbidden(f"(rule:update_{self.name}) is disallowed by policy")
        return row

    def index(self, call: Call) -> Answer:
        """List the resources that the caller sees; SQL applies the filters that have an index.

        Raises BadRequest for an unknown filter.
        """
        refuse_unknown_filters(call, self.filters)
        condition, values = self._condition(call)
        selection = f"FROM {self.table} WHERE {condition} ORDER BY created_at, id"
        if needs_only(call, self.indexed):
            names = ", ".join(self.indexed)
            rows = call.database.rows(f"SELECT {names} {selection}", *values)
            return list_page(call, self.collection, rows, partial(self._items, call))
        rows = call.database.rows(f"SELECT * {selection}", *values)
        items = [self.view(call, row) for row in rows]
        return list_page(call, self.collection, items)

    def _condition(self, call: Call) -> tuple[str, list[Any]]:
        """Return the SQL condition for what the caller sees and asks for, and its parameters."""
        caller = call.caller
        condition = self.visible
        values: list[Any] = [caller.is_admin, caller.project_id or None]
        for column in self.indexed:
            ids = call.query_values(column)
            if ids:
                marks = ", ".join("?" * len(ids))
                condition += f" AND {column} IN ({marks})"
                values += ids
        return condition, values

    def _items(self, call: Call, page: list[Row]) -> list[dict[str, Any]]:
        """Return the resources whose ids are in the rows of a page."""
        rows = call.database.rows(
            f"SELECT * FROM {self.table} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
            " ORDER BY created_at, id",
            json.dumps([row["id"] for row in page]),
        )
        return [self.view(call, row) for row in rows]

    def show(self, call: Call) -> Answer:
        """Show a resource."""
        row = self.find(call, call.path["id"])
        item = self.view(call, row)
        item = select_fields(call, item)
        return Answer(body={self.name: item})

    def create(self, call: Call) -> Answer:
        """Create one resource, or several: all or none of them."""
        bulk = call.body.get(self.collection)
        if bulk is not None:
            items = [self.create_item(call, attributes) for attributes in bulk]
            return Answer(201, {self.collection: items})
        attributes = self._attributes(call)
        item = self.create_item(call, attributes)
        return Answer(201, {self.name: item})

    def create_item(self, call: Call, attributes: Attributes) -> dict[str, Any]:
        """Create a resource, and return it as Neutron shows it. Raises ApiError."""
        self._check_names(attributes, is_update=False)
        self._check_required(attributes)
        project_id = self._owner(call, attributes)
        security_groups.default_group(call.database, project_id)
        self._check_quota(call, project_id)
        identifier = self.insert(call, attributes, project_id)
        row = call.database.row(
            f"SELECT * FROM {self.table} WHERE id = ?",  # noqa: S608 - a constant
            identifier,
        )
        assert row is not None, "it was inserted just now"  # noqa: S101 - an invariant
        return self.view(call, row)

    def _check_required(self, attributes: Attributes) -> None:
        for name in REQUIRED.get(self.name, ()):
            if attributes.get(name) is None:
                raise BadRequest(
                    f"Failed to parse request. Required attribute '{name}' not specified",
                    kind="HTTPBadRequest",
                )

    def _owner(self, call: Call, attributes: Attributes) -> str:
        """Return the project of a new resource. Raises BadRequest, Forbidden."""
        caller = call.caller
        own_project = caller.project_id
        requested_project = attributes.get("project_id") or attributes.get("tenant_id")
        project_id = requested_project or own_project
        if not project_id:
            raise BadRequest("Running without keystone AuthN requires that tenant_id is specified")
        if project_id != own_project and not caller.is_admin:
            raise Forbidden(f"(rule:create_{self.name}) is disallowed by policy")
        return str(project_id)

    def _check_quota(self, call: Call, project_id: str) -> None:
        limit = quotas.of(call, project_id)[self.name]
        usage = call.database.value(
            f"SELECT count(*) FROM {self.table} WHERE project_id = ?",  # noqa: S608 - constants
            project_id,
        )
        if 0 <= limit <= usage:
            raise Conflict(f"Quota exceeded for resources: ['{self.name}'].", kind="OverQuota")

    def update(self, call: Call) -> Answer:
        """Change a resource."""
        row = self.find_own(call)
        self.change_item(call, row, self._attributes(call))
        row = self.find(call, row["id"])
        item = self.view(call, row)
        return Answer(body={self.name: item})

    def change_item(self, call: Call, row: Row, attributes: Attributes) -> None:
        """Change a resource. Raises ApiError."""
        self._check_names(attributes, is_update=True)
        assert self.change is not None, "or it has no such operation"  # noqa: S101 - an invariant
        self.change(call, row, attributes)

    def _check_names(self, attributes: Attributes, *, is_update: bool) -> None:
        """Raise BadRequest for attributes that are unknown, or read-only in an update."""
        names = set(attributes)
        unknown_names = names - set(self.properties)
        if unknown_names:
            text = ", ".join(sorted(unknown_names))
            raise BadRequest(f"Unrecognized attribute(s) '{text}'")
        if not is_update:
            return
        read_only_names = sorted(names - set(self.changeable))
        if read_only_names:
            raise BadRequest(f"Cannot update read-only attribute {read_only_names[0]}")

    def _attributes(self, call: Call) -> Attributes:
        """Return the attributes in the body of a request. Raises BadRequest if there are none."""
        attributes: Attributes | None = call.body.get(self.name)
        if attributes is None:
            raise BadRequest(f"Unable to find '{self.name}' in request body")
        return attributes

    def delete(self, call: Call) -> Answer:
        """Delete a resource."""
        self.delete_item(call, self.find_own(call))
        return Answer(204)

    def delete_item(self, call: Call, row: Row) -> None:
        """Delete a resource, and its tags. Raises ApiError."""
        self.remove(call, row)
        tags.clear(call.database, row["id"])

    def operations(self) -> list[Operation]:
        """Return the operations on this kind of resource."""
        collection = f"/v2.0/{self.path}"
        item = f"{collection}/{{id}}"
        creation = schemas.create(self.name, self.properties)
        operations = [
            Operation("GET", collection, self.index),
            Operation("POST", collection, self.create, schema=creation),
            Operation("GET", item, self.show),
            Operation("DELETE", item, self.delete),
        ]
        if self.change is not None:
            change = schemas.update(self.name, self.changeable)
            operations.append(Operation("PUT", item, self.update, schema=change))
        return operations


def update_row(call: Call, table: str, row: Row, changes: Mapping[str, Any]) -> None:
    """Write the changed columns, with a new time and revision."""
    columns = {
        **changes,
        "updated_at": clock.now(),
        "revision": row["revision"] + 1,
    }
    call.database.update(table, columns, id=row["id"])


def text_columns(attributes: Attributes, *names: str) -> dict[str, Any]:
    """Return the columns of text attributes; null clears a text."""
    columns = {}
    for name in names:
        if name in attributes:
            columns[name] = attributes[name] or ""
    return columns

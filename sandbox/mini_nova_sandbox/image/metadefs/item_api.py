"""Properties, objects and tags of a namespace over the API: one set of operations for each kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.image.lookup import require_admin
from mini_nova_sandbox.image.metadefs import items
from mini_nova_sandbox.image.metadefs.namespaces import PATH
from mini_nova_sandbox.image.schemas import check
from mini_nova_sandbox.state.database import Row

View = Callable[[Row], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of thing in a namespace; the texts are Glance's.

    ``removal`` is the verb of the rule for deletion. ``new_view`` shows what a request has made.
    """

    name: str
    plural: str
    noun: str
    duplicate: str
    schema: Schema
    view: View
    new_view: View
    removal: str = "delete"

    def index(self, call: Call) -> Answer:
        """List all of the namespace. Raises NotFound."""
        namespace = items.namespace_row(call)["namespace"]
        rows = items.rows(call.database, namespace, self.name)
        if self.name == items.PROPERTY:
            return Answer(body={self.plural: {row["name"]: self.view(row) for row in rows}})
        body: dict[str, Any] = {self.plural: [self.view(row) for row in rows]}
        if self.name == items.OBJECT:
            body["schema"] = "v2/schemas/metadefs/objects"
        if self.name == items.TAG:
            body[self.plural] = [{"name": row["name"]} for row in rows]
        return Answer(body=body)

    def show(self, call: Call) -> Answer:
        """Show one. Raises NotFound."""
        items.namespace_row(call)
        return Answer(body=self.view(self.row(call)))

    def create(self, call: Call) -> Answer:
        """Create one of the body. Raises BadRequest, Conflict, Forbidden, NotFound."""
        return self.insert(call, self.members(call))

    def insert(self, call: Call, members: dict[str, Any]) -> Answer:
        """Create one of its members. Raises Conflict, Forbidden, NotFound."""
        namespace = items.namespace_row(call)["namespace"]
        require_admin(call, f"add_metadef_{self.name}")
        try:
            row = items.insert(call.database, namespace, self.name, members)
        except sqlite3.IntegrityError as error:
            raise self._duplicate(namespace, members["name"]) from error
        return Answer(201, self.new_view(row))

    def update(self, call: Call) -> Answer:
        """Replace one, and its name. Raises BadRequest, Conflict, Forbidden, NotFound."""
        members = self.members(call)
        namespace = items.namespace_row(call)["namespace"]
        require_admin(call, f"modify_metadef_{self.name}")
        try:
            row = items.replace(call.database, self.row(call), members)
        except sqlite3.IntegrityError as error:
            raise self._duplicate(namespace, members["name"]) from error
        return Answer(body=self.new_view(row))

    def delete(self, call: Call) -> Answer:
        """Delete one. Raises Forbidden, NotFound."""
        items.namespace_row(call)
        require_admin(call, f"{self.removal}_metadef_{self.name}")
        row = self.row(call)
        call.database.delete(
            "metadef_items", namespace=row["namespace"], kind=self.name, name=row["name"]
        )
        return Answer(204)

    def delete_all(self, call: Call) -> Answer:
        """Delete all of the namespace. Raises Forbidden, NotFound."""
        namespace = items.namespace_row(call)
        require_admin(call, "delete_metadef_namespace")
        items.refuse_protected(namespace)
        call.database.delete("metadef_items", namespace=namespace["namespace"], kind=self.name)
        return Answer(204)

    def members(self, call: Call) -> dict[str, Any]:
        """Return the body's members, without what only Glance sets. Raises BadRequest."""
        if not isinstance(call.body, dict):
            raise BadRequest("Body expected in request.")
        check(self.name, self.schema, call.body)
        own = ("created_at", "updated_at", "self", "schema")
        return {name: value for name, value in call.body.items() if name not in own}

    def row(self, call: Call) -> Row:
        """Return the row that the path names. Raises NotFound."""
        name = call.path["name"]
        row = items.row(call.database, call.path["namespace"], self.name, name)
        if row is None:
            raise NotFound(f"Could not find {self.noun} {name}")
        return row

    def _duplicate(self, namespace: str, name: str) -> Conflict:
        return Conflict(self.duplicate.format(name=name, namespace=namespace))

    def operations(self) -> tuple[Operation, ...]:
        """Return the operations of this kind."""
        path = f"{PATH}/{{namespace}}/{self.plural}"
        return (
            Operation("GET", path, self.index),
            Operation("POST", path, self.create),
            Operation("DELETE", path, self.delete_all),
            Operation("GET", f"{path}/{{name}}", self.show),
            Operation("PUT", f"{path}/{{name}}", self.update),
            Operation("DELETE", f"{path}/{{name}}", self.delete),
        )

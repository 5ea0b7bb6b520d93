"""What Neutron's resources have in common: found for a caller, listed, shown, made in bulk, deleted, under a quota."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import schemas
from mini_nova_sandbox.network.listing import chosen, listed
from mini_nova_sandbox.state.database import Row

QUOTAS: Mapping[str, int] = {
    "network": 100,
    "subnet": 100,
    "port": 5000,
    "security_group": 100,
    "security_group_rule": 1000,
    "floatingip": 50,
    "router": 0,
    "subnetpool": 0,
    "rbac_policy": 0,
}


@dataclass(frozen=True)
class Resource:
    """One kind of thing: how it is called, kept, shown, made, changed and deleted."""

    name: str  # port
    path: str  # ports
    table: str
    kind: str  # of its NotFound: PortNotFound
    visible: str  # SQL with two parameters: is the caller an admin, and its project
    shown: Callable[[Call, Row], dict[str, Any]]
    make: Callable[
        [Call, Mapping[str, Any], str], str
    ]  # the call, what is asked, the project; its id
    change: Callable[[Call, Row, Mapping[str, Any]], None]
    remove: Callable[[Call, Row], None]
    create_schema: Mapping[str, Any]
    update_schema: Mapping[str, Any] | None

    @property
    def collection(self) -> str:
        """The member of lists: ``security_groups`` at the path ``security-groups``."""
        return self.path.replace("-", "_")

    def find(self, call: Call, identifier: str) -> Row:
        """The row of an id. Raises NotFound."""
        row = call.cloud.database.row(
            f"SELECT * FROM {self.table} WHERE id = ? AND {self.visible}",  # noqa: S608 - constants
            identifier,
            call.caller.is_admin,
            call.caller.project_id or None,
        )
        if row is None:
            raise NotFound(
                NOT_FOUND.get(self.name, "{word} {id} could not be found.").format(
                    word=self.name.capitalize(), id=identifier
                ),
                kind=self.kind,
            )
        return row

    def own(self, call: Call) -> Row:
        """The row that the path names, if the caller may change it. Raises NotFound, Forbidden."""
        row = self.find(call, call.path["id"])
        if not (call.caller.is_admin or row["project_id"] == call.caller.project_id):
            raise Forbidden(f"(rule:update_{self.name}) is disallowed by policy")
        return row

    def index(self, call: Call) -> Answer:
        """A list. What an index of the table answers is not read from the rows."""
        tests, values = [self.visible], [call.caller.is_admin, call.caller.project_id or None]
        for column in INDEXED.get(self.table, ("id",)):
            wanted = call.query_values(column)
            if wanted:
                tests.append(f"{column} IN ({', '.join('?' * len(wanted))})")
                values += wanted
        sql = f"SELECT * FROM {self.table} WHERE {' AND '.join(tests)} ORDER BY created_at, id"  # noqa: S608 - constants
        rows = call.cloud.database.rows(sql, *values)
        return listed(call, self.collection, [self.shown(call, row) for row in rows])

    def show(self, call: Call) -> Answer:
        """One of them."""
        return Answer(
            body={self.name: chosen(call, self.shown(call, self.find(call, call.path["id"])))}
        )

    def create(self, call: Call) -> Answer:
        """One, or several at once: all or none."""
        several = call.body.get(self.collection)
        if several is None and self.name not in call.body:
            raise self._not_in_body()
        made = [
            self._made(call, given)
            for given in (several if several is not None else [call.body[self.name]])
        ]
        return Answer(201, {self.collection: made} if several is not None else {self.name: made[0]})

    def _made(self, call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
        self._check_members(given, changing=False)
        missing = [name for name in REQUIRED.get(self.name, ()) if given.get(name) is None]
        if missing:
            raise _missing(missing[0])
        project = given.get("project_id") or given.get("tenant_id") or call.caller.project_id
        if not project:
            raise BadRequest("Running without keystone AuthN requires that tenant_id is specified")
        if project != call.caller.project_id and not call.caller.is_admin:
            raise Forbidden(f"(rule:create_{self.name}) is disallowed by policy")
        self._check_quota(call, project)
        identifier = self.make(call, given, project)
        row = call.cloud.database.row(f"SELECT * FROM {self.table} WHERE id = ?", identifier)  # noqa: S608 - constants
        assert row is not None, "it was made just now"  # noqa: S101 - an invariant
        return self.shown(call, row)

    def _check_quota(self, call: Call, project: str) -> None:
        limit = quota(call, project)[self.name]
        used = call.cloud.database.value(
            f"SELECT count(*) FROM {self.table} WHERE project_id = ?",  # noqa: S608
            project,
        )
        if 0 <= limit <= used:
            raise Conflict(f"Quota exceeded for resources: ['{self.name}'].", kind="OverQuota")

    def update(self, call: Call) -> Answer:
        """Changes one."""
        row = self.own(call)
        if self.name not in call.body:
            raise self._not_in_body()
        self._check_members(call.body[self.name], changing=True)
        self.change(call, row, call.body[self.name])
        return Answer(body={self.name: self.shown(call, self.find(call, row["id"]))})

    def _check_members(self, given: Mapping[str, Any], *, changing: bool) -> None:
        """Raises BadRequest for members that this kind of thing has not, or that cannot be changed."""
        known = schemas.members(self.create_schema, self.name)
        strange = sorted(set(given) - known)
        if strange:
            raise BadRequest(f"Unrecognized attribute(s) '{', '.join(strange)}'")
        if changing and self.update_schema is not None:
            fixed = sorted(set(given) - schemas.members(self.update_schema, self.name))
            if fixed:
                raise BadRequest(f"Cannot update read-only attribute {fixed[0]}")

    def _not_in_body(self) -> BadRequest:
        return BadRequest(f"Unable to find '{self.name}' in request body")

    def delete(self, call: Call) -> Answer:
        """Deletes one."""
        self.remove(call, self.own(call))
        return Answer(204)

    def operations(self) -> list[Operation]:
        """The operations on this kind of thing."""
        base = f"/v2.0/{self.path}"
        found = [
            Operation("GET", base, self.index),
            Operation("POST", base, self.create, schema=self.create_schema),
            Operation("GET", f"{base}/{{id}}", self.show),
            Operation("DELETE", f"{base}/{{id}}", self.delete),
        ]
        if self.update_schema is not None:
            found.append(Operation("PUT", f"{base}/{{id}}", self.update, schema=self.update_schema))
        return found


INDEXED: Mapping[str, tuple[str, ...]] = {
    "ports": ("id", "device_id", "network_id"),
    "subnets": ("id", "network_id"),
}
NOT_FOUND: Mapping[str, str] = {
    "security_group": "Security group {id} does not exist",
    "security_group_rule": "Security group rule {id} does not exist",
    "floatingip": "Floating IP {id} could not be found",
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "subnet": ("network_id", "cidr"),
    "port": ("network_id",),
    "security_group_rule": ("security_group_id", "direction"),
    "floatingip": ("floating_network_id",),
}


def quota(call: Call, project: str) -> dict[str, int]:
    """The limits of a project, -1 for none."""
    own = {
        row["resource"]: row["hard_limit"]
        for row in call.cloud.database.rows(
            "SELECT resource, hard_limit FROM quotas WHERE project_id = ?", project
        )
    }
    return {name: own.get(f"network:{name}", default) for name, default in QUOTAS.items()}


def _missing(name: str) -> BadRequest:
    return BadRequest(
        f"Failed to parse request. Required attribute '{name}' not specified", kind="HTTPBadRequest"
    )

"""v3: who has which role on which project, domain or the system (for admins)."""

from __future__ import annotations

from functools import partial
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, v3_views
from mini_nova_sandbox.state.database import Row

FILTERS = (  # query parameter, column, target ('' for any)
    ("user.id", "user_id", ""),
    ("group.id", "group_id", ""),
    ("role.id", "role_id", ""),
    ("scope.project.id", "target_id", "project"),
    ("scope.domain.id", "target_id", "domain"),
)
FALSE = ("0", "false", "False")
TABLES = {"user": "role_assignments", "group": "group_role_assignments"}  # by kind of actor
TARGETS = ("project", "domain", "system")
SYSTEM = "all"  # the system's id in the tables
Assignment = dict[str, str]  # a row


def index(call: Call) -> Answer:
    """List the role assignments that fit the query; users may list their own.

    With ``effective``, the roles of groups are shown as those of their members.
    """
    call.caller.require_self_or_admin(call.query_value("user.id"))
    if call.query_value("user.id") and call.query_value("group.id"):
        raise BadRequest("Specify a user or group, not both")
    with_names = _flag(call, "include_names")
    rows = _effective_rows(call) if _flag(call, "effective") else _rows(call)
    matches = [row for row in rows if _matches_query(call, row)]
    views = [_view(call, row, with_names=with_names) for row in matches]
    return v3_views.collection(call, "role_assignments", views)


def _flag(call: Call, name: str) -> bool:
    return any(value not in FALSE for value in call.query_values(name))


def _rows(call: Call) -> list[Row]:
    """Return the assignments of users and of groups."""
    database = call.database
    users = database.rows("SELECT *, NULL AS group_id FROM role_assignments")
    groups = database.rows("SELECT *, NULL AS user_id FROM group_role_assignments")
    return users + groups


def _effective_rows(call: Call) -> list[Row]:
    return call.database.rows("SELECT *, NULL AS group_id FROM user_roles")


def _matches_query(call: Call, row: Row) -> bool:
    for parameter, column, target in FILTERS:
        value = call.query_value(parameter)
        if not value:
            continue
        if row[column] != value:
            return False
        if target and row["target"] != target:
            return False
    if call.query_values("scope.system"):
        return bool(row["target"] == "system")
    return True


def _view(call: Call, row: Row, *, with_names: bool) -> dict[str, Any]:
    target = row["target"]
    target_id = row["target_id"]
    role_id = row["role_id"]
    actor = "user" if row["user_id"] else "group"
    actor_id = row["user_id"] or row["group_id"]
    if target == "system":
        path = "system"
        scope: dict[str, Any] = {"all": True}
    else:
        path = f"{target}s/{target_id}"
        scope = v3_views.reference(call, target, target_id, with_name=with_names)
    link = f"{call.root}/identity/v3/{path}/{actor}s/{actor_id}/roles/{role_id}"
    return {
        "links": {"assignment": link},
        "scope": {target: scope},
        actor: v3_views.reference(call, actor, actor_id, with_name=with_names),
        "role": v3_views.reference(call, "role", role_id, with_name=with_names),
    }


def roles(actor: str, target: str, call: Call) -> Answer:
    """List the roles of a user or group on a target. Raises Forbidden, NotFound."""
    call.caller.require_admin()
    actor_id = call.path["actor_id"]
    target_id = _target_id(call, target)
    _check_exist(call, actor, target)
    rows = call.database.rows(
        f"SELECT roles.* FROM roles JOIN {TABLES[actor]} ON role_id = roles.id"  # noqa: S608
        f" WHERE {actor}_id = ? AND target = ? AND target_id = ? ORDER BY roles.name",
        actor_id,
        target,
        target_id,
    )
    return v3_views.directory_collection(call, "role", rows)


def assign(actor: str, target: str, call: Call) -> Answer:
    """Give a user or group a role on a target, unless it has it. Raises Forbidden, NotFound."""
    assignment = _assignment(call, actor, target)
    _check_exist(call, actor, target)
    directory.by_id(call.database, "role", assignment["role_id"])
    if not _exists(call, actor, assignment):
        call.database.insert(TABLES[actor], assignment)
    return Answer(204)


def check(actor: str, target: str, call: Call) -> Answer:
    """Answer 204 if a user or group has a role on a target. Raises Forbidden, NotFound."""
    assignment = _assignment(call, actor, target)
    if not _exists(call, actor, assignment):
        raise _not_assigned(call, target)
    return Answer(204)


def unassign(actor: str, target: str, call: Call) -> Answer:
    """Take a role on a target from a user or group. Raises Forbidden, NotFound."""
    assignment = _assignment(call, actor, target)
    if not call.database.delete(TABLES[actor], **assignment):
        raise _not_assigned(call, target)
    return Answer(204)


def _assignment(call: Call, actor: str, target: str) -> Assignment:
    """Return the row that the path describes. Raises Forbidden."""
    call.caller.require_admin()
    return {
        f"{actor}_id": call.path["actor_id"],
        "role_id": call.path["role_id"],
        "target": target,
        "target_id": _target_id(call, target),
    }


def _target_id(call: Call, target: str) -> str:
    return SYSTEM if target == "system" else call.path["target_id"]


def _check_exist(call: Call, actor: str, target: str) -> None:
    """Raise NotFound unless there are the actor and the target of the path."""
    directory.by_id(call.database, actor, call.path["actor_id"])
    if target != "system":
        directory.by_id(call.database, target, call.path["target_id"])


def _exists(call: Call, actor: str, assignment: Assignment) -> bool:
    row = call.database.row(
        f"SELECT 1 FROM {TABLES[actor]}"  # noqa: S608 - constants
        f" WHERE {actor}_id = ? AND role_id = ? AND target = ? AND target_id = ?",
        *assignment.values(),
    )
    return row is not None


def _not_assigned(call: Call, target: str) -> NotFound:
    target_id = call.path.get("target_id", target)
    return NotFound(
        f"Could not find role assignment with role: {call.path['role_id']}, user or group: "
        f"{call.path['actor_id']}, project, domain, or system: {target_id}."
    )


def _operations(actor: str, target: str) -> list[Operation]:
    """Return the operations on the roles of a kind of actor on a kind of target."""
    base = "/v3/system" if target == "system" else f"/v3/{target}s/{{target_id}}"
    collection = f"{base}/{actor}s/{{actor_id}}/roles"
    item = f"{collection}/{{role_id}}"
    return [
        Operation("GET", collection, partial(roles, actor, target)),
        Operation("PUT", item, partial(assign, actor, target)),
        Operation("HEAD", item, partial(check, actor, target)),
        Operation("GET", item, partial(check, actor, target)),
        Operation("DELETE", item, partial(unassign, actor, target)),
    ]


OPERATIONS = (
    *(
        operation
        for actor in TABLES
        for target in TARGETS
        for operation in _operations(actor, target)
    ),
    Operation("GET", "/v3/role_assignments", index),
)

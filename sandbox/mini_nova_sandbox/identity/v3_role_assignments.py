"""v3: who has which role on which project, domain or the system (for admins)."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, tokens, v3_views
from mini_nova_sandbox.state.database import Row

FILTERS = (  # query parameter, column, target ('' for any)
    ("user.id", "user_id", ""),
    ("role.id", "role_id", ""),
    ("scope.project.id", "target_id", "project"),
    ("scope.domain.id", "target_id", "domain"),
)
FALSE = ("0", "false", "False")


def index(call: Call) -> Answer:
    """List the role assignments that fit the query; users may list their own."""
    call.caller.require_self_or_admin(call.query_value("user.id"))
    names_values = call.query_values("include_names")
    with_names = any(value not in FALSE for value in names_values)
    views = []
    for row in call.database.rows("SELECT * FROM role_assignments"):
        if _matches_query(call, row):
            view = _view(call, row, with_names=with_names)
            views.append(view)
    return v3_views.collection(call, "role_assignments", views)


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
    user_id = row["user_id"]
    role_id = row["role_id"]
    if target == "system":
        path = "system"
        scope: dict[str, Any] = {"all": True}
    else:
        path = f"{target}s/{target_id}"
        scope = v3_views.reference(call, target, target_id, with_name=with_names)
    link = f"{call.root}/identity/v3/{path}/users/{user_id}/roles/{role_id}"
    return {
        "links": {"assignment": link},
        "scope": {target: scope},
        "user": v3_views.reference(call, "user", user_id, with_name=with_names),
        "role": v3_views.reference(call, "role", role_id, with_name=with_names),
    }


def roles_on_project(call: Call) -> Answer:
    """List a user's roles on a project."""
    call.caller.require_admin()
    database = call.database
    user_id = call.path["user_id"]
    project_id = call.path["project_id"]
    roles = tokens.roles_on(database, user_id, "project", project_id)
    rows = [directory.by_id(database, "role", role["id"]) for role in roles]
    return v3_views.directory_collection(call, "role", rows)


def assign(call: Call) -> Answer:
    """Give a user a role on a project, unless it has it. Raises Forbidden, NotFound."""
    assignment = _assignment(call)
    database = call.database
    directory.by_id(database, "user", assignment["user_id"])
    directory.by_id(database, "role", assignment["role_id"])
    directory.by_id(database, "project", assignment["target_id"])
    if not _exists(call, assignment):
        database.insert("role_assignments", assignment)
    return Answer(204)


def check(call: Call) -> Answer:
    """Answer 204 if a user has a role on a project. Raises Forbidden, NotFound."""
    assignment = _assignment(call)
    if not _exists(call, assignment):
        raise NotFound("Could not find role assignment.")
    return Answer(204)


def unassign(call: Call) -> Answer:
    """Take a role on a project from a user. Raises Forbidden, NotFound."""
    assignment = _assignment(call)
    count = call.database.delete("role_assignments", **assignment)
    if not count:
        raise NotFound("Could not find role assignment.")
    return Answer(204)


def _assignment(call: Call) -> dict[str, str]:
    """Return the row that the path describes. Raises Forbidden."""
    call.caller.require_admin()
    return {
        "user_id": call.path["user_id"],
        "role_id": call.path["role_id"],
        "target": "project",
        "target_id": call.path["project_id"],
    }


def _exists(call: Call, assignment: dict[str, str]) -> bool:
    row = call.database.row(
        "SELECT 1 FROM role_assignments"
        " WHERE user_id = ? AND role_id = ? AND target = ? AND target_id = ?",
        *assignment.values(),
    )
    return row is not None


_ROLES = "/v3/projects/{project_id}/users/{user_id}/roles"
_ROLE = f"{_ROLES}/{{role_id}}"
OPERATIONS = (
    Operation("GET", _ROLES, roles_on_project),
    Operation("PUT", _ROLE, assign),
    Operation("GET", _ROLE, check),
    Operation("DELETE", _ROLE, unassign),
    Operation("GET", "/v3/role_assignments", index),
)

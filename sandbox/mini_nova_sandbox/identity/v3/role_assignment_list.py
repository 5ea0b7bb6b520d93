"""List the role assignments that fit a query, as stored or in effect."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import assignments, policy, projects
from mini_nova_sandbox.identity.v3 import filters, views
from mini_nova_sandbox.state.database import Row

FILTERS = (  # query parameter, column, target ('' for any)
    ("user.id", "user_id", ""),
    ("group.id", "group_id", ""),
    ("role.id", "role_id", ""),
    ("scope.domain.id", "target_id", "domain"),
)


def index(call: Call) -> Answer:
    """List the role assignments that fit the query.

    With ``effective``, the roles of groups are shown as those of their members, inherited ones on
    each project, and implied ones beside those that imply them. Raises BadRequest, Forbidden.
    """
    _require_reader(call)
    if call.query_value("user.id") and call.query_value("group.id"):
        raise BadRequest("Specify a user or group, not both")
    is_effective = _flag(call, "effective")
    rows = _effective(call) if is_effective else _stored(call)
    project_ids = _project_ids(call)
    matches = [row for row in rows if _matches(call, row, project_ids)]
    with_names = _flag(call, "include_names")
    items = [_view(call, row, with_names=with_names) for row in matches]
    return views.collection(call, "role_assignments", items)


def _require_reader(call: Call) -> None:
    """Raise Forbidden unless the caller may list: an admin of a project may list its tree's."""
    is_tree = _flag(call, "include_subtree")
    action = "list_role_assignments_for_tree" if is_tree else "list_role_assignments"
    allowed = policy.reads_only_own_domain(call)
    policy.require_reader(call, action, allowed=allowed)


def _stored(call: Call) -> list[Row]:
    return [{**row, "origin": row} for row in assignments.stored(call.database)]


def _effective(call: Call) -> list[Row]:
    """Return what the assignments amount to; on the system only if the query asks for that."""
    rows = assignments.effective(call.database)
    if call.query_values("scope.system"):
        return rows
    return [row for row in rows if row["target"] != "system"]


def _flag(call: Call, name: str) -> bool:
    return any(filters.is_true(value) for value in call.query_values(name))


def _project_ids(call: Call) -> set[str] | None:
    """Return the ids of the projects that the query asks for, None for any target."""
    project_id = call.query_value("scope.project.id")
    if not project_id:
        return None
    ids = {project_id}
    if _flag(call, "include_subtree"):
        ids |= {row["id"] for row in projects.descendants(call.database, project_id)}
    return ids


def _matches(call: Call, row: Row, project_ids: set[str] | None) -> bool:
    for parameter, column, target in FILTERS:
        value = call.query_value(parameter)
        if value and (row[column] != value or target not in ("", row["target"])):
            return False
    if project_ids is not None and not _is_on(row, project_ids):
        return False
    if call.query_values("scope.OS-INHERIT:inherited_to") and not row["inherited"]:
        return False
    return row["target"] == "system" or not call.query_values("scope.system")


def _is_on(row: Row, project_ids: set[str]) -> bool:
    return row["target"] == "project" and row["target_id"] in project_ids


def _view(call: Call, row: Row, *, with_names: bool) -> dict[str, Any]:
    actor = "user" if row["user_id"] else "group"
    actor_id = row["user_id"] or row["group_id"]
    return {
        "links": _links(call, row),
        "scope": _scope(call, row, with_names=with_names),
        actor: views.reference(call, actor, actor_id, with_name=with_names),
        "role": views.reference(call, "role", row["role_id"], with_name=with_names),
    }


def _scope(call: Call, row: Row, *, with_names: bool) -> dict[str, Any]:
    target = row["target"]
    if target == "system":
        return {"system": {"all": True}}
    scope: dict[str, Any] = {
        target: views.reference(call, target, row["target_id"], with_name=with_names)
    }
    if row["inherited"]:
        scope["OS-INHERIT:inherited_to"] = "projects"
    return scope


def _links(call: Call, row: Row) -> dict[str, str]:
    """Return the links to what makes an assignment: itself, a group's membership, a prior role."""
    origin = row["origin"]
    root = f"{call.root}/identity/v3"
    links = {"assignment": f"{root}/{_path(origin)}"}
    if row["user_id"] and origin["group_id"]:
        links["membership"] = f"{root}/groups/{origin['group_id']}/users/{row['user_id']}"
    if "prior_role_id" in row:
        links["prior_role"] = f"{root}/prior_role/{row['role_id']}/implies/{row['prior_role_id']}"
    return links


def _path(origin: Row) -> str:
    """Return the path of a stored assignment."""
    actor = "group" if origin["group_id"] else "user"
    actor_id = origin["group_id"] or origin["user_id"]
    base = (
        "system" if origin["target"] == "system" else f"{origin['target']}s/{origin['target_id']}"
    )
    path = f"{base}/{actor}s/{actor_id}/roles/{origin['role_id']}"
    if origin["inherited"]:
        return f"OS-INHERIT/{path}/inherited_to_projects"
    return path


OPERATIONS = (Operation("GET", "/v3/role_assignments", index),)

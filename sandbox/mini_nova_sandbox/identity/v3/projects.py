"""Create, show, change and delete projects. A domain is a project, too."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import assignments, directory, policy, projects
from mini_nova_sandbox.identity.v3 import domains, entries, schemas, views
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row

CHANGEABLE = ("name", "description", "enabled")


def create(call: Call) -> Answer:
    """Create a project below a domain or another project. Raises BadRequest, Conflict, Forbidden."""
    body = call.body["project"]
    if body.get("is_domain"):
        policy.require_admin(call, "create_project")
        return _as_project(call, domains.insert(call, body))
    parent_id, domain_id = projects.place(
        call.database, body.get("parent_id"), body.get("domain_id")
    )
    _require_manager(call, "create_project", domain_id)
    row = {
        "id": chance.new_hex_id("project"),
        "name": body["name"],
        "domain_id": domain_id,
        "parent_id": parent_id,
        "description": body.get("description") or "",
        "enabled": int(body.get("enabled", True)),
        "tags": json.dumps(sorted(set(body.get("tags") or []))),
    }
    return entries.insert(call, "project", row, body)


def _require_manager(call: Call, action: str, domain_id: str | None) -> None:
    allowed = policy.is_domain_manager(call, domain_id)
    policy.require(call, action, allowed=allowed)


def show(call: Call) -> Answer:
    """Show a project, with its parents or the projects below it if the query asks for them.

    Raises Forbidden, NotFound.
    """
    answer = entries.show("project", call)
    project = directory.by_id(call.database, "project", call.path["id"])
    view = answer.body["project"]
    database = call.database
    if call.query_values("parents_as_list"):
        view["parents"] = _visible(call, projects.parents(database, project))
    if call.query_values("parents_as_ids"):
        view["parents"] = projects.parents_as_ids(database, project)
    if call.query_values("subtree_as_list"):
        view["subtree"] = _visible(call, projects.descendants(database, project["id"]))
    if call.query_values("subtree_as_ids"):
        view["subtree"] = projects.subtree_as_ids(database, project["id"])
    return answer


def _visible(call: Call, rows: list[Row]) -> list[dict[str, Any]]:
    """Return the projects on which the caller has a role, as Keystone does, even for admins."""
    own = {row["id"] for row in assignments.projects_of(call.database, call.caller.user_id)}
    return [{"project": views.entry(call, "project", row)} for row in rows if row["id"] in own]


def update(call: Call) -> Answer:
    """Change a project. Raises BadRequest, Conflict, Forbidden, NotFound."""
    body = call.body["project"]
    database = call.database
    project = directory.by_id(database, "project", call.path["id"])
    _require_manager(call, "update_project", project["domain_id"])
    if "is_domain" in project:
        return _as_project(call, domains.change(call, body))
    parent_id = project["parent_id"] or project["domain_id"]
    if body.get("parent_id", parent_id) != parent_id:
        raise Forbidden("Update of `parent_id` is not allowed.")
    projects.check_enabled(database, project, enabled=body.get("enabled", True))
    changes = entries.pick_columns(body, CHANGEABLE)
    if "description" in changes:
        changes["description"] = changes["description"] or ""
    if "tags" in body:
        changes["tags"] = json.dumps(sorted(set(body["tags"])))
    return entries.update(call, "project", changes, body)


def _as_project(call: Call, answer: Answer) -> Answer:
    """Return the answer to a write of a domain with the domain as a project."""
    domain = directory.by_id(call.database, "domain", answer.body["domain"]["id"])
    view = views.entry(call, "project", directory.as_project(domain))
    return Answer(answer.status, {"project": view})


def delete(call: Call) -> Answer:
    """Delete a project without children, its role assignments and its tokens.

    Raises Forbidden, NotFound.
    """
    project = directory.by_id(call.database, "project", call.path["id"])
    _require_manager(call, "delete_project", project["domain_id"])
    if "is_domain" in project:
        return domains.delete(call)
    entries.check_mutable("project", project, "delete")
    if projects.children(call.database, project["id"]):
        raise Forbidden(
            f"Cannot delete the project {project['id']} since it is not a leaf in the hierarchy."
            " Use the cascade option if you want to delete a whole subtree."
        )
    domains.remove_project(call, project["id"])
    return Answer(204)


OPERATIONS = (
    Operation("POST", "/v3/projects", create, schema=schemas.CREATE_PROJECT),
    Operation("GET", "/v3/projects/{id}", show),
    Operation("PATCH", "/v3/projects/{id}", update, schema=schemas.UPDATE_PROJECT),
    Operation("DELETE", "/v3/projects/{id}", delete),
)

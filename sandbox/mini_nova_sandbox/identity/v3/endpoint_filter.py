"""Which endpoints a project's catalog has (OS-EP-FILTER): single ones, and groups of them.

A project without any of them has them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import catalog, directory, policy
from mini_nova_sandbox.identity.v3 import filters, resource, views
from mini_nova_sandbox.identity.v3.catalog import ENDPOINT
from mini_nova_sandbox.identity.v3.resource import Members, Resource
from mini_nova_sandbox.identity.v3.schemas import wrap
from mini_nova_sandbox.state.database import Row

_GROUP = {
    "name": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": {"type": ["string", "null"], "maxLength": 65535},
    "filters": {
        "type": "object",
        "properties": {name: {"type": ["string", "boolean"]} for name in catalog.GROUP_FILTERS},
        "additionalProperties": False,
    },
}


def _prepare_group(_call: Call, members: Members, _row: Row | None) -> Members:
    if "filters" in members:
        members["filters"] = json.dumps(members["filters"])
    return members


def _group_view(call: Call, row: Row) -> Members:
    view = resource.plain_view(GROUP, call, row)
    view["filters"] = json.loads(view["filters"])
    return view


GROUP = Resource(
    kind="endpoint_group",
    collection="endpoint_groups",
    defaults={"name": None, "description": None, "filters": None},
    create_schema=wrap("endpoint_group", _GROUP, "name", "filters"),
    update_schema=wrap("endpoint_group", _GROUP),
    filters=("name",),
    prefix="/v3/OS-EP-FILTER",
    prepare=_prepare_group,
    show=_group_view,
    has_extra=False,
    missing="Could not find Endpoint Group: {}.",
)


def endpoints_of_group(call: Call) -> Answer:
    """List the endpoints that a group's filters let through. Raises Forbidden, NotFound."""
    policy.require_reader(call, "list_endpoints_associated_with_endpoint_group")
    group = resource.find(GROUP, call, call.path["group_id"])
    rows = call.database.rows("SELECT * FROM endpoints ORDER BY id")
    members = [row for row in rows if catalog.is_in_group(row, json.loads(group["filters"]))]
    return _endpoints(call, members)


def endpoints_of_project(call: Call) -> Answer:
    """List the endpoints that a project has been given. Raises Forbidden, NotFound."""
    policy.require_reader(call, "list_endpoints_for_project")
    project = directory.by_id(call.database, "project", call.path["project_id"])
    own_ids = catalog.endpoint_ids_of_project(call.database, project["id"])
    rows = call.database.rows("SELECT * FROM endpoints ORDER BY id")
    return _endpoints(call, [row for row in rows if row["id"] in own_ids])


def _endpoints(call: Call, rows: list[Row]) -> Answer:
    items = [resource.view(ENDPOINT, call, row) for row in rows]
    return views.collection(call, "endpoints", items)


def projects_of_endpoint(call: Call) -> Answer:
    """List the projects that have been given an endpoint. Raises Forbidden, NotFound."""
    policy.require_reader(call, "list_projects_for_endpoint")
    endpoint = resource.find(ENDPOINT, call, call.path["endpoint_id"])
    return _projects(call, "project_endpoints WHERE endpoint_id = ?", endpoint["id"])


def projects_of_group(call: Call) -> Answer:
    """List the projects that have been given a group. Raises Forbidden, NotFound."""
    policy.require_reader(call, "list_projects_associated_with_endpoint_group")
    group = resource.find(GROUP, call, call.path["group_id"])
    return _projects(call, "project_endpoint_groups WHERE endpoint_group_id = ?", group["id"])


def _projects(call: Call, source: str, identifier: str) -> Answer:
    sql = f"SELECT * FROM projects WHERE id IN (SELECT project_id FROM {source}) ORDER BY name"  # noqa: S608
    return views.directory_collection(call, "project", call.database.rows(sql, identifier))


def groups_of_project(call: Call) -> Answer:
    """List the groups that a project has been given. Raises Forbidden, NotFound."""
    policy.require_reader(call, "list_endpoint_groups_for_project")
    project = directory.by_id(call.database, "project", call.path["project_id"])
    rows = call.database.rows(
        "SELECT endpoint_groups.* FROM endpoint_groups JOIN project_endpoint_groups"
        " ON endpoint_group_id = endpoint_groups.id WHERE project_id = ? ORDER BY name",
        project["id"],
    )
    items = [resource.view(GROUP, call, row) for row in rows]
    matches = filters.matching(call, items, GROUP.filters)
    return views.collection(call, "endpoint_groups", matches)


def give(call: Call) -> Answer:
    """Give an endpoint or group to a project, unless it has it. Raises Forbidden, NotFound."""
    policy.require_admin(call, _action(call, "add"))
    table, row = _association(call)
    if not _exists(call, table, row):
        call.database.insert(table, row)
    return Answer(204)


def check(call: Call) -> Answer:
    """Answer 204 if a project has an endpoint, 200 and the group for one. Raises NotFound."""
    policy.require_reader(call, _action(call, "check"))
    table, row = _association(call)
    if not _exists(call, table, row):
        raise _not_associated(row)
    if "group_id" not in call.path:
        return Answer(204)
    group = resource.find(GROUP, call, call.path["group_id"])
    return Answer(body={"endpoint_group": resource.view(GROUP, call, group)})


def take(call: Call) -> Answer:
    """Take an endpoint or group from a project. Raises Forbidden, NotFound."""
    policy.require_admin(call, _action(call, "remove"))
    table, row = _association(call)
    if not call.database.delete(table, **row):
        raise _not_associated(row)
    return Answer(204)


def _action(call: Call, verb: str) -> str:
    thing = "endpoint_group" if "group_id" in call.path else "endpoint"
    place = {"add": "to", "check": "in", "remove": "from"}[verb]
    return f"{verb}_{thing}_{place}_project"


def _association(call: Call) -> tuple[str, dict[str, str]]:
    """Return the table and the row that the path describes. Raises NotFound."""
    project = directory.by_id(call.database, "project", call.path["project_id"])
    if "group_id" in call.path:
        group = resource.find(GROUP, call, call.path["group_id"])
        row = {"project_id": project["id"], "endpoint_group_id": group["id"]}
        return "project_endpoint_groups", row
    endpoint = resource.find(ENDPOINT, call, call.path["endpoint_id"])
    return "project_endpoints", {"project_id": project["id"], "endpoint_id": endpoint["id"]}


def _exists(call: Call, table: str, row: Mapping[str, str]) -> bool:
    condition = " AND ".join(f"{name} = ?" for name in row)
    sql = f"SELECT 1 FROM {table} WHERE {condition}"  # noqa: S608 - constants
    return call.database.value(sql, *row.values()) is not None


def _not_associated(row: Mapping[str, Any]) -> NotFound:
    project_id, other_id = row.values()
    return NotFound(f"Endpoint or group {other_id} not associated with project {project_id}.")


_FILTER = "/v3/OS-EP-FILTER"
_ENDPOINT = f"{_FILTER}/projects/{{project_id}}/endpoints/{{endpoint_id}}"
_OF_GROUP = f"{_FILTER}/endpoint_groups/{{group_id}}"
_PAIR = f"{_OF_GROUP}/projects/{{project_id}}"
OPERATIONS = (
    *resource.operations(GROUP),
    Operation("GET", f"{_OF_GROUP}/endpoints", endpoints_of_group),
    Operation("GET", f"{_OF_GROUP}/projects", projects_of_group),
    Operation("GET", f"{_FILTER}/projects/{{project_id}}/endpoints", endpoints_of_project),
    Operation("GET", f"{_FILTER}/projects/{{project_id}}/endpoint_groups", groups_of_project),
    Operation("GET", f"{_FILTER}/endpoints/{{endpoint_id}}/projects", projects_of_endpoint),
    *(
        operation
        for path in (_ENDPOINT, _PAIR)
        for operation in (
            Operation("PUT", path, give),
            Operation("GET", path, check),
            Operation("DELETE", path, take),
        )
    ),
)

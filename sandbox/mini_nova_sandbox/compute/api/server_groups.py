"""Server groups: affinity and anti-affinity of servers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.compute.api import microversions, paging, schemas
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Row

HARD_POLICIES = ("anti-affinity", "affinity")
POLICIES = (*HARD_POLICIES, "soft-anti-affinity", "soft-affinity")


def _create_schema(required: str, **properties: Any) -> dict[str, Any]:
    group = schemas.obj({"name": schemas.NAME, **properties}, "name", required)
    return schemas.obj({"server_group": group}, "server_group")


def _one_of(policies: tuple[str, ...]) -> dict[str, Any]:
    policy = {"type": "string", "enum": list(policies)}
    return {
        "type": "array",
        "items": policy,
        "minItems": 1,
        "maxItems": 1,
    }


MAX_SERVER_PER_HOST = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 1,
    "maximum": 2**31 - 1,
}
CREATE = _create_schema("policies", policies=_one_of(HARD_POLICIES))
CREATE_SOFT = _create_schema("policies", policies=_one_of(POLICIES))
CREATE_WITH_RULES = _create_schema(
    "policy",
    policy={"type": "string", "enum": list(POLICIES)},
    rules=schemas.obj({"max_server_per_host": MAX_SERVER_PER_HOST}),
)


def create_schema(version: Microversion) -> Schema:
    """Return the schema of ``POST /os-server-groups``."""
    if version >= microversions.SERVER_GROUP_POLICY:
        return CREATE_WITH_RULES
    if version >= microversions.SOFT_POLICIES:
        return CREATE_SOFT
    return CREATE


def index(call: Call) -> Answer:
    """List the project's server groups; for admins who ask, those of all projects."""
    wants_all_projects = call.query_value("all_projects") in TRUE
    all_projects = wants_all_projects and call.caller.is_admin
    offset = call.query_number("offset", 0)
    rows = call.database.rows(
        "SELECT * FROM server_groups WHERE ? OR project_id = ?"
        " ORDER BY created_at, id LIMIT ? OFFSET ?",
        all_projects,
        call.caller.project_id,
        paging.page_size(call) or paging.MAX_LIMIT,  # unlike elsewhere, 0 is no limit
        offset,
    )
    views = [_view(call, row) for row in rows]
    return Answer(body={"server_groups": views})


def show(call: Call) -> Answer:
    """Show one server group."""
    row = _find(call)
    return Answer(body={"server_group": _view(call, row)})


def create(call: Call) -> Answer:
    """Create a server group."""
    group = call.body["server_group"]
    policy = _policy(group)
    if group.get("rules") and policy != "anti-affinity":
        raise BadRequest("Only anti-affinity policy supports rules.")
    rules = _rules(group)
    database = call.database
    caller = call.caller
    quotas.check(database, caller.project_id, {"server_groups": 1}, caller.user_id)
    row = {
        "id": chance.new_uuid("server group"),
        "name": group["name"],
        "project_id": caller.project_id,
        "user_id": caller.user_id,
        "policy": policy,
        "rules": json.dumps(rules),
        "created_at": clock.now(),
    }
    database.insert("server_groups", row)
    return Answer(body={"server_group": _view(call, row)})


def delete(call: Call) -> Answer:
    """Delete a server group; its members stay."""
    row = _find(call)
    call.database.delete("server_groups", id=row["id"])
    return Answer(204)


def _policy(group: Mapping[str, Any]) -> str:
    """Return the policy of a create request: ``policy``, or the only one in ``policies``."""
    if "policy" in group:
        return str(group["policy"])
    return str(group["policies"][0])


def _rules(group: Mapping[str, Any]) -> dict[str, int]:
    """Return the rules of a create request. Raises BadRequest."""
    rules = {}
    for name, value in group.get("rules", {}).items():
        number = int(value)
        if number < 1:
            raise BadRequest(f"Invalid input for field/attribute {name}.")
        rules[name] = number
    return rules


def _find(call: Call) -> Row:
    group_id = call.path["group_id"]
    row = call.database.row(
        "SELECT * FROM server_groups WHERE id = ? AND (? OR project_id = ?)",
        group_id,
        call.caller.is_admin,
        call.caller.project_id,
    )
    if row is None:
        raise NotFound(f"Instance group {group_id} could not be found.")
    return row


def _view(call: Call, row: Row) -> dict[str, Any]:
    members = call.database.rows(
        "SELECT uuid FROM instances WHERE server_group_id = ? AND deleted = 0", row["id"]
    )
    view: dict[str, Any] = {
        "id": row["id"],
        "name": row["name"],
        "members": [member["uuid"] for member in members],
    }
    if call.version >= microversions.SERVER_GROUP_POLICY:
        view["policy"] = row["policy"]
        view["rules"] = json.loads(row["rules"])
    else:
        view["policies"] = [row["policy"]]
        view["metadata"] = {}
    if call.version >= microversions.SERVER_GROUP_OWNER:
        view["project_id"] = row["project_id"]
        view["user_id"] = row["user_id"]
    return view


OPERATIONS = (
    Operation(
        "GET",
        "/os-server-groups",
        index,
        parameters=("all_projects", "limit", "offset"),
        strict_since=microversions.STRICT,
    ),
    Operation("POST", "/os-server-groups", create, schema=create_schema),
    Operation("GET", "/os-server-groups/{group_id}", show),
    Operation("DELETE", "/os-server-groups/{group_id}", delete),
)

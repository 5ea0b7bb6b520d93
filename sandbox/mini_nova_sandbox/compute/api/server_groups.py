"""Server groups: affinity and anti-affinity, and their members."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

POLICIES = ("affinity", "anti-affinity", "soft-affinity", "soft-anti-affinity")


def _body(policy: Mapping[str, Any]) -> dict[str, Any]:
    group = schemas.obj({"name": schemas.NAME, **policy}, "name", next(iter(policy)))
    return schemas.obj({"server_group": group}, "server_group")


def _policies(names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "policies": {
            "type": "array",
            "items": {"type": "string", "enum": list(names)},
            "minItems": 1,
            "maxItems": 1,
        }
    }


MOST_ON_HOST = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 1,
    "maximum": 2**31 - 1,
}
OLDEST = _body(_policies(POLICIES[:2]))
SOFT = _body(_policies(POLICIES))
NEW = _body(
    {
        "policy": {"type": "string", "enum": list(POLICIES)},
        "rules": schemas.obj({"max_server_per_host": MOST_ON_HOST}),
    }
)


def schema(version: Microversion) -> Mapping[str, Any]:
    """The body of ``POST /os-server-groups``."""
    if version >= (2, 64):
        return NEW
    return SOFT if version >= (2, 15) else OLDEST


def index(call: Call) -> Answer:
    """The project's, or all for admins."""
    everywhere = call.caller.is_admin and call.query_value("all_projects") in TRUE
    offset, limit = call.query_number("offset", 0), call.query_number("limit", 1000) or 1000
    rows = call.cloud.database.rows(
        "SELECT * FROM server_groups WHERE ? OR project_id = ? ORDER BY created_at, id LIMIT ? OFFSET ?",
        everywhere,
        call.caller.project_id,
        min(limit, 1000),
        offset,
    )
    return Answer(body={"server_groups": [_view(call, row) for row in rows]})


def show(call: Call) -> Answer:
    """One of them."""
    return Answer(body={"server_group": _view(call, _found(call))})


def create(call: Call) -> Answer:
    """Makes one."""
    given = call.body["server_group"]
    policy = given["policy"] if "policy" in given else given["policies"][0]
    rules = {name: int(value) for name, value in given.get("rules", {}).items()}
    if rules and policy != "anti-affinity":
        raise BadRequest("Only anti-affinity policy supports rules.")
    if any(value < 1 for value in rules.values()):
        raise BadRequest("Invalid input for field/attribute max_server_per_host.")
    quotas.check(call.cloud.database, call.caller.project_id, {"server_groups": 1})
    row = {
        "id": str(uuid.uuid4()),
        "name": given["name"],
        "project_id": call.caller.project_id,
        "user_id": call.caller.user_id,
        "policy": policy,
        "rules": json.dumps(rules),
        "created_at": clock.now(),
    }
    call.cloud.database.insert("server_groups", row)
    return Answer(body={"server_group": _view(call, row)})


def delete(call: Call) -> Answer:
    """Takes one away; its members stay."""
    call.cloud.database.delete("server_groups", id=_found(call)["id"])
    return Answer(204)


def _found(call: Call) -> Row:
    wanted = call.path["group_id"]
    row = call.cloud.database.row(
        "SELECT * FROM server_groups WHERE id = ? AND (? OR project_id = ?)",
        wanted,
        call.caller.is_admin,
        call.caller.project_id,
    )
    if row is None:
        raise NotFound(f"Instance group {wanted} could not be found.")
    return row


def _view(call: Call, row: Any) -> dict[str, Any]:
    members = call.cloud.database.rows(
        "SELECT uuid FROM instances WHERE server_group_id = ? AND deleted = 0", row["id"]
    )
    shown: dict[str, Any] = {
        "id": row["id"],
        "name": row["name"],
        "members": [one["uuid"] for one in members],
    }
    if call.version >= (2, 64):
        shown |= {"policy": row["policy"], "rules": json.loads(row["rules"])}
    else:
        shown |= {"policies": [row["policy"]], "metadata": {}}
    if call.version >= (2, 13):
        shown |= {"project_id": row["project_id"], "user_id": row["user_id"]}
    return shown


OPERATIONS = (
    Operation("GET", "/os-server-groups", index),
    Operation("POST", "/os-server-groups", create, schema=schema),
    Operation("GET", "/os-server-groups/{group_id}", show),
    Operation("DELETE", "/os-server-groups/{group_id}", delete),
)

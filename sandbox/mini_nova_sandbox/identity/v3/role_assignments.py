"""Who has which role on which project, domain or the system.

A role on a project or domain may be inherited to the projects below (OS-INHERIT).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy
from mini_nova_sandbox.identity.v3 import views

TABLES = {"user": "role_assignments", "group": "group_role_assignments"}  # by kind of actor
TARGETS = ("project", "domain", "system")
SYSTEM = "all"  # the system's id in the tables
Assignment = dict[str, Any]  # a row


@dataclass(frozen=True)
class Kind:
    """A kind of assignment: of users or groups, on a kind of target, inherited or not."""

    actor: str
    target: str
    inherited: bool = False


def roles(kind: Kind, call: Call) -> Answer:
    """List the roles of a user or group on a target. Raises Forbidden, NotFound."""
    _require_reader(call, kind, "list_grants")
    _check_exist(call, kind)
    rows = call.database.rows(
        f"SELECT roles.* FROM roles JOIN {TABLES[kind.actor]} ON role_id = roles.id"  # noqa: S608
        f" WHERE {kind.actor}_id = ? AND target = ? AND target_id = ? AND inherited = ?"
        " ORDER BY roles.name",
        call.path["actor_id"],
        kind.target,
        _target_id(call, kind),
        kind.inherited,
    )
    return views.directory_collection(call, "role", rows)


def assign(kind: Kind, call: Call) -> Answer:
    """Give a user or group a role on a target, unless it has it. Raises Forbidden, NotFound."""
    _require_admin(call, kind, "create_grant")
    assignment = _assignment(call, kind)
    _check_exist(call, kind)
    directory.by_id(call.database, "role", assignment["role_id"])
    if not _exists(call, kind, assignment):
        call.database.insert(TABLES[kind.actor], assignment)
    return Answer(204)


def check(kind: Kind, call: Call) -> Answer:
    """Answer 204 if a user or group has a role on a target. Raises Forbidden, NotFound."""
    _require_reader(call, kind, "check_grant")
    if not _exists(call, kind, _assignment(call, kind)):
        raise _not_assigned(call, kind)
    return Answer(204)


def unassign(kind: Kind, call: Call) -> Answer:
    """Take a role on a target from a user or group. Raises Forbidden, NotFound."""
    _require_admin(call, kind, "revoke_grant")
    assignment = _assignment(call, kind)
    if not call.database.delete(TABLES[kind.actor], **assignment):
        raise _not_assigned(call, kind)
    return Answer(204)


def _require_admin(call: Call, kind: Kind, action: str) -> None:
    policy.require_admin(call, _action(kind, action))


def _require_reader(call: Call, kind: Kind, action: str) -> None:
    policy.require_reader(call, _action(kind, action))


def _action(kind: Kind, action: str) -> str:
    """Return the name of the policy, which is another one on the system."""
    if kind.target != "system":
        return action
    return f"{action.replace('grant', 'system_grant')}_for_{kind.actor}"


def _assignment(call: Call, kind: Kind) -> Assignment:
    """Return the row that the path describes."""
    return {
        f"{kind.actor}_id": call.path["actor_id"],
        "role_id": call.path["role_id"],
        "target": kind.target,
        "target_id": _target_id(call, kind),
        "inherited": int(kind.inherited),
    }


def _target_id(call: Call, kind: Kind) -> str:
    return SYSTEM if kind.target == "system" else call.path["target_id"]


def _check_exist(call: Call, kind: Kind) -> None:
    """Raise NotFound unless there are the actor and the target of the path."""
    directory.by_id(call.database, kind.actor, call.path["actor_id"])
    if kind.target != "system":
        directory.by_id(call.database, kind.target, call.path["target_id"])


def _exists(call: Call, kind: Kind, assignment: Assignment) -> bool:
    conditions = " AND ".join(f"{name} = ?" for name in assignment)
    sql = f"SELECT 1 FROM {TABLES[kind.actor]} WHERE {conditions}"  # noqa: S608 - constants
    return call.database.row(sql, *assignment.values()) is not None


def _not_assigned(call: Call, kind: Kind) -> NotFound:
    target_id = call.path.get("target_id", kind.target)
    return NotFound(
        f"Could not find role assignment with role: {call.path['role_id']}, user or group: "
        f"{call.path['actor_id']}, project, domain, or system: {target_id}."
    )


def _operations(kind: Kind) -> list[Operation]:
    """Return the operations on the roles of a kind of actor on a kind of target."""
    base = "/v3/system" if kind.target == "system" else f"/v3/{kind.target}s/{{target_id}}"
    suffix = ""
    if kind.inherited:
        base = base.replace("/v3", "/v3/OS-INHERIT")
        suffix = "/inherited_to_projects"
    collection = f"{base}/{kind.actor}s/{{actor_id}}/roles"
    item = f"{collection}/{{role_id}}{suffix}"
    return [
        Operation("GET", f"{collection}{suffix}", partial(roles, kind)),
        Operation("PUT", item, partial(assign, kind)),
        Operation("HEAD", item, partial(check, kind)),
        Operation("GET", item, partial(check, kind)),
        Operation("DELETE", item, partial(unassign, kind)),
    ]


KINDS = (
    *(Kind(actor, target) for actor in TABLES for target in TARGETS),
    *(Kind(actor, target, True) for actor in TABLES for target in ("project", "domain")),
)
OPERATIONS = tuple(operation for kind in KINDS for operation in _operations(kind))

"""RBAC policies: a network is shared with one project, or with all of them."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.network import schemas
from mini_nova_sandbox.network.resources import OWN, Attributes, Resource
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Row

OBJECT_TYPES = ("network",)
SHARED = "access_as_shared"
EXTERNAL = "access_as_external"
FLAGS = {SHARED: "shared", EXTERNAL: "external"}  # columns of a network
EVERYBODY = "*"
_PROJECT_ID = re.compile("[0-9a-fA-F]{32}")


def _insert(call: Call, attributes: Attributes, project_id: str) -> str:
    """Write a policy. Raises BadRequest, Conflict, Forbidden, NotFound."""
    _check(attributes)
    network_id = attributes["object_id"]
    _refuse_foreign_network(call, network_id)
    target = attributes["target_tenant"]
    _check_target(call, target, "create_rbac_policy")
    row = {
        "id": chance.new_uuid("policy"),
        "project_id": project_id,
        "object_type": attributes["object_type"],
        "object_id": network_id,
        "action": attributes["action"],
        "target_project": target,
        "created_at": clock.now(),
    }
    try:
        call.database.insert("rbac_policies", row)
    except sqlite3.IntegrityError as error:
        raise _duplicate() from error
    _set_flag(call, row, value=1)
    return str(row["id"])


def _check_target(call: Call, target: str, rule: str) -> None:
    """Check with whom a network is shared: with everybody by admins only.

    Raises BadRequest, Forbidden.
    """
    if target != EVERYBODY and not _PROJECT_ID.fullmatch(target.replace("-", "")):
        raise BadRequest(
            f"Invalid input for operation: '{target}' is not a valid target project ID;"
            " expected a UUID or '*'.",
            kind="InvalidInput",
        )
    if target == EVERYBODY and not call.caller.is_admin:
        raise Forbidden(f"(rule:{rule}) is disallowed by policy")


def _duplicate() -> Conflict:
    return Conflict("An RBAC policy already exists with those values.", kind="DuplicateRbacPolicy")


def _check(attributes: Attributes) -> None:
    object_type = attributes["object_type"]
    if object_type not in OBJECT_TYPES:
        raise BadRequest(
            f"Invalid input for operation: '{object_type}' is not a valid RBAC object type.",
            kind="InvalidInput",
        )
    action = attributes["action"]
    if action not in FLAGS:
        raise BadRequest(
            f"Invalid action '{action}' for object type '{object_type}'. "
            f"Valid actions: {tuple(FLAGS)}",
            kind="InvalidActionForType",
        )


def _refuse_foreign_network(call: Call, network_id: str) -> None:
    """Raise NotFound unless the network is the caller's, or the caller is an admin."""
    caller = call.caller
    sql = f"SELECT 1 FROM networks WHERE id = ? AND {OWN}"  # noqa: S608 - constants
    if call.database.value(sql, network_id, caller.is_admin, caller.project_id or None) is None:
        raise NotFound(
            f"RBAC object of type network with ID {network_id} not found",
            kind="RbacPolicyObjectNotFound",
        )


def _set_flag(call: Call, row: Row, *, value: int) -> None:
    """Set the flag of a network that a policy for everybody stands for."""
    if row["target_project"] == EVERYBODY:
        column = FLAGS[row["action"]]
        call.database.update("networks", {column: value}, id=row["object_id"])


def _change(call: Call, row: Row, attributes: Attributes) -> None:
    """Share with another project. Raises Conflict, Forbidden."""
    target = attributes.get("target_tenant")
    if target:
        _check_target(call, target, "update_rbac_policy")
        _set_flag(call, row, value=0)
        try:
            call.database.update("rbac_policies", {"target_project": target}, id=row["id"])
        except sqlite3.IntegrityError as error:
            raise _duplicate() from error
        _set_flag(call, {**row, "target_project": target}, value=1)


def _remove(call: Call, row: Row) -> None:
    _set_flag(call, row, value=0)
    call.database.delete("rbac_policies", id=row["id"])


def _view(_call: Call, row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "object_type": row["object_type"],
        "object_id": row["object_id"],
        "action": row["action"],
        "target_tenant": row["target_project"],
    }


RBAC_POLICIES = Resource(
    name="rbac_policy",
    path="rbac-policies",
    table="rbac_policies",
    not_found_kind="RbacPolicyNotFound",
    visible=OWN,
    view=_view,
    insert=_insert,
    change=_change,
    remove=_remove,
    properties=schemas.RBAC_POLICY,
    read_only=("object_type", "object_id", "action"),
)

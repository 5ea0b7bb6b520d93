"""Security groups and their rules as resources: how they are created, changed and removed."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Conflict
from mini_nova_sandbox.network import rules, schemas, security_groups
from mini_nova_sandbox.network.resources import (
    OWN,
    Attributes,
    Resource,
    text_columns,
    update_row,
)
from mini_nova_sandbox.state.database import Row


def _insert_group(call: Call, attributes: Attributes, project_id: str) -> str:
    _refuse_default_name(attributes)
    group = security_groups.create(call.database, project_id, attributes)
    return str(group["id"])


def _remove_group(call: Call, row: Row) -> None:
    security_groups.delete(call.database, row, by_admin=call.caller.is_admin)


def _change_group(call: Call, row: Row, attributes: Attributes) -> None:
    if row["name"] == security_groups.DEFAULT and "name" in attributes:
        raise Conflict(
            "Updating default security group not allowed.", kind="SecurityGroupCannotUpdateDefault"
        )
    _refuse_default_name(attributes)
    changes = text_columns(attributes, "name", "description")
    if "stateful" in attributes:
        changes["stateful"] = int(attributes["stateful"])
    update_row(call, "security_groups", row, changes)


def _refuse_default_name(attributes: Attributes) -> None:
    """Raise Conflict if a group is to have the name of each project's first group."""
    name = attributes.get("name") or ""
    if name.lower() == security_groups.DEFAULT:
        raise Conflict(
            "Default security group already exists.", kind="SecurityGroupDefaultAlreadyExists"
        )


def _insert_rule(call: Call, attributes: Attributes, _project_id: str) -> str:
    group = SECURITY_GROUPS.find(call, attributes["security_group_id"])
    remote_group_id = attributes.get("remote_group_id")
    if remote_group_id:
        SECURITY_GROUPS.find(call, remote_group_id)
    normalized_rule = rules.normalize(attributes)
    rule = security_groups.add_rule(call.database, group, normalized_rule)
    return str(rule["id"])


SECURITY_GROUPS = Resource(
    name="security_group",
    path="security-groups",
    table="security_groups",
    not_found_kind="SecurityGroupNotFound",
    visible=OWN,
    view=lambda call, row: security_groups.view(call.database, row),
    insert=_insert_group,
    change=_change_group,
    remove=_remove_group,
    properties=schemas.SECURITY_GROUP,
)
RULES = Resource(
    name="security_group_rule",
    path="security-group-rules",
    table="security_group_rules",
    not_found_kind="SecurityGroupRuleNotFound",
    visible=OWN,
    view=lambda _call, row: security_groups.rule_summary(row),
    insert=_insert_rule,
    change=None,
    remove=lambda call, row: security_groups.delete_rule(call.database, row["id"]),
    properties=schemas.RULE,
)

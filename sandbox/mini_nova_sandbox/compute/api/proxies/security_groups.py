"""Security groups as Nova proxied them before 2.36: Neutron's, with their ingress rules only."""

from __future__ import annotations

import re
from typing import Any

from mini_nova_sandbox.compute.api import paging, schemas
from mini_nova_sandbox.compute.api.microversions import NO_PROXIES, before
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import security_groups
from mini_nova_sandbox.network.security_resources import SECURITY_GROUPS
from mini_nova_sandbox.state.database import Database, Row

LAST = before(NO_PROXIES)
ANYWHERE = "0.0.0.0/0"  # Nova's word for it in both IP versions
ALL_PORTS = (1, 65535)
WITH_PORTS = ("tcp", "udp")
NO_NUMBER = (-1, -1)  # a rule without ICMP type and code, or without ports of another protocol
FIELDS = schemas.obj({"name": schemas.TEXT, "description": schemas.TEXT}, "name", "description")
GROUP = schemas.obj({"security_group": {**FIELDS, "additionalProperties": True}}, "security_group")


def index(call: Call) -> Answer:
    """List the project's security groups; with ``all_tenants``, an admin sees everybody's."""
    database = call.database
    caller = call.caller
    security_groups.default_group(database, caller.project_id)
    is_for_all = caller.is_admin and bool(call.query_values("all_tenants"))
    rows = database.rows(
        "SELECT * FROM security_groups WHERE ? OR project_id = ? ORDER BY project_id, name, id",
        is_for_all,
        caller.project_id,
    )
    offset = call.query_number("offset", 0)
    size = paging.page_size(call)
    views = [view(database, row) for row in rows[offset : offset + size]]
    return Answer(body={"security_groups": views})


def show(call: Call) -> Answer:
    """Show a security group."""
    row = find(call, call.path["group_id"])
    return Answer(body={"security_group": view(call.database, row)})


def create(call: Call) -> Answer:
    """Create a security group. Raises Forbidden over the quota, and for the name ``default``."""
    try:
        group = SECURITY_GROUPS.create_item(call, _attributes(call))
    except Conflict as error:
        raise Forbidden(error.message) from error
    row = find(call, group["id"])
    return Answer(body={"security_group": view(call.database, row)})


def update(call: Call) -> Answer:
    """Change a security group's name and description."""
    row = find(call, call.path["group_id"])
    SECURITY_GROUPS.change_item(call, row, _attributes(call))
    row = find(call, row["id"])
    return Answer(body={"security_group": view(call.database, row)})


def delete(call: Call) -> Answer:
    """Delete a security group. Raises BadRequest if it is in use."""
    row = find(call, call.path["group_id"])
    try:
        SECURITY_GROUPS.delete_item(call, row)
    except Conflict as error:
        raise BadRequest(error.message) from error
    return Answer(202)


def _attributes(call: Call) -> dict[str, str]:
    fields = call.body["security_group"]
    return {"name": fields["name"], "description": fields["description"]}


def check_id(identifier: str) -> None:
    """Raise BadRequest for the id of a group or a rule that is no UUID."""
    if not re.match(schemas.UUID["pattern"], identifier):
        raise BadRequest("Security group id should be uuid")


def find(call: Call, group_id: str) -> Row:
    """Return a group that the caller may see. Raises BadRequest, NotFound."""
    check_id(group_id)
    try:
        return SECURITY_GROUPS.find(call, group_id)
    except NotFound as error:
        raise NotFound(error.message) from error


def view(database: Database, group: Row) -> dict[str, Any]:
    """Return a group with its ingress rules, in Nova's shape."""
    rules = database.rows(
        "SELECT * FROM security_group_rules"
        " WHERE security_group_id = ? AND direction = 'ingress' ORDER BY created_at, id",
        group["id"],
    )
    return {
        "id": group["id"],
        "name": group["name"],
        "description": group["description"],
        "tenant_id": group["project_id"],
        "rules": [rule_view(database, rule) for rule in rules],
    }


def rule_view(database: Database, rule: Row) -> dict[str, Any]:
    """Return a rule in Nova's shape."""
    remote_group = database.row(
        "SELECT name, project_id FROM security_groups WHERE id = ?", rule["remote_group_id"]
    )
    group = {}
    ip_range = {}
    if remote_group:
        group = {"name": remote_group["name"], "tenant_id": remote_group["project_id"]}
    else:
        ip_range = {"cidr": rule["remote_ip_prefix"] or ANYWHERE}
    from_port, to_port = _ports(rule)
    return {
        "id": rule["id"],
        "parent_group_id": rule["security_group_id"],
        "ip_protocol": rule["protocol"],
        "from_port": from_port,
        "to_port": to_port,
        "group": group,
        "ip_range": ip_range,
    }


def _ports(rule: Row) -> tuple[int | None, int | None]:
    """Return a rule's ports, or type and code, with Nova's numbers for all of them."""
    ports = (rule["port_range_min"], rule["port_range_max"])
    protocol = rule["protocol"]
    if protocol is None or ports != (None, None):
        return ports
    return ALL_PORTS if protocol in WITH_PORTS else NO_NUMBER


OPERATIONS = (
    Operation("GET", "/os-security-groups", index, until=LAST),
    Operation("POST", "/os-security-groups", create, schema=GROUP, until=LAST),
    Operation("GET", "/os-security-groups/{group_id}", show, until=LAST),
    Operation("PUT", "/os-security-groups/{group_id}", update, schema=GROUP, until=LAST),
    Operation("DELETE", "/os-security-groups/{group_id}", delete, until=LAST),
)

"""The security groups of a server: list, add and remove them."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.proxies.security_groups import view
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import nw_info, ports, security_groups
from mini_nova_sandbox.state.database import Row


def index(call: Call) -> Answer:
    """List a server's security groups with their rules."""
    instance = requested_server(call)
    database = call.database
    groups = _groups(call, instance, instance["security_groups"])
    views = [view(database, group) for group in groups]
    return Answer(body={"security_groups": views})


def add(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Add the server's ports to a security group."""
    group_id = _find_group(call, arguments["name"])["id"]
    uuid = instance["uuid"]
    if not ports.add_security_group(call.database, uuid, group_id):
        raise BadRequest(
            f"Security group {group_id} is already associated with the instance {uuid}"
        )
    nw_info.refresh(call.database, uuid)
    return Answer(202)


def remove(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Remove the server's ports from a security group."""
    group_id = _find_group(call, arguments["name"])["id"]
    uuid = instance["uuid"]
    if not ports.remove_security_group(call.database, uuid, group_id):
        raise NotFound(f"Security group {group_id} not associated with the instance {uuid}")
    nw_info.refresh(call.database, uuid)
    return Answer(202)


def _find_group(call: Call, name: str) -> Row:
    project_id = call.caller.project_id
    group = security_groups.find(call.database, project_id, name)
    if group is None:
        raise NotFound(f"Security group {name} is not found for project {project_id}")
    return group


def _groups(call: Call, instance: Instance, names: list[str]) -> list[Row]:
    """List the groups of these names that still exist in the server's project."""
    database = call.database
    project_id = instance["project_id"]
    groups = []
    for name in names:
        group = security_groups.find(database, project_id, name)
        if group is not None:
            groups.append(group)
    return groups


OPERATIONS = (Operation("GET", "/servers/{server_id}/os-security-groups", index),)

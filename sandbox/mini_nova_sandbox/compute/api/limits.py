"""Limits of a project and what it uses of them."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation


def show(call: Call) -> Answer:
    """The project's own; ``tenant_id`` names another for admins."""
    project = call.query_value("tenant_id") or call.caller.project_id
    if project != call.caller.project_id:
        call.caller.require_admin()
    limit = quotas.limits(call.cloud.database, project)
    used = quotas.usage(call.cloud.database, project)
    absolute: dict[str, Any] = {
        "maxTotalInstances": limit["instances"],
        "maxTotalCores": limit["cores"],
        "maxTotalRAMSize": limit["ram"],
        "maxTotalKeypairs": limit["key_pairs"],
        "maxServerMeta": limit["metadata_items"],
        "maxServerGroups": limit["server_groups"],
        "maxServerGroupMembers": limit["server_group_members"],
        "totalInstancesUsed": used["instances"],
        "totalCoresUsed": used["cores"],
        "totalRAMUsed": used["ram"],
        "totalServerGroupsUsed": used["server_groups"],
    }
    if call.version < (2, 57):
        absolute |= {
            "maxPersonality": limit["injected_files"],
            "maxPersonalitySize": limit["injected_file_content_bytes"],
        }
    if call.version < (2, 39):
        absolute["maxImageMeta"] = limit["metadata_items"]
    if call.version < (2, 36):
        absolute |= {
            "maxTotalFloatingIps": -1,
            "maxSecurityGroups": -1,
            "maxSecurityGroupRules": -1,
        }
        absolute |= {"totalFloatingIpsUsed": 0, "totalSecurityGroupsUsed": 0}
    return Answer(body={"limits": {"rate": [], "absolute": absolute}})


OPERATIONS = (Operation("GET", "/limits", show),)

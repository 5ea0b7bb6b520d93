"""A project's limits, and its use of them."""

from __future__ import annotations

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation


def show(call: Call) -> Answer:
    """Show the limits of the caller's project; for admins, of the project in ``tenant_id``."""
    project_id = call.query_value("tenant_id") or call.caller.project_id
    call.caller.require_own_project(project_id)
    limits = quotas.limits(call.database, project_id)
    usage = quotas.usage(call.database, project_id)
    absolute: dict[str, int] = {}
    absolute |= _limits(limits)
    absolute |= _usage(usage)
    absolute |= _older_limits(call, limits)
    view = {"rate": [], "absolute": absolute}
    return Answer(body={"limits": view})


def _limits(limits: dict[str, int]) -> dict[str, int]:
    return {
        "maxTotalInstances": limits["instances"],
        "maxTotalCores": limits["cores"],
        "maxTotalRAMSize": limits["ram"],
        "maxTotalKeypairs": limits["key_pairs"],
        "maxServerMeta": limits["metadata_items"],
        "maxServerGroups": limits["server_groups"],
        "maxServerGroupMembers": limits["server_group_members"],
    }


def _usage(usage: dict[str, int]) -> dict[str, int]:
    return {
        "totalInstancesUsed": usage["instances"],
        "totalCoresUsed": usage["cores"],
        "totalRAMUsed": usage["ram"],
        "totalServerGroupsUsed": usage["server_groups"],
    }


def _older_limits(call: Call, limits: dict[str, int]) -> dict[str, int]:
    """Return the limits that later microversions dropped."""
    older: dict[str, int] = {}
    if call.version < microversions.NO_PERSONALITY:
        older["maxPersonality"] = limits["injected_files"]
        older["maxPersonalitySize"] = limits["injected_file_content_bytes"]
    if call.version < microversions.NO_IMAGE_METADATA:
        older["maxImageMeta"] = limits["metadata_items"]
    if call.version < microversions.NO_PROXIES:
        older["maxTotalFloatingIps"] = quotas.UNLIMITED
        older["maxSecurityGroups"] = quotas.UNLIMITED
        older["maxSecurityGroupRules"] = quotas.UNLIMITED
        older["totalFloatingIpsUsed"] = 0
        older["totalSecurityGroupsUsed"] = 0
    return older


OPERATIONS = (
    Operation("GET", "/limits", show, parameters=("tenant_id",), strict_since=microversions.STRICT),
)

"""Lock a server against its users, and unlock it."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.servers.dispatch import record_action
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden

OWNER = "owner"
ADMIN = "admin"


def lock(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Lock a server: only admins may change it. Its owner's second lock changes nothing."""
    holder = _holder(call, instance)
    if instance["locked"] and holder == OWNER:
        return Answer(202)
    reason = None
    knows_reasons = call.version >= microversions.LOCKED_REASON
    if knows_reasons and isinstance(arguments, dict):
        reason = arguments.get("locked_reason")
    instances.change(
        call.database,
        instance["uuid"],
        locked=1,
        locked_by=holder,
        locked_reason=reason,
    )
    record_action(call, instance, "lock")
    return Answer(202)


def unlock(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Unlock a server. Raises Forbidden for its owner's users if an admin has locked it."""
    is_own_lock = instance["locked_by"] in (None, _holder(call, instance))
    if not is_own_lock and not call.caller.is_admin:
        raise Forbidden(
            "Policy doesn't allow os_compute_api:os-lock-server:unlock:unlock_override "
            "to be performed."
        )
    instances.change(
        call.database,
        instance["uuid"],
        locked=0,
        locked_by=None,
        locked_reason=None,
    )
    record_action(call, instance, "unlock")
    return Answer(202)


def _holder(call: Call, instance: Instance) -> str:
    """Return Nova's name for whoever locks as this caller: the server's project, or an admin."""
    is_owner = instance["project_id"] == call.caller.project_id
    return OWNER if is_owner else ADMIN

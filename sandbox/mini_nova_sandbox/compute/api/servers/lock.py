"""Lock a server against its users, and unlock it."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.servers.dispatch import record_action
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call


def lock(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Lock a server: only admins may change it."""
    is_owner = instance["project_id"] == call.caller.project_id
    locked_by = "owner" if is_owner else "admin"
    reason = None
    if isinstance(arguments, dict) and call.version >= microversions.LOCKED_REASON:
        reason = arguments.get("locked_reason")
    instances.change(
        call.database,
        instance["uuid"],
        locked=1,
        locked_by=locked_by,
        locked_reason=reason,
    )
    record_action(call, instance, "lock")
    return Answer(202)


def unlock(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Unlock a server."""
    uuid = instance["uuid"]
    instances.change(call.database, uuid, locked=0, locked_by=None, locked_reason=None)
    record_action(call, instance, "unlock")
    return Answer(202)

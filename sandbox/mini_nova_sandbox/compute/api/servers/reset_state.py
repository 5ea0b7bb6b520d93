"""Reset a server's state, for admins."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call


def reset_state(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Set the vm_state to ``active`` or ``error``, and end any task."""
    call.caller.require_admin("os_compute_api:os-admin-actions:reset_state")
    uuid = instance["uuid"]
    vm_state = arguments["state"]
    instances.change(call.database, uuid, vm_state=vm_state, task_state=None)
    return Answer(202)

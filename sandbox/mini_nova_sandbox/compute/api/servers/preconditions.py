"""Checks before a request may touch a server: that it exists, is unlocked and in a fit state."""

from __future__ import annotations

from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Conflict


def requested_server(call: Call) -> Instance:
    """Return the server that the path names, if the caller may see it. Raises NotFound."""
    database = call.database
    server_id = call.path["server_id"]
    return instances.find_for_caller(database, server_id, call.caller)


def require_unlocked(call: Call, instance: Instance) -> None:
    """Raise Conflict for a locked server, unless the caller is an admin."""
    uuid = instance["uuid"]
    if instance["locked"] and not call.caller.is_admin:
        raise Conflict(f"Instance {uuid} is locked")


def require_host(instance: Instance) -> None:
    """Raise Conflict for a server that no host has yet."""
    if not instance["host"]:
        raise not_ready(instance)


def require_built(instance: Instance) -> None:
    """Raise Conflict for a server that no host has yet, or that is still building."""
    require_host(instance)
    if instance["vm_state"] == states.BUILDING:
        raise not_ready(instance)


def not_ready(instance: Instance) -> Conflict:
    """Return Nova's error for a server that is not on a host yet."""
    uuid = instance["uuid"]
    return Conflict(f"Instance {uuid} is not ready")


def require_state(
    instance: Instance, action: str, vm_states: tuple[str, ...], *, during_tasks: bool = False
) -> None:
    """Raise Conflict, in Nova's words, unless an action fits the server's state.

    A running task forbids the action; with ``during_tasks``, only a deletion does.
    """
    require_vm_state(instance, action, vm_states)
    task_state = instance["task_state"]
    if task_state is None:
        return
    if task_state == states.DELETING or not during_tasks:
        raise _wrong_state(instance, action, f"task_state {task_state}")


def require_vm_state(instance: Instance, action: str, vm_states: tuple[str, ...]) -> None:
    """Raise Conflict unless the server has one of these vm_states, whatever its task."""
    vm_state = instance["vm_state"]
    if vm_state not in vm_states:
        raise _wrong_state(instance, action, f"vm_state {vm_state}")


def require_task(instance: Instance, action: str, expected_task: str) -> None:
    """Raise Conflict unless the server is in this task state."""
    task_state = instance["task_state"]
    if task_state is None:
        uuid = instance["uuid"]
        raise Conflict(f"Instance {uuid} is in an invalid state for '{action}'")
    if task_state != expected_task:
        raise _wrong_state(instance, action, f"task_state {task_state}")


def _wrong_state(instance: Instance, action: str, state: str) -> Conflict:
    uuid = instance["uuid"]
    return Conflict(f"Cannot '{action}' instance {uuid} while it is in {state}")

"""How actions on servers start: the task state, the record, and the cast to the host."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import actions, instances
from mini_nova_sandbox.compute.api.servers.preconditions import require_host
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.schedule_run_instance import TOPIC
from mini_nova_sandbox.http.call import Call


def record_action(call: Call, instance: Instance, action: str) -> None:
    """Record that the caller started an action, for ``os-instance-actions``."""
    database = call.database
    user_id = call.caller.user_id
    actions.start(database, instance, action, call.request_id, user_id)


def begin_action(call: Call, instance: Instance, action: str, task_state: str) -> None:
    """Set the server's task state and record the action."""
    instances.change(call.database, instance["uuid"], task_state=task_state)
    record_action(call, instance, action)


def cast_to_host(call: Call, instance: Instance, method: str, **arguments: Any) -> None:
    """Queue a method of the compute manager on the server's host. Raises Conflict without one."""
    require_host(instance)
    _cast(call, instance, f"compute.{instance['host']}", method, **arguments)


def cast_to_scheduler(call: Call, instance: Instance, method: str, **arguments: Any) -> None:
    """Queue a method of the scheduler."""
    _cast(call, instance, TOPIC, method, **arguments)


def cast_to_old_host(call: Call, instance: Instance, method: str) -> None:
    """Queue a method of the host that a server was on before its resize."""
    _cast(call, instance, f"compute.{instance['old_host']}", method)


def _cast(call: Call, instance: Instance, topic: str, method: str, **arguments: Any) -> None:
    call.cloud.queue.cast(
        topic,
        method,
        instance_uuid=instance["uuid"],
        request_id=call.request_id,
        **arguments,
    )

"""Delete servers."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api.servers.dispatch import (
    begin_action,
    cast_to_host,
    record_action,
)
from mini_nova_sandbox.compute.api.servers.preconditions import (
    not_ready,
    requested_server,
    require_state,
    require_unlocked,
)
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.terminate import forget
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock


def delete(call: Call) -> Answer:
    """Delete a server."""
    instance = requested_server(call)
    require_unlocked(call, instance)
    _terminate(call, instance)
    return Answer(204)


def force_delete(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Delete a server by the action ``forceDelete``."""
    _terminate(call, instance)
    return Answer(202)


def restore(_call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Refuse to restore a server: this cloud deletes at once, so none is ever soft-deleted."""
    require_state(instance, "restore", (states.SOFT_DELETED,))
    raise not_ready(instance)


def _terminate(call: Call, instance: Instance) -> None:
    """Delete a server at once if no host has it, or else by its host, unless that is under way."""
    if instance["task_state"] == states.DELETING:
        return
    if not instance["host"]:
        record_action(call, instance, "delete")
        uuid = instance["uuid"]
        forget(call.cloud, uuid, call.request_id, None, clock.now())
        return
    begin_action(call, instance, "delete", states.DELETING)
    cast_to_host(call, instance, "terminate_instance")


OPERATIONS = (Operation("DELETE", "/servers/{server_id}", delete),)

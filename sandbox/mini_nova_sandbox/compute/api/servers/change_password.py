"""Change the admin password of a server."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api.servers.dispatch import begin_action, cast_to_host
from mini_nova_sandbox.compute.api.servers.preconditions import require_state
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call


def change_password(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Have the host set the admin password in a running guest."""
    require_state(instance, "changePassword", (states.ACTIVE,))
    begin_action(call, instance, "changePassword", states.UPDATING_PASSWORD)
    password = arguments["adminPass"]
    cast_to_host(call, instance, "set_admin_password", password=password)
    return Answer(202)

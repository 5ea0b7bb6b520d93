"""Evacuate a server from a host that is down. For admins."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import migrations, states
from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.compute.api.compute_hosts import host_exists, is_up
from mini_nova_sandbox.compute.api.servers.dispatch import begin_action, cast_to_scheduler
from mini_nova_sandbox.compute.api.servers.preconditions import require_host, require_vm_state
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.state import chance

VM_STATES = (states.ACTIVE, states.STOPPED, states.ERROR)


def evacuate(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Have the scheduler find another host; answer the admin password before 2.14."""
    call.caller.require_admin("os_compute_api:os-evacuate")
    host = arguments.get("host")
    if arguments.get("force") in schemas.TRUE and not host:
        raise BadRequest("Can't force to a non-provided destination")
    password = arguments.get("adminPass") or chance.new_token("server password", 9)
    _check_hosts(call, instance, host)
    migration_id = migrations.create(
        call.database,
        instance,
        call.caller,
        migrations.EVACUATION,
        migrations.ACCEPTED,
        host,
    )
    begin_action(call, instance, "evacuate", states.REBUILDING)
    always_stops = call.version >= microversions.EVACUATED_STOPPED
    cast_to_scheduler(
        call,
        instance,
        "rebuild_server",
        migration_id=migration_id,
        filter_properties={"force_host": host or ""},
        admin_password=password,
        target_state=states.STOPPED if always_stops else None,
    )
    if call.version >= microversions.EVACUATE_WITHOUT_STORAGE:
        return Answer(200)
    return Answer(200, {"adminPass": password})


def _check_hosts(call: Call, instance: Instance, host: str | None) -> None:
    """Raise NotFound, BadRequest or Conflict unless the server can leave its host for another."""
    database = call.database
    if host is not None and not host_exists(database, host):
        raise NotFound(f"Compute host {host} not found.")
    require_vm_state(instance, "evacuate", VM_STATES)
    require_host(instance)
    own_host = instance["host"]
    if own_host == host:
        raise BadRequest("The target host can't be the same one.")
    if is_up(database, own_host):
        raise BadRequest(f"Compute service of {own_host} is still in use.")

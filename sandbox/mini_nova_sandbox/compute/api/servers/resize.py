"""Resize a server to another flavor or migrate it, and confirm or revert that."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.compute import flavors, instances, migrations, quotas, states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.compute_hosts import host_exists
from mini_nova_sandbox.compute.api.servers import body_fields
from mini_nova_sandbox.compute.api.servers.dispatch import (
    begin_action,
    cast_to_host,
    cast_to_old_host,
    cast_to_scheduler,
)
from mini_nova_sandbox.compute.api.servers.preconditions import require_host, require_state
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.state.database import Row

SIZE_COLUMNS = ("memory_mb", "vcpus", "root_gb", "ephemeral_gb", "swap", "rxtx_factor")


def resize(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Have the scheduler find a host for the new size."""
    require_state(instance, "resize", (states.ACTIVE, states.STOPPED))
    flavor = _find_flavor(call, instance, arguments["flavorRef"])
    cores = flavor["vcpus"] - instance["vcpus"]
    ram = flavor["memory_mb"] - instance["memory_mb"]
    growth = {"cores": cores, "ram": ram}
    quotas.check(call.database, instance["project_id"], growth, instance["user_id"])
    changes = body_fields.disk_config(arguments)
    instances.change(call.database, instance["uuid"], **changes)
    _begin(call, instance, "resize", migrations.RESIZE, _instance_flavor(flavor))
    return Answer(202)


def migrate(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Have the scheduler find another host; from 2.56 on, admins may name it."""
    call.caller.require_admin("os_compute_api:os-migrate-server:migrate")
    host = ""
    if call.version >= microversions.MIGRATE_TO_HOST:
        host = (arguments or {}).get("host") or ""
    require_state(instance, "migrate", (states.ACTIVE, states.STOPPED))
    if host and not host_exists(call.database, host):
        raise BadRequest(f"Compute host {host} could not be found.")
    if host and host == instance["host"]:
        raise BadRequest("Cannot migrate to the host where the server exists.")
    flavor = instances.flavor_columns(instance)
    _begin(call, instance, "migrate", migrations.COLD, flavor, host)
    return Answer(202)


def _begin(
    call: Call,
    instance: Instance,
    action: str,
    migration_type: str,
    flavor: dict[str, Any],
    host: str = "",
) -> None:
    require_host(instance)
    migration_id = migrations.create(
        call.database,
        instance,
        call.caller,
        migration_type,
        migrations.PRE_MIGRATING,
        new_flavor_id=flavor["flavor_id"],
    )
    begin_action(call, instance, action, states.RESIZE_PREP)
    cast_to_scheduler(
        call,
        instance,
        "prep_resize",
        flavor=flavor,
        migration_id=migration_id,
        filter_properties={"force_host": host},
    )


def confirm_resize(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Keep the new size."""
    _require_resized(instance, "confirmResize")
    begin_action(call, instance, "confirmResize", states.RESIZE_CONFIRMING)
    cast_to_old_host(call, instance, "confirm_resize")
    return Answer(204)


def revert_resize(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Go back to the old size."""
    _require_resized(instance, "revertResize")
    begin_action(call, instance, "revertResize", states.RESIZE_REVERTING)
    cast_to_host(call, instance, "revert_resize")
    return Answer(202)


def _find_flavor(call: Call, instance: Instance, reference: str | int) -> Row:
    """Return the flavor to resize to. Raises BadRequest if the server cannot change to it."""
    _, _, flavor_id = str(reference).rpartition("/")
    try:
        flavor = flavors.find(call.database, flavor_id, call.caller)
    except NotFound as error:
        raise BadRequest(error.message) from error
    if flavor["id"] == instance["flavor_id"]:
        raise BadRequest("When resizing, instances must change flavor!")
    if flavor["root_gb"] == 0 and instance["root_gb"]:
        raise BadRequest("Resize to zero disk flavor is not allowed.")
    return flavor


def _instance_flavor(flavor: Row) -> dict[str, Any]:
    """Return a flavor as an instance's row keeps it."""
    return {
        "flavor_name": flavor["name"],
        "flavor_id": flavor["id"],
        **{name: flavor[name] for name in SIZE_COLUMNS},
        "extra_specs": json.loads(flavor["extra_specs"]),
    }


def _require_resized(instance: Instance, action: str) -> None:
    require_state(instance, action, (states.RESIZED,))
    if instance["old_flavor"] is None:
        raise BadRequest("Instance has not been resized.")

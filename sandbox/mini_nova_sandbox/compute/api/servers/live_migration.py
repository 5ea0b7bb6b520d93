"""Live migration: start one, let it end at once, or abort it. For admins."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import instances, migrations, states
from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.compute.api.compute_hosts import host_exists
from mini_nova_sandbox.compute.api.servers.dispatch import (
    begin_action,
    cast_to_host,
    cast_to_scheduler,
    record_action,
)
from mini_nova_sandbox.compute.api.servers.preconditions import (
    requested_server,
    require_state,
    require_task,
)
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.scheduler.selection import NO_VALID_HOST, choose_host
from mini_nova_sandbox.state.database import Row

FORCE_COMPLETE = schemas.obj({"force_complete": {"type": "null"}}, "force_complete")


def start(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Have the scheduler find a host, or check the requested one; before 2.34, check at once."""
    call.caller.require_admin("os_compute_api:os-migrate-server:migrate_live")
    host = arguments["host"] or ""
    if arguments.get("force") in schemas.TRUE and not host:
        raise BadRequest("Can't force to a non-provided destination")
    require_state(instance, "os-migrateLive", (states.ACTIVE, states.PAUSED))
    if host and not host_exists(call.database, host):
        raise BadRequest(f"Compute host {host} could not be found.")
    if call.version < microversions.ASYNC_LIVE_MIGRATION:
        _check_host(call, instance, host)
    migration_id = migrations.create(
        call.database, instance, call.caller, migrations.LIVE, migrations.ACCEPTED, host or None
    )
    begin_action(call, instance, "live-migration", states.MIGRATING)
    cast_to_scheduler(
        call,
        instance,
        "live_migrate",
        migration_id=migration_id,
        filter_properties={"force_host": host},
    )
    return Answer(202)


def _check_host(call: Call, instance: Instance, host: str) -> None:
    """Raise BadRequest if there is no host to migrate to."""
    own_host = instance["host"]
    uuid = instance["uuid"]
    if host == own_host:
        raise BadRequest(f"Unable to migrate instance ({uuid}) to current host ({host}).")
    properties = {"force_host": host, "ignore_hosts": [own_host]}
    flavor = instances.flavor_columns(instance)
    choice, _ = choose_host(call.database, instance, flavor, properties)
    if choice is None:
        raise BadRequest(NO_VALID_HOST)


def force_complete(call: Call) -> Answer:
    """Let a live migration that runs end at once."""
    call.caller.require_admin("os_compute_api:servers:migrations:force_complete")
    instance = requested_server(call)
    require_state(instance, "force_complete", (states.ACTIVE,), during_tasks=True)
    require_task(instance, "force_complete", states.MIGRATING)
    migration = _requested_migration(call, instance)
    _require_status(migration, "force complete", (migrations.RUNNING,))
    record_action(call, instance, "live_migration_force_complete")
    cast_to_host(call, instance, "live_migration_force_complete", migration_id=migration["id"])
    return Answer(202)


def abort(call: Call) -> Answer:
    """Abort a live migration that runs or, from 2.65 on, waits."""
    call.caller.require_admin("os_compute_api:servers:migrations:delete")
    instance = requested_server(call)
    require_task(instance, "abort live migration", states.MIGRATING)
    migration = _requested_migration(call, instance)
    statuses: tuple[str, ...] = (migrations.RUNNING,)
    if call.version >= microversions.ABORT_QUEUED:
        statuses = (migrations.RUNNING, migrations.QUEUED, migrations.PREPARING)
    _require_status(migration, "abort live migration", statuses)
    record_action(call, instance, "live_migration_cancel")
    cast_to_host(call, instance, "live_migration_abort", migration_id=migration["id"])
    return Answer(202)


def _requested_migration(call: Call, instance: Instance) -> Row:
    """Return the migration that the path names. Raises NotFound, BadRequest."""
    text = call.path["migration_id"]
    migration = None
    if text.isascii() and text.isdigit() and len(text) < 19:
        migration = migrations.find(call.database, int(text))
    uuid = instance["uuid"]
    if migration is None or migration["instance_uuid"] != uuid:
        raise NotFound(f"Migration {text} not found for instance {uuid}")
    return migration


def _require_status(migration: Row, method: str, statuses: tuple[str, ...]) -> None:
    """Raise BadRequest, in Nova's words, unless a migration has one of these statuses."""
    status = migration["status"]
    if status not in statuses:
        migration_id = migration["id"]
        uuid = migration["instance_uuid"]
        raise BadRequest(
            f"Migration {migration_id} state of instance {uuid} is {status}."
            f" Cannot {method} while the migration is in this state."
        )


OPERATIONS = (
    Operation(
        "POST",
        "/servers/{server_id}/migrations/{migration_id}/action",
        force_complete,
        schema=FORCE_COMPLETE,
        since=microversions.FORCE_COMPLETE,
    ),
    Operation(
        "DELETE",
        "/servers/{server_id}/migrations/{migration_id}",
        abort,
        since=microversions.ABORT,
    ),
)

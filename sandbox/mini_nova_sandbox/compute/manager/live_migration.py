"""Live migration on its source host: prepare, run, and hand over to the destination.

It runs for the pace of the cloud, or as long as ``sandbox:fault`` (``slow:SECONDS``) says.
"""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, faults, instances, migrations, states
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceDeleted, InstanceLocks
from mini_nova_sandbox.network.ports import bind_to_host
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.volume import attachments

EVENT = "compute_live_migration"


async def live_migration(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, migration_id: int
) -> None:
    """Move a running guest to the host that its row claims, unless that is aborted."""
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(database, instance_uuid)
        if instance is None or not _is_in_progress(cloud, migration_id):
            return
        seconds = faults.spawn_delay(instance) or cloud.settings.pace
        try:
            await _stay(cloud, locks, instance, migration_id, migrations.PREPARING, 0)
            await _stay(cloud, locks, instance, migration_id, migrations.RUNNING, seconds)
        except InstanceDeleted:
            return
        with database.transaction():
            if _is_in_progress(cloud, migration_id):
                _hand_over(cloud, instance, request_id, migration_id, started_at)


def _is_in_progress(cloud: Cloud, migration_id: int) -> bool:
    """Tell whether a live migration has neither ended nor been aborted."""
    migration = migrations.find(cloud.database, migration_id)
    return migration is not None and migration["status"] in migrations.LIVE_IN_PROGRESS


async def _stay(
    cloud: Cloud,
    locks: InstanceLocks,
    instance: Instance,
    migration_id: int,
    status: str,
    seconds: float,
) -> None:
    """Keep a status for some seconds, or until somebody interrupts. Raises InstanceDeleted."""
    if _is_in_progress(cloud, migration_id):
        migrations.change(cloud.database, migration_id, status)
        await locks.pause(instance["uuid"], seconds)


def _hand_over(
    cloud: Cloud, instance: Instance, request_id: str, migration_id: int, started_at: float
) -> None:
    database = cloud.database
    uuid = instance["uuid"]
    source = instance["host"]
    destination = instance["new_host"]
    instances.change(
        database,
        uuid,
        **instances.location(database, destination),
        task_state=None,
        **instances.NO_CLAIM,
    )
    bind_to_host(database, uuid, destination)
    attachments.bind_to_host(database, uuid, destination)
    migrations.change(database, migration_id, migrations.COMPLETED)
    cloud.trace.note(uuid, "live_migration", __name__, f"from {source} to {destination}")
    hosts_by_event = {
        "compute_check_can_live_migrate_destination": destination,
        "compute_check_can_live_migrate_source": source,
        EVENT: source,
        "compute_pre_live_migration": destination,
        "compute_post_live_migration_at_destination": destination,
    }
    for name, host in hosts_by_event.items():
        actions.Event(uuid, request_id, name, host, started_at).finish(database)


async def live_migration_abort(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, migration_id: int
) -> None:
    """Abort a live migration: the guest stays on its host."""
    database = cloud.database
    with database.transaction():
        instance = instances.find(database, instance_uuid)
        if instance is None or not _is_in_progress(cloud, migration_id):
            return
        instances.change(database, instance_uuid, task_state=None, **instances.NO_CLAIM)
        migrations.change(database, migration_id, migrations.CANCELLED)
        host = instance["host"]
        name = "compute_live_migration_abort"
        event = actions.Event(instance_uuid, request_id, name, host, clock.now())
        event.finish(database)
    locks.interrupt(instance_uuid)


async def live_migration_force_complete(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, migration_id: int
) -> None:
    """Let a live migration that runs end at once."""
    database = cloud.database
    instance = instances.find(database, instance_uuid)
    if instance is None or instance["task_state"] != states.MIGRATING:
        return
    with database.transaction():
        name = "compute_live_migration_force_complete"
        host = instance["host"]
        event = actions.Event(instance_uuid, request_id, name, host, clock.now())
        event.finish(database)
    if _is_in_progress(cloud, migration_id):
        locks.interrupt(instance_uuid)

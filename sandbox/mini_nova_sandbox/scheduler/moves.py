"""The scheduler's part of moves: choose and claim a host, and cast on to the hosts.

The claim is the new host and flavor in the instance's row, from which the hosts' usage is counted.
A move that fits nowhere leaves the server as it is, except for an evacuation: ERROR.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, migrations, states
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.scheduler.host_state import HostState
from mini_nova_sandbox.scheduler.selection import NO_VALID_HOST, choose_host
from mini_nova_sandbox.state import clock


async def prep_resize(
    cloud: Cloud,
    instance_uuid: str,
    flavor: Mapping[str, Any],
    request_id: str,
    migration_id: int,
    filter_properties: Mapping[str, Any],
) -> None:
    """Claim room for the new size beside the old one, and cast ``resize_instance``.

    A resize stays on its host only if no other has room.
    """
    with cloud.database.transaction():
        instance = _awaiting(cloud, instance_uuid, states.RESIZE_PREP)
        if instance is None:
            return
        host, reason = _another_host(cloud, instance, flavor, filter_properties)
        if host is None and flavor["flavor_id"] != instance["flavor_id"]:
            host, reason = choose_host(cloud.database, instance, flavor, filter_properties)
        if host is None:
            _refuse(cloud, instance, request_id, "cold_migrate", reason, migration_id)
            return
        _claim(cloud, instance, host, flavor, states.RESIZE_MIGRATING)
        migrations.change(
            cloud.database, migration_id, migrations.MIGRATING, dest_compute=host.host
        )
        _cast(cloud, instance["host"], "resize_instance", instance, request_id, migration_id)


async def live_migrate(
    cloud: Cloud,
    instance_uuid: str,
    request_id: str,
    migration_id: int,
    filter_properties: Mapping[str, Any],
) -> None:
    """Claim room on another host, and cast ``live_migration`` to the one that the server is on."""
    with cloud.database.transaction():
        instance = _awaiting(cloud, instance_uuid, states.MIGRATING)
        if instance is None:
            return
        flavor = instances.flavor_columns(instance)
        host, reason = _another_host(cloud, instance, flavor, filter_properties)
        if host is None:
            event = "conductor_live_migrate_instance"
            _refuse(cloud, instance, request_id, event, reason, migration_id)
            return
        _claim(cloud, instance, host, flavor, states.MIGRATING)
        migrations.change(cloud.database, migration_id, migrations.QUEUED, dest_compute=host.host)
        _cast(cloud, instance["host"], "live_migration", instance, request_id, migration_id)


async def rebuild_server(
    cloud: Cloud,
    instance_uuid: str,
    request_id: str,
    migration_id: int,
    filter_properties: Mapping[str, Any],
    **arguments: Any,
) -> None:
    """Claim room on another host for a server that is evacuated, and cast ``evacuate_instance``."""
    database = cloud.database
    with database.transaction():
        instance = _awaiting(cloud, instance_uuid, states.REBUILDING)
        if instance is None:
            return
        flavor = instances.flavor_columns(instance)
        host, reason = _another_host(cloud, instance, flavor, filter_properties)
        if host is None:
            _refuse(cloud, instance, request_id, "rebuild_server", reason, migration_id)
            instances.mark_error(database, instance_uuid, NO_VALID_HOST)
            return
        _claim(cloud, instance, host, flavor, states.REBUILDING)
        migrations.change(database, migration_id, migrations.PRE_MIGRATING, dest_compute=host.host)
        _cast(
            cloud, host.host, "evacuate_instance", instance, request_id, migration_id, **arguments
        )


async def unshelve_instance(
    cloud: Cloud, instance_uuid: str, request_id: str, filter_properties: Mapping[str, Any]
) -> None:
    """Give a server that is on no host a host, and cast ``unshelve_instance`` to it."""
    database = cloud.database
    with database.transaction():
        instance = _awaiting(cloud, instance_uuid, states.UNSHELVING)
        if instance is None or instance["host"]:
            return
        flavor = instances.flavor_columns(instance)
        host, reason = choose_host(database, instance, flavor, filter_properties)
        if host is None:
            _refuse(cloud, instance, request_id, "schedule_instances", reason)
            return
        instances.change(
            database,
            instance_uuid,
            host=host.host,
            node=host.host,
            availability_zone=host.availability_zone,
        )
        _trace(cloud, instance, "unshelve_instance", host.host)
        cloud.queue.cast(
            f"compute.{host.host}",
            "unshelve_instance",
            instance_uuid=instance_uuid,
            request_id=request_id,
        )


METHODS = (prep_resize, live_migrate, rebuild_server, unshelve_instance)


def _awaiting(cloud: Cloud, uuid: str, task_state: str) -> Instance | None:
    """Return an instance that is in a task state and has no claim yet; None otherwise."""
    instance = instances.find(cloud.database, uuid)
    if instance is None or instance["task_state"] != task_state or instance["new_host"]:
        return None
    return instance


def _another_host(
    cloud: Cloud, instance: Instance, flavor: Mapping[str, Any], properties: Mapping[str, Any]
) -> tuple[HostState | None, str]:
    """Choose among the hosts that the instance is not on."""
    elsewhere = {**properties, "ignore_hosts": [instance["host"]]}
    return choose_host(cloud.database, instance, flavor, elsewhere)


def _claim(
    cloud: Cloud,
    instance: Instance,
    host: HostState,
    flavor: Mapping[str, Any],
    task_state: str,
) -> None:
    instances.change(
        cloud.database,
        instance["uuid"],
        new_host=host.host,
        new_flavor=dict(flavor),
        task_state=task_state,
    )


def _cast(
    cloud: Cloud,
    host: str,
    method: str,
    instance: Instance,
    request_id: str,
    migration_id: int,
    **arguments: Any,
) -> None:
    _trace(cloud, instance, method, host)
    cloud.queue.cast(
        f"compute.{host}",
        method,
        instance_uuid=instance["uuid"],
        request_id=request_id,
        migration_id=migration_id,
        **arguments,
    )


def _trace(cloud: Cloud, instance: Instance, method: str, host: str) -> None:
    message = f"cast {method} to {host}"
    cloud.trace.note(instance["uuid"], "scheduler", __name__, message)


def _refuse(
    cloud: Cloud,
    instance: Instance,
    request_id: str,
    event_name: str,
    reason: str,
    migration_id: int | None = None,
) -> None:
    """End a move that fits nowhere."""
    database = cloud.database
    uuid = instance["uuid"]
    cloud.trace.note(uuid, "scheduler", __name__, f"{NO_VALID_HOST} ({reason})")
    instances.change(database, uuid, task_state=None)
    if migration_id is not None:
        migrations.change(database, migration_id, migrations.ERROR)
    event = actions.Event(uuid, request_id, event_name, None, clock.now())
    event.finish(database, NO_VALID_HOST)


def end_failed(cloud: Cloud, arguments: Mapping[str, Any]) -> None:
    """End a move whose message keeps failing."""
    instances.change(
        cloud.database, arguments["instance_uuid"], task_state=None, **instances.NO_CLAIM
    )
    if "migration_id" in arguments:
        migrations.change(cloud.database, arguments["migration_id"], migrations.ERROR)

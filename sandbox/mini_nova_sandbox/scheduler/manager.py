"""The scheduler's manager: takes ``run_instance`` and ``prep_resize`` off its queue.

It chooses a host and casts on to it. Choosing and claiming are one transaction: the claim is the
host in the instance's row, from which the hosts' usage is counted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.faults import has_fault
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.schedule_run_instance import TOPIC
from mini_nova_sandbox.scheduler.filters import RequestSpec, filter_hosts
from mini_nova_sandbox.scheduler.host_state import HostState, all_hosts
from mini_nova_sandbox.scheduler.weigher import select_host
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.queue import Method

NO_VALID_HOST = "No valid host was found. There are not enough hosts available."
EVENT = "schedule_and_build_instances"
RESIZE_EVENT = "cold_migrate"


class SchedulerManager:
    """The methods of the scheduler's queue."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._database = cloud.database

    def start(self) -> None:
        """Start to consume the queue, beginning with messages from before a kill."""
        methods: dict[str, Method] = {
            "run_instance": self.run_instance,
            "prep_resize": self.prep_resize,
        }
        queue = self._cloud.queue
        queue.consume(TOPIC, methods, self._give_up)

    async def run_instance(
        self,
        request_spec: Mapping[str, Any],
        admin_password: str,
        injected_files: list[list[str]],
        requested_networks: list[dict[str, Any]],
        filter_properties: Mapping[str, Any],
    ) -> None:
        """Choose a host for each instance of the request and cast ``run_instance`` to it.

        An instance that fits on no host goes to ERROR.
        """
        database = self._database
        request_id = request_spec["request_id"]
        arguments = {
            "request_spec": {**request_spec, "instance_uuids": [], "num_instances": 1},
            "admin_password": admin_password,
            "injected_files": injected_files,
            "requested_networks": requested_networks,
            "filter_properties": filter_properties,
        }
        with database.transaction():
            hosts = all_hosts(database)
            for uuid in request_spec["instance_uuids"]:
                instance = instances.find(database, uuid)
                if instance is None or not _awaits_host(instance):
                    continue  # deleted meanwhile, or scheduled before a kill
                flavor = instances.flavor_columns(instance)
                spec = self._spec(instance, flavor, filter_properties)
                host = self._schedule(instance, spec, hosts, request_id)
                if host is not None:
                    topic = f"compute.{host.host}"
                    self._cloud.queue.cast(topic, "run_instance", instance_uuid=uuid, **arguments)

    def _schedule(
        self, instance: Instance, spec: RequestSpec, hosts: list[HostState], request_id: str
    ) -> HostState | None:
        """Claim a host for an instance, or put the instance into ERROR."""
        uuid = instance["uuid"]
        started_at = clock.now()
        with self._cloud.trace.step(uuid, "scheduler", __name__) as step:
            host, reason = self._choose_host(instance, spec, hosts)
            if host is None:
                step.message = f"{NO_VALID_HOST} ({reason})"
                self._fail(uuid, reason, request_id, started_at)
                return None
            name = host.host
            free_mb = host.free_memory_mb
            count = len(hosts)
            step.message = f"{name} of {count} hosts ({free_mb} MB free), cast run_instance to it"
            host.add_usage(instance["vcpus"], instance["memory_mb"], spec.disk_gb)
            instances.change(
                self._database,
                uuid,
                host=name,
                node=name,
                availability_zone=host.availability_zone,
            )
        return host

    def _fail(self, uuid: str, reason: str, request_id: str, started_at: float) -> None:
        database = self._database
        details = f"The last filter: {reason}."
        event = actions.Event(uuid, request_id, EVENT, None, started_at)
        instances.mark_error(database, uuid, NO_VALID_HOST, details=details)
        event.finish(database, NO_VALID_HOST)

    async def prep_resize(
        self, instance_uuid: str, flavor: Mapping[str, Any], request_id: str
    ) -> None:
        """Claim room for the new size beside the old one, and cast ``finish_resize``.

        If no host has room, the server stays as it is.
        """
        database = self._database
        with database.transaction():
            instance = instances.find(database, instance_uuid)
            if instance is None or not _awaits_resize(instance):
                return
            spec = self._spec(instance, flavor, {})
            hosts = all_hosts(database)
            host, reason = self._choose_host(instance, spec, hosts)
            if host is None:
                self._refuse_resize(instance, request_id, f"{NO_VALID_HOST} ({reason})")
                return
            self._claim_resize(instance, flavor, host)
            message = f"{host.host}, cast finish_resize to it"
            self._cloud.trace.note(instance_uuid, "prep_resize", __name__, message)
            self._cloud.queue.cast(
                f"compute.{host.host}",
                "finish_resize",
                instance_uuid=instance_uuid,
                request_id=request_id,
            )

    def _claim_resize(self, instance: Instance, flavor: Mapping[str, Any], host: HostState) -> None:
        """Give the instance its new flavor and host, and keep the old ones for a revert."""
        instances.change(
            self._database,
            instance["uuid"],
            **flavor,
            old_flavor=instances.flavor_columns(instance),
            old_host=instance["host"],
            old_vm_state=instance["vm_state"],
            host=host.host,
            node=host.host,
            task_state=states.RESIZE_MIGRATING,
        )

    def _refuse_resize(self, instance: Instance, request_id: str, reason: str) -> None:
        uuid = instance["uuid"]
        database = self._database
        started_at = clock.now()
        event = actions.Event(uuid, request_id, RESIZE_EVENT, None, started_at)
        instances.change(database, uuid, task_state=None)
        event.finish(database, reason)

    def _spec(
        self, instance: Instance, flavor: Mapping[str, Any], properties: Mapping[str, Any]
    ) -> RequestSpec:
        """Build the filters' input from an instance, its flavor and the filter properties."""
        zone = properties.get("availability_zone") or instance["pinned_availability_zone"] or ""
        force_host = properties.get("force_host", "")
        group = self._database.row(
            "SELECT * FROM server_groups WHERE id = ?", instance["server_group_id"]
        )
        if group is None:
            return RequestSpec(flavor, zone, force_host)
        rows = self._database.rows(
            "SELECT host, count(*) AS members FROM instances"
            " WHERE server_group_id = ? AND uuid <> ? AND host IS NOT NULL AND deleted = 0"
            " GROUP BY host",
            group["id"],
            instance["uuid"],
        )
        rules = json.loads(group["rules"])
        return RequestSpec(
            flavor,
            zone,
            force_host,
            policy=group["policy"],
            members_by_host={row["host"]: row["members"] for row in rows},
            max_server_per_host=int(rules.get("max_server_per_host", 1)),
        )

    def _choose_host(
        self, instance: Instance, spec: RequestSpec, hosts: list[HostState]
    ) -> tuple[HostState | None, str]:
        """Return the best host and '', or None and the filter that rejected the last host."""
        if has_fault(instance, "no-valid-host"):
            return None, "sandbox:fault"
        candidates, reason = filter_hosts(hosts, spec)
        if not candidates:
            return None, reason
        return select_host(candidates, spec), ""

    def _give_up(self, _method: str, arguments: Mapping[str, Any], error: Exception) -> None:
        """Put the instances of a message that keeps failing into ERROR."""
        database = self._database
        kind = type(error).__name__
        message = f"The scheduler failed: {kind}"
        request_spec = arguments.get("request_spec", {})
        default = [arguments.get("instance_uuid", "")]
        for uuid in request_spec.get("instance_uuids", default):
            instance = instances.find(database, uuid)
            if instance is not None and not instance["host"]:
                instances.mark_error(database, uuid, message)


def _awaits_host(instance: Instance) -> bool:
    if instance["host"]:
        return False
    return bool(instance["task_state"] == states.SCHEDULING)


def _awaits_resize(instance: Instance) -> bool:
    if instance["old_host"]:
        return False
    return bool(instance["task_state"] == states.RESIZE_PREP)

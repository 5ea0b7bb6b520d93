"""The scheduler's manager: takes ``run_instance`` and ``prep_resize`` off its queue, picks hosts, casts on to them.

Picking and claiming are one transaction: the instance's row gets its host, from which the hosts' use is counted.
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


class SchedulerManager:
    """The methods of the scheduler's queue."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def start(self) -> None:
        """Starts to consume; what a kill left in the queue comes first."""
        methods: dict[str, Method] = {
            "run_instance": self.run_instance,
            "prep_resize": self.prep_resize,
        }
        self._cloud.queue.consume(TOPIC, methods, self._given_up)

    async def run_instance(
        self,
        request_spec: Mapping[str, Any],
        admin_password: str,
        injected_files: list[list[str]],
        requested_networks: list[dict[str, Any]],
        filter_properties: Mapping[str, Any],
    ) -> None:
        """Picks a host for each instance of the request and casts it there; those that fit nowhere go to ERROR."""
        database = self._cloud.database
        passed_on = {
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
                if (
                    instance is None
                    or instance["host"]
                    or instance["task_state"] != states.SCHEDULING
                ):
                    continue  # deleted meanwhile, or done before a kill
                host = self._place(instance, request_spec, filter_properties, hosts)
                if host is not None:
                    self._cloud.queue.cast(
                        f"compute.{host.host}", "run_instance", instance_uuid=uuid, **passed_on
                    )

    def _place(
        self,
        instance: Instance,
        request_spec: Mapping[str, Any],
        properties: Mapping[str, Any],
        hosts: list[HostState],
    ) -> HostState | None:
        uuid, started = instance["uuid"], clock.now()
        with self._cloud.trace.step(uuid, "scheduler", __name__) as step:
            asked = self._asked(instance, instances.flavor_columns(instance), properties)
            host, reason = self._pick(instance, asked, hosts)
            if host is None:
                step.message = f"{NO_VALID_HOST} ({reason})"
                instances.mark_error(
                    self._cloud.database, uuid, NO_VALID_HOST, details=f"The last filter: {reason}."
                )
                actions.finish(
                    self._cloud.database,
                    uuid,
                    request_spec["request_id"],
                    EVENT,
                    None,
                    started,
                    NO_VALID_HOST,
                )
                return None
            step.message = f"{host.host} of {len(hosts)} hosts ({host.free_memory_mb} MB free), cast run_instance to it"
            host.take(instance["vcpus"], instance["memory_mb"], asked.disk_gb)
            instances.change(
                self._cloud.database,
                uuid,
                host=host.host,
                node=host.host,
                availability_zone=host.availability_zone,
            )
        return host

    async def prep_resize(
        self, instance_uuid: str, flavor: Mapping[str, Any], request_id: str
    ) -> None:
        """Finds room for the new size beside the old one, and casts ``finish_resize``; none: the server stays as it is."""
        database = self._cloud.database
        with database.transaction():
            instance = instances.find(database, instance_uuid)
            if (
                instance is None
                or instance["task_state"] != states.RESIZE_PREP
                or instance["old_host"]
            ):
                return
            asked = self._asked(instance, flavor, {})
            host, reason = self._pick(instance, asked, all_hosts(database))
            if host is None:
                self._resize_refused(instance, request_id, f"{NO_VALID_HOST} ({reason})")
                return
            instances.change(
                database,
                instance_uuid,
                **{**flavor, "extra_specs": flavor["extra_specs"]},
                old_flavor=instances.flavor_columns(instance),
                old_host=instance["host"],
                old_vm_state=instance["vm_state"],
                host=host.host,
                node=host.host,
                task_state=states.RESIZE_MIGRATING,
            )
            self._cloud.trace.record(
                instance_uuid,
                "prep_resize",
                __name__,
                clock.now(),
                0,
                f"{host.host}, cast finish_resize to it",
            )
            self._cloud.queue.cast(
                f"compute.{host.host}",
                "finish_resize",
                instance_uuid=instance_uuid,
                request_id=request_id,
            )

    def _resize_refused(self, instance: Instance, request_id: str, reason: str) -> None:
        database, uuid = self._cloud.database, instance["uuid"]
        instances.change(database, uuid, task_state=None)
        actions.finish(database, uuid, request_id, "cold_migrate", None, clock.now(), reason)

    def _asked(
        self, instance: Instance, flavor: Mapping[str, Any], properties: Mapping[str, Any]
    ) -> RequestSpec:
        zone = properties.get("availability_zone") or instance["pinned_availability_zone"] or ""
        group = self._cloud.database.row(
            "SELECT * FROM server_groups WHERE id = ?", instance["server_group_id"]
        )
        if group is None:
            return RequestSpec(flavor, zone, properties.get("force_host", ""))
        members = self._cloud.database.rows(
            "SELECT host, count(*) AS members FROM instances"
            " WHERE server_group_id = ? AND uuid <> ? AND host IS NOT NULL AND deleted = 0 GROUP BY host",
            group["id"],
            instance["uuid"],
        )
        most = int(json.loads(group["rules"]).get("max_server_per_host", 1))
        company = {row["host"]: row["members"] for row in members}
        return RequestSpec(
            flavor, zone, properties.get("force_host", ""), group["policy"], company, most
        )

    def _pick(
        self, instance: Instance, asked: RequestSpec, hosts: list[HostState]
    ) -> tuple[HostState | None, str]:
        """The host and '', or None and what stood in the way."""
        if has_fault(instance, "no-valid-host"):
            return None, "sandbox:fault"
        left, reason = filter_hosts(hosts, asked)
        return (select_host(left, asked), "") if left else (None, reason)

    def _given_up(self, _method: str, arguments: Mapping[str, Any], error: Exception) -> None:
        uuids = arguments.get("request_spec", {}).get(
            "instance_uuids", [arguments.get("instance_uuid", "")]
        )
        for uuid in uuids:
            instance = instances.find(self._cloud.database, uuid)
            if instance is not None and not instance["host"]:
                instances.mark_error(
                    self._cloud.database, uuid, f"The scheduler failed: {type(error).__name__}"
                )

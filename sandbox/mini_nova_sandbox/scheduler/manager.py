"""The scheduler's manager: takes ``run_instance`` and the moves off its queue.

It chooses a host and casts on to it. Choosing and claiming are one transaction: the claim is the
host in the instance's row, from which the hosts' usage is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.schedule_run_instance import TOPIC
from mini_nova_sandbox.scheduler import moves
from mini_nova_sandbox.scheduler.host_state import HostState, all_hosts
from mini_nova_sandbox.scheduler.selection import NO_VALID_HOST, choose_host
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.queue import Method

EVENT = "schedule_and_build_instances"


@dataclass(frozen=True)
class Failure:
    """Why an instance gets no host."""

    message: str
    reason: str  # the filter that rejected the last host
    cause: str = ""  # of the failure on the last host, if the build has failed on hosts


class SchedulerManager:
    """The consumer of the scheduler's queue."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._database = cloud.database

    def start(self) -> None:
        """Start to consume the queue, beginning with messages from before a kill."""
        methods: dict[str, Method] = {
            "run_instance": self.run_instance,
            **{method.__name__: partial(method, self._cloud) for method in moves.METHODS},
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
                host = self._schedule(instance, hosts, request_id, filter_properties)
                if host is not None:
                    topic = f"compute.{host.host}"
                    self._cloud.queue.cast(topic, "run_instance", instance_uuid=uuid, **arguments)

    def _schedule(
        self,
        instance: Instance,
        hosts: list[HostState],
        request_id: str,
        filter_properties: Mapping[str, Any],
    ) -> HostState | None:
        """Claim a host for an instance, or put the instance into ERROR."""
        uuid = instance["uuid"]
        started_at = clock.now()
        flavor = instances.flavor_columns(instance)
        with self._cloud.trace.step(uuid, "scheduler", __name__) as step:
            host, reason = choose_host(self._database, instance, flavor, filter_properties, hosts)
            if host is None:
                failure = _failure(uuid, reason, filter_properties)
                step.message = f"{failure.message} ({failure.reason})"
                event = actions.Event(uuid, request_id, EVENT, None, started_at)
                self._fail(event, failure)
                return None
            name = host.host
            free_mb = host.free_memory_mb
            count = len(hosts)
            step.message = f"{name} of {count} hosts ({free_mb} MB free), cast run_instance to it"
            disk_gb = instance["root_gb"] + instance["ephemeral_gb"]
            host.add_usage(instance["vcpus"], instance["memory_mb"], disk_gb)
            instances.change(
                self._database,
                uuid,
                host=name,
                node=name,
                availability_zone=host.availability_zone,
            )
        return host

    def _fail(self, event: actions.Event, failure: Failure) -> None:
        database = self._database
        uuid = event.instance_uuid
        details = f"The last filter: {failure.reason}."
        if failure.cause:
            details = failure.cause
        instances.mark_error(database, uuid, failure.message, details=details)
        event.finish(database, failure.message)

    def _give_up(self, method: str, arguments: Mapping[str, Any], error: Exception) -> None:
        """Put the instances of a message that keeps failing into ERROR."""
        database = self._database
        if method != "run_instance":
            moves.end_failed(self._cloud, arguments)
            return
        kind = type(error).__name__
        message = f"The scheduler failed: {kind}"
        for uuid in arguments["request_spec"]["instance_uuids"]:
            instance = instances.find(database, uuid)
            if instance is not None and not instance["host"]:
                instances.mark_error(database, uuid, message)


def _awaits_host(instance: Instance) -> bool:
    if instance["host"]:
        return False
    return bool(instance["task_state"] == states.SCHEDULING)


def _failure(uuid: str, reason: str, filter_properties: Mapping[str, Any]) -> Failure:
    """Return why an instance gets no host: none fits, or none is left to try again."""
    cause = filter_properties.get("last_failure")
    if cause is None:
        return Failure(NO_VALID_HOST, reason)
    message = (
        "Exceeded maximum number of retries. Exhausted all hosts available for retrying build"
        f" failures for instance {uuid}."
    )
    return Failure(message, reason, cause)

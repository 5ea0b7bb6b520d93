"""The compute API's ``_schedule_run_instance``: casts ``run_instance`` onto the scheduler's queue; then the API answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.create_request import CreateRequest
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.state import clock

TOPIC = "scheduler"


def _schedule_run_instance(
    cloud: Cloud,
    caller: Caller,
    request_id: str,
    wanted: CreateRequest,
    instance_uuids: Sequence[str],
    requested_networks: list[dict[str, Any]],
) -> None:
    """Casts what the scheduler and, through it, the host need to know; called in the transaction that writes the rows."""
    flavor = dict(wanted.flavor)
    flavor["extra_specs"] = json.loads(flavor["extra_specs"])
    cloud.queue.cast(
        TOPIC,
        "run_instance",
        request_spec={
            "image": wanted.image_id,
            "instance_type": flavor,
            "instance_uuids": list(instance_uuids),
            "num_instances": len(instance_uuids),
            "request_id": request_id,
            "user_id": caller.user_id,
            "project_id": caller.project_id,
        },
        admin_password=wanted.admin_password,
        injected_files=[list(pair) for pair in wanted.injected_files],
        requested_networks=requested_networks,
        filter_properties={
            "availability_zone": wanted.availability_zone,
            "force_host": wanted.host,
            "scheduler_hints": dict(wanted.scheduler_hints),
        },
    )
    for uuid in instance_uuids:
        cloud.trace.record(
            uuid,
            "_schedule_run_instance",
            __name__,
            clock.now(),
            0,
            "cast run_instance to scheduler",
        )

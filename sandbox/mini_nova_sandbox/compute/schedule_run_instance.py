"""The compute API's ``_schedule_run_instance``: cast ``run_instance`` to the scheduler."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.create_request import CreateRequest
from mini_nova_sandbox.http.call import Caller

TOPIC = "scheduler"


def _schedule_run_instance(
    cloud: Cloud,
    caller: Caller,
    request_id: str,
    request: CreateRequest,
    instance_uuids: Sequence[str],
    requested_networks: list[dict[str, Any]],
) -> None:
    """Cast what the scheduler and the host need to know; the API answers the client next.

    Call it in the transaction that writes the instances' rows.
    """
    cloud.queue.cast(
        TOPIC,
        "run_instance",
        request_spec=_request_spec(caller, request_id, request, instance_uuids),
        admin_password=request.admin_password,
        injected_files=[list(file) for file in request.injected_files],
        requested_networks=requested_networks,
        filter_properties={
            "availability_zone": request.availability_zone,
            "force_host": request.host,
            "scheduler_hints": dict(request.scheduler_hints),
        },
    )
    message = "cast run_instance to scheduler"
    for uuid in instance_uuids:
        cloud.trace.note(uuid, "_schedule_run_instance", __name__, message)


def _request_spec(
    caller: Caller, request_id: str, request: CreateRequest, instance_uuids: Sequence[str]
) -> dict[str, Any]:
    flavor = dict(request.flavor)
    flavor["extra_specs"] = json.loads(flavor["extra_specs"])
    return {
        "image": request.image_id,
        "instance_type": flavor,
        "instance_uuids": list(instance_uuids),
        "num_instances": len(instance_uuids),
        "request_id": request_id,
        "user_id": caller.user_id,
        "project_id": caller.project_id,
    }

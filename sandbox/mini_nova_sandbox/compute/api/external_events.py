"""External events (``os-server-external-events``), which other services send to Nova."""

from __future__ import annotations

from functools import cache
from typing import Any

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.network import nw_info

NAMES = ("network-changed", "network-vif-plugged", "network-vif-unplugged", "network-vif-deleted")
LATER_NAMES = {  # by the microversion that adds them
    microversions.VOLUME_EXTENDED: "volume-extended",
    microversions.POWER_UPDATE: "power-update",
    microversions.ACCELERATORS: "accelerator-request-bound",
    microversions.VOLUME_REIMAGED: "volume-reimaged",
}
STATUSES = ("failed", "completed", "in-progress")
TAG_REQUIRED = ("volume-extended", "power-update", "accelerator-request-bound", "volume-reimaged")


def create(call: Call) -> Answer:
    """Take events; answer each with its code, and 207 if not all were taken."""
    call.caller.require_admin("os_compute_api:os-server-external-events:create")
    views = [_take(call, event) for event in call.body["events"]]
    has_failures = any(view["code"] != 200 for view in views)
    return Answer(207 if has_failures else 200, {"events": views})


def _take(call: Call, event: dict[str, Any]) -> dict[str, Any]:
    """Return an event with its code. Whatever has changed on a network is read anew."""
    uuid = event["server_uuid"]
    instance = instances.find(call.database, uuid)
    if instance is None:
        return {**event, "status": "failed", "code": 404}
    if event["name"] in TAG_REQUIRED and event.get("tag") is None:
        return {**event, "status": "failed", "code": 400}
    if not instance["host"]:
        return {**event, "status": "failed", "code": 422}
    if event["name"] == "network-changed":
        nw_info.refresh(call.database, uuid)
    return {**event, "status": "completed", "code": 200}


@cache
def create_schema(version: Microversion) -> Schema:
    """Return the schema of ``POST /os-server-external-events``."""
    names = list(NAMES)
    names += [name for since, name in LATER_NAMES.items() if version >= since]
    event = schemas.obj(
        {
            "name": {"type": "string", "enum": names},
            "server_uuid": schemas.UUID,
            "status": {"type": "string", "enum": list(STATUSES)},
            "tag": schemas.TEXT,
        },
        "name",
        "server_uuid",
    )
    return schemas.obj({"events": {"type": "array", "minItems": 1, "items": event}}, "events")


OPERATIONS = (Operation("POST", "/os-server-external-events", create, schema=create_schema),)

"""Availability zones, and for admins the hosts in them."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import services
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state.settings import ZONE


def index(_call: Call) -> Answer:
    """The zones that servers can be put in."""
    return Answer(body={"availabilityZoneInfo": [_zone(ZONE, None)]})


def detail(call: Call) -> Answer:
    """Every zone with its hosts and their services."""
    call.caller.require_admin()
    zones: dict[str, dict[str, Any]] = {}
    for service in services.all_services(call):
        state = {
            "available": service["state"] == "up",
            "active": service["status"] == "enabled",
            "updated_at": service["updated_at"],
        }
        zones.setdefault(service["zone"], {}).setdefault(service["host"], {})[service["binary"]] = (
            state
        )
    return Answer(
        body={"availabilityZoneInfo": [_zone(name, hosts) for name, hosts in zones.items()]}
    )


def _zone(name: str, hosts: dict[str, Any] | None) -> dict[str, Any]:
    return {"zoneName": name, "zoneState": {"available": True}, "hosts": hosts}


OPERATIONS = (
    Operation("GET", "/os-availability-zone", index),
    Operation("GET", "/os-availability-zone/detail", detail),
)

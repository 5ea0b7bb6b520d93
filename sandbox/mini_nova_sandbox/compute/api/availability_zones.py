"""Availability zones and, for admins, their hosts."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import services
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation

Hosts = dict[str, dict[str, Any]]  # host -> binary -> state


def index(call: Call) -> Answer:
    """List the zones that servers can be booted in: those with a host whose service is enabled."""
    available_zones: dict[str, bool] = {}
    for service in services.compute_services(call):
        zone = service["zone"]
        is_enabled = service["status"] == services.ENABLED
        available_zones[zone] = available_zones.get(zone, False) or is_enabled
    views = [_view(zone, None, is_open) for zone, is_open in available_zones.items()]
    return Answer(body={"availabilityZoneInfo": views})


def detail(call: Call) -> Answer:
    """List every zone with its hosts and their services."""
    call.caller.require_admin("os_compute_api:os-availability-zone:detail")
    zones: dict[str, Hosts] = {}
    for service in services.all_services(call):
        zone = service["zone"]
        host = service["host"]
        binary = service["binary"]
        hosts = zones.setdefault(zone, {})
        binaries = hosts.setdefault(host, {})
        binaries[binary] = _service_state(service)
    views = [_view(name, hosts) for name, hosts in zones.items()]
    return Answer(body={"availabilityZoneInfo": views})


def _service_state(service: dict[str, Any]) -> dict[str, Any]:
    return {
        "available": service["state"] == "up",
        "active": service["status"] == services.ENABLED,
        "updated_at": service["updated_at"],
    }


def _view(name: str, hosts: Hosts | None, is_available: bool = True) -> dict[str, Any]:
    return {
        "zoneName": name,
        "zoneState": {"available": is_available},
        "hosts": hosts,
    }


OPERATIONS = (
    Operation("GET", "/os-availability-zone", index, parameters=()),
    Operation("GET", "/os-availability-zone/detail", detail, parameters=()),
)

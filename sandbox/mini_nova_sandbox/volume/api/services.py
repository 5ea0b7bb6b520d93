"""The services, hosts, pools and zones of block storage, as admins see them."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.settings import ZONE
from mini_nova_sandbox.volume.api import microversions, words
from mini_nova_sandbox.volume.backend import CONTROLLER, HOST, POOL

SERVICES = (("cinder-volume", HOST), ("cinder-scheduler", CONTROLLER))


def index(call: Call) -> Answer:
    """List the services; ``host`` and ``binary`` filter them. Raises Forbidden."""
    call.caller.require_admin()
    binary_filter = call.query_value("binary")
    host_filter = call.query_value("host")
    views = [
        _view(call, binary, host)
        for binary, host in SERVICES
        if binary_filter in ("", binary) and host_filter in ("", host)
    ]
    return Answer(body={"services": views})


def _view(call: Call, binary: str, host: str) -> dict[str, Any]:
    view: dict[str, Any] = {
        "binary": binary,
        "host": host,
        "zone": ZONE,
        "status": "enabled",
        "state": "up",
        "updated_at": clock.bare_stamp(clock.now()),
        "disabled_reason": None,
    }
    if call.version >= microversions.CLUSTERS:
        view["cluster"] = None
    if binary == "cinder-volume":
        view |= {
            "replication_status": "disabled",
            "active_backend_id": None,
            "frozen": False,
        }
        if call.version >= microversions.BACKEND_STATE:
            view["backend_state"] = "up"
    return view


def hosts(call: Call) -> Answer:
    """List the hosts of the services. Raises Forbidden."""
    call.caller.require_admin()
    views = [
        {
            "host_name": host,
            "service": binary,
            "zone": ZONE,
            "service-status": "available",
            "service-state": "enabled",
            "last-update": clock.bare_stamp(clock.now()),
        }
        for binary, host in SERVICES
    ]
    return Answer(body={"hosts": views})


def zones(_call: Call) -> Answer:
    """List the zones that volumes can be created in."""
    zone = {"zoneName": ZONE, "zoneState": {"available": True}}
    return Answer(body={"availabilityZoneInfo": [zone]})


def pools(call: Call) -> Answer:
    """List the pools that volumes are taken from. Raises Forbidden."""
    call.caller.require_admin()
    pool: dict[str, Any] = {"name": POOL}
    if words.flag(call, "detail"):
        pool["capabilities"] = _capabilities(call)
    return Answer(body={"pools": [pool]})


def _capabilities(call: Call) -> dict[str, Any]:
    gigabytes = call.database.value("SELECT coalesce(sum(size), 0) FROM volumes")
    return {
        "volume_backend_name": "sandbox",
        "vendor_name": "mini-nova",
        "driver_version": "1.0",
        "storage_protocol": "file",
        "total_capacity_gb": "infinite",
        "free_capacity_gb": "infinite",
        "multiattach": True,
        "online_extend_support": True,
        "allocated_capacity_gb": gigabytes,
        "filter_function": None,
        "goodness_function": None,
        "timestamp": clock.bare_stamp(clock.now()),
    }


OPERATIONS = (
    Operation("GET", "/os-services", index),
    Operation("GET", "/os-hosts", hosts),
    Operation("GET", "/os-availability-zone", zones),
    Operation("GET", "/scheduler-stats/get_pools", pools),
)

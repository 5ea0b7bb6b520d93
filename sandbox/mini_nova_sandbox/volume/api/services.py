"""The services, hosts, pools and zones of block storage, as admins see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.settings import ZONE
from mini_nova_sandbox.volume.api import microversions, words
from mini_nova_sandbox.volume.backend import CONTROLLER, HOST, POOL

AMOUNTS = {  # columns by the members that show them
    "volume_count": "volumes",
    "total_volume_gb": "volume_gb",
    "snapshot_count": "snapshots",
    "total_snapshot_gb": "snapshot_gb",
}
PROPERTIES = {  # what Cinder says of every backend
    "thin_provisioning": ("Thin Provisioning", "Sets thin provisioning."),
    "compression": ("Compression", "Enables compression."),
    "qos": ("QoS", "Enables QoS."),
    "replication_enabled": ("Replication", "Enables replication."),
}
SERVICES = (("cinder-volume", HOST), ("cinder-scheduler", CONTROLLER))


def index(call: Call) -> Answer:
    """List the services; ``host`` and ``binary`` filter them. Raises Forbidden."""
    call.caller.require_admin()
    binary_filter = call.query_value("binary")
    host_filter = call.query_value("host")
    views = [
        _view(call, binary, host)
        for binary, host in SERVICES
        if binary_filter in ("", binary) and host_filter in ("", host, host.partition("@")[0])
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


def host(call: Call) -> Answer:
    """Show how much of a host its volumes and snapshots use, in all and by project.

    Raises Forbidden, NotFound.
    """
    call.caller.require_admin()
    name = call.path["host"]
    if name != HOST:
        raise NotFound(f"Service cinder-volume could not be found on host {name}.")
    rows = call.database.rows(
        "SELECT project_id, count(volume) AS volumes, sum(volume) AS volume_gb,"
        " count(snapshot) AS snapshots, sum(snapshot) AS snapshot_gb FROM"
        " (SELECT project_id, size AS volume, NULL AS snapshot FROM volumes UNION ALL"
        " SELECT project_id, NULL, size FROM volume_snapshots) GROUP BY project_id"
    )
    total = {name: sum(row[name] or 0 for row in rows) for name in AMOUNTS.values()}
    views = [_use_view("(total)", total)]
    views += [_use_view(row["project_id"], row) for row in rows]
    return Answer(body={"host": views})


def _use_view(project: str, amounts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a project's volumes and snapshots use; the numbers are texts, as Cinder's."""
    texts = {name: str(amounts[column] or 0) for name, column in AMOUNTS.items()}
    return {"resource": {"host": HOST, "project": project, **texts}}


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


def capabilities(call: Call) -> Answer:
    """Show what the backend of a host can do. Raises Forbidden, NotFound."""
    call.caller.require_admin()
    name = call.path["host"]
    if name != HOST:
        raise NotFound(f"Can't find service: {name}")
    facts = _capabilities(call)
    properties = {
        key: {"title": title, "description": description, "type": "boolean"}
        for key, (title, description) in PROPERTIES.items()
    }
    view = {
        "namespace": f"OS::Storage::Capabilities::{name}",
        "vendor_name": facts["vendor_name"],
        "volume_backend_name": facts["volume_backend_name"],
        "pool_name": None,
        "driver_version": facts["driver_version"],
        "storage_protocol": facts["storage_protocol"],
        "display_name": None,
        "description": None,
        "visibility": None,
        "replication_targets": [],
        "properties": properties,
    }
    return Answer(body=view)


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
    Operation("GET", "/os-hosts/{host}", host),
    Operation("GET", "/capabilities/{host}", capabilities),
    Operation("GET", "/os-availability-zone", zones),
    Operation("GET", "/scheduler-stats/get_pools", pools),
)

"""Hypervisors, services, zones, aggregates and agents."""

from __future__ import annotations

import json
from typing import Any

from tests.local_cloud.messages import Answer, Json, json_answer
from tests.local_cloud.nova_call import Call
from tests.local_cloud.refusals import nova_refusal

from .contents import FINE_TIME, IDS
from .routes import Route, fixed, page, since

_CPU = {
    "arch": "x86_64",
    "model": "Nehalem",
    "features": ["pge", "clflush"],
    "topology": {"cores": 1, "sockets": 4},
}
_OLD_KEYS: Json = {
    "vcpus": 8,
    "memory_mb": 8192,
    "local_gb": 1028,
    "vcpus_used": 0,
    "memory_mb_used": 512,
    "local_gb_used": 0,
    "free_ram_mb": 7680,
    "free_disk_gb": 1028,
    "current_workload": 0,
    "running_vms": 0,
    "disk_available_least": None,
}


def _hypervisor(number: int, name: str, word: str) -> Json:
    return {
        "number": number,
        "id": IDS[word],
        "hypervisor_hostname": name,
        "state": "up",
        "status": "enabled",
        "hypervisor_type": "fake",
        "hypervisor_version": 1000,
        "host_ip": "192.0.2.2",
        "service": {"id": IDS["service"], "host": name, "disabled_reason": None},
    }


_HYPERVISORS = [
    _hypervisor(2, "host2", "hypervisor2"),
    _hypervisor(1, "host1", "hypervisor"),
]
_BRIEF = ("id", "hypervisor_hostname", "state", "status", "servers")


def _view(call: Call, hypervisor: Json) -> Json:
    fields = {key: value for key, value in hypervisor.items() if key != "number"}
    if call.version < (2, 53):
        fields["id"] = hypervisor["number"]
        fields["service"] = {**fields["service"], "id": 3}
    if call.version < (2, 88):
        text = call.version < (2, 28)
        fields |= {**_OLD_KEYS, "cpu_info": json.dumps(_CPU) if text else _CPU}
    else:
        fields["uptime"] = " 08:32:11 up 93 days, 18:25, 12 users,  load average: 0.20, 0.12, 0.14"
    return fields


def _servers_of(name: str) -> list[Json]:
    words = ("vm", "db") if name == "host1" else ("busy",)
    return [{"uuid": IDS[word], "name": word} for word in words]


def _matches(call: Call, pattern: str | None, *, with_servers: bool) -> list[Json]:
    views = []
    for hypervisor in _HYPERVISORS:
        name = hypervisor["hypervisor_hostname"]
        if pattern is None or pattern in name:
            servers = {"servers": _servers_of(name)} if with_servers else {}
            views.append({**_view(call, hypervisor), **servers})
    return page(call, views)


def _brief(hypervisor: Json) -> Json:
    return {key: value for key, value in hypervisor.items() if key in _BRIEF}


def _index(call: Call) -> Answer:
    query = call.request
    pattern = query.first("hypervisor_hostname_pattern")
    with_servers = query.first("with_servers") == "True"
    matches = _matches(call, pattern, with_servers=with_servers)
    if pattern and not matches:
        return _nothing(pattern)
    return json_answer(200, {"hypervisors": [_brief(match) for match in matches]})


def _nothing(pattern: str) -> Answer:
    return nova_refusal(404, f"No hypervisor matching '{pattern}' could be found.")


def _detail(call: Call) -> Answer:
    return json_answer(200, {"hypervisors": _matches(call, None, with_servers=False)})


def _search(call: Call, id: str) -> Answer:
    matches = _matches(call, id, with_servers=call.path.endswith("servers"))
    if not matches:
        return _nothing(id)
    return json_answer(200, {"hypervisors": [_brief(match) for match in matches]})


def _find(call: Call, id: str) -> Json | None:
    for hypervisor in _HYPERVISORS:
        fields = _view(call, hypervisor)
        if str(fields["id"]) == id:
            return fields
    return None


def _show(call: Call, id: str) -> Answer:
    fields = _find(call, id)
    if fields is None and call.version >= (2, 53) and len(id) < 36:
        return nova_refusal(400, f"Invalid uuid {id}")
    if fields is None:
        return nova_refusal(404, f"Hypervisor with ID '{id}' could not be found.")
    return json_answer(200, {"hypervisor": fields})


def _uptime(call: Call, id: str) -> Answer:
    fields = _find(call, id)
    if fields is None:
        return nova_refusal(404, f"Hypervisor with ID '{id}' could not be found.")
    return json_answer(200, {"hypervisor": {**_brief(fields), "uptime": "up 93 days"}})


_STATISTICS = {"count": 2, **_OLD_KEYS, "disk_available_least": 0}


def _service(number: int, binary: str, host: str, zone: str, **changes: Any) -> Json:
    service = {
        "binary": binary,
        "host": host,
        "id": number,
        "zone": zone,
        "status": "enabled",
        "state": "up",
        "updated_at": FINE_TIME,
        "disabled_reason": None,
        "forced_down": False,
    }
    return {**service, **changes}


_SERVICES = [
    _service(3, "nova-compute", "host2", "nova", status="disabled", disabled_reason="repair"),
    _service(1, "nova-scheduler", "host1", "internal"),
    _service(2, "nova-compute", "host1", "nova", state="down", forced_down=True),
]


def _services(call: Call) -> Answer:
    views = [since(call, service, {"forced_down": 11}) for service in _SERVICES]
    for service in views:
        if call.version >= (2, 53):
            service["id"] = IDS["service"].replace("-8000-", f"-800{service['id']}-")
    return json_answer(200, {"services": views})


def _update_service(call: Call, id: str) -> Answer:
    change = call.request.json
    if call.version >= (2, 53):
        service = {**_SERVICES[2], "id": id, "disabled_reason": None, **change}
        return json_answer(200, {"service": service})
    status = {"enable": "enabled", "force-down": None}.get(id, "disabled")
    return json_answer(200, {"service": {**change, **({"status": status} if status else {})}})


_UP = {"available": True, "active": True, "updated_at": FINE_TIME}
_DOWN = {**_UP, "available": False}
_IDLE = {**_UP, "active": False, "updated_at": None}
_ZONES = {
    "availabilityZoneInfo": [
        {
            "zoneName": "nova",
            "zoneState": {"available": True},
            "hosts": {
                "host2": {"nova-compute": _DOWN, "nova-cert": _IDLE},
                "host1": {"nova-compute": _UP},
            },
        },
        {"zoneName": "attic", "zoneState": {"available": False}, "hosts": None},
    ]
}


def _aggregate(number: int, name: str, zone: str | None, **metadata: str) -> Json:
    return {
        "id": number,
        "uuid": IDS["aggregate"],
        "name": name,
        "availability_zone": zone,
        "hosts": ["host1", "host2"] if number == 1 else [],
        "metadata": metadata,
        "created_at": FINE_TIME,
        "updated_at": None,
        "deleted_at": None,
        "deleted": False,
    }


_AGGREGATES = [
    _aggregate(2, "plain", None),
    _aggregate(1, "fast", "nova", availability_zone="nova", ssd="true", a="1"),
    _aggregate(3, "1", None),
    _aggregate(4, "twin", None),
    _aggregate(5, "twin", None),
]


def _aggregates(call: Call) -> Answer:
    views = [since(call, aggregate, {"uuid": 41}) for aggregate in _AGGREGATES]
    return json_answer(200, {"aggregates": views})


def _show_aggregate(call: Call, id: str) -> Answer:
    for aggregate in _AGGREGATES:
        if str(aggregate["id"]) == id:
            return json_answer(200, {"aggregate": since(call, aggregate, {"uuid": 41})})
    return nova_refusal(404, f"Aggregate {id} could not be found.")


def _create_aggregate(call: Call) -> Answer:
    answer = since(call, _AGGREGATES[1], {"uuid": 41})
    fields = {key: value for key, value in answer.items() if key not in ("hosts", "metadata")}
    return json_answer(200, {"aggregate": {**fields, **call.request.json["aggregate"]}})


_AGENT = {
    "agent_id": 1,
    "hypervisor": "kvm",
    "os": "win",
    "architecture": "x86",
    "version": "7.0",
    "url": "http://example.com/agent",
    "md5hash": "add6bb58e139be103324d04d82d8f545",
}
_A = "/os-aggregates/{id}"
_H = "/os-hypervisors/{id}"
ROUTES: list[Route] = [
    ("GET", "/os-hypervisors", _index),
    ("GET", "/os-hypervisors/detail", _detail),
    ("GET", "/os-hypervisors/statistics", fixed(200, {"hypervisor_statistics": _STATISTICS})),
    ("GET", f"{_H}/(search|servers)", _search),
    ("GET", f"{_H}/uptime", _uptime),
    ("GET", _H, _show),
    ("GET", "/os-services", _services),
    ("PUT", "/os-services/{id}", _update_service),
    ("DELETE", "/os-services/{id}", fixed(204)),
    ("GET", "/os-availability-zone/detail", fixed(200, _ZONES)),
    ("GET", "/os-aggregates", _aggregates),
    ("POST", "/os-aggregates", _create_aggregate),
    ("GET", _A, _show_aggregate),
    ("PUT", _A, _show_aggregate),
    ("DELETE", _A, fixed(200)),
    ("POST", f"{_A}/action", _show_aggregate),
    ("POST", f"{_A}/images", fixed(202)),
    ("GET", "/os-agents", fixed(200, {"agents": [_AGENT]})),
    ("POST", "/os-agents", fixed(200, {"agent": _AGENT})),
    ("PUT", "/os-agents/{id}", fixed(200, {"agent": _AGENT})),
    ("DELETE", "/os-agents/{id}", fixed(200)),
]

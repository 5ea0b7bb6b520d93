"""Servers: lists, details, builds, changes and removals."""

from __future__ import annotations

import re
from typing import Any

from tests.local_cloud.messages import Answer, Json, json_answer
from tests.local_cloud.nova_call import Call
from tests.local_cloud.refusals import nova_refusal
from tests.local_cloud.server_shape import links

from .contents import FINE_TIME, IDS, OTHER_PROJECT, PROJECT, TIME, USER
from .routes import Route, page, since

_FAULT = {
    "code": 500,
    "created": TIME,
    "message": "No valid host was found.",
    "details": "Traceback:\\n  File one\\n  File two",
}
_FIRSTS = {
    **dict.fromkeys(("hostname", "reservation_id", "launch_index", "kernel_id"), 3),
    **dict.fromkeys(("ramdisk_id", "root_device_name", "user_data"), 3),
}
_SINCE = {
    **{f"OS-EXT-SRV-ATTR:{name}": first for name, first in _FIRSTS.items()},
    "locked": 9,
    "host_status": 16,
    "description": 19,
    "tags": 26,
    "trusted_image_certificates": 63,
    "server_groups": 71,
    "locked_reason": 73,
    "pinned_availability_zone": 96,
    "scheduler_hints": 100,
}
_ADDRESS = {
    "OS-EXT-IPS:type": "fixed",
    "version": 4,
    "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:00:00:01",
}
_FLOATING = {**_ADDRESS, "OS-EXT-IPS:type": "floating"}
_ADDRESSES: Json = {
    "public": [{**_ADDRESS, "addr": "192.0.2.9"}],
    "private": [
        {**_ADDRESS, "addr": "10.0.0.5"},
        {**_ADDRESS, "addr": "2001:db8::5", "version": 6},
        {**_FLOATING, "addr": "203.0.113.5"},
    ],
}
_STATES = {
    "ACTIVE": ("active", 1),
    "ERROR": ("error", 0),
    "SHUTOFF": ("stopped", 4),
    "VERIFY_RESIZE": ("resized", 1),
    "SOFT_DELETED": ("soft-delete", 4),
}
_FLAVOR = {
    "vcpus": 1,
    "ram": 512,
    "disk": 1,
    "ephemeral": 0,
    "swap": 0,
    "original_name": "testflav",
    "extra_specs": {"hw:cpu_policy": "shared"},
}


_SERVER: Json = {
    "accessIPv4": "",
    "accessIPv6": "",
    "addresses": _ADDRESSES,
    "created": TIME,
    "flavor": _FLAVOR,
    "hostId": "c0ffee",
    "image": {"id": IDS["image"], "links": []},
    "metadata": {"role": "web", "a": "1"},
    "tenant_id": PROJECT,
    "user_id": USER,
    "updated": TIME,
    "OS-DCF:diskConfig": "MANUAL",
    "progress": 100,
    "OS-EXT-AZ:availability_zone": "nova",
    "config_drive": "",
    "key_name": None,
    "OS-SRV-USG:launched_at": FINE_TIME,
    "OS-SRV-USG:terminated_at": None,
    "security_groups": [{"name": "web"}, {"name": "default"}, {"name": "default"}],
    "OS-EXT-SRV-ATTR:host": "host1",
    "OS-EXT-SRV-ATTR:hypervisor_hostname": "host1",
    "OS-EXT-SRV-ATTR:hostname": "vm",
    "OS-EXT-SRV-ATTR:kernel_id": "",
    "OS-EXT-SRV-ATTR:launch_index": 0,
    "OS-EXT-SRV-ATTR:ramdisk_id": "",
    "OS-EXT-SRV-ATTR:reservation_id": "r-abcdefgh",
    "OS-EXT-SRV-ATTR:root_device_name": "/dev/vda",
    "OS-EXT-SRV-ATTR:user_data": None,
    "OS-EXT-STS:task_state": None,
    "os-extended-volumes:volumes_attached": [],
    "locked": False,
    "description": None,
    "tags": ["blue", "big"],
    "trusted_image_certificates": None,
    "server_groups": [IDS["group"]],
    "locked_reason": None,
    "pinned_availability_zone": None,
    "scheduler_hints": {},
    "host_status": "UP",
}


def _server(word: str, name: str, status: str = "ACTIVE", **changes: Any) -> Json:
    vm_state, power_state = _STATES[status]
    fields = {
        "id": IDS[word],
        "name": name,
        "status": status,
        "OS-EXT-SRV-ATTR:instance_name": f"instance-{IDS[word][-4:]}",
        "OS-EXT-STS:vm_state": vm_state,
        "OS-EXT-STS:power_state": power_state,
    }
    return {**_SERVER, **fields, **changes}


_VOLUMES: Json = {
    "os-extended-volumes:volumes_attached": [{"id": IDS["volume"], "delete_on_termination": True}]
}
SERVERS: list[Json] = [
    _server("vm", "vm", description="a <b> & c"),
    _server("twin1", "twin"),
    _server("twin2", "twin"),
    _server("my-vm", "My VM", metadata={}, tags=[], key_name="key"),
    _server("busy", "busy", **{"OS-EXT-STS:task_state": "image_snapshot"}),
    _server("db", "db", metadata={"ключ": "значение"}),
    _server("broken", "broken", "ERROR", fault=_FAULT, addresses={}),
    _server("off", "off", "SHUTOFF", locked=True, locked_reason="mine"),
    _server("resized", "resized", "VERIFY_RESIZE"),
    _server("volume-vm", "volume-vm", image="", **_VOLUMES),
    _server("bare", "bare", addresses={}),
]
GONE = _server("gone", "gone", "SOFT_DELETED")
FOREIGN = _server("foreign", "foreign", tenant_id=OTHER_PROJECT)


def by_id(server_id: str) -> Json | None:
    """The server of an id, deleted or of another project."""
    servers = (server for server in [*SERVERS, GONE, FOREIGN] if server["id"] == server_id)
    return next(servers, None)


def missing(server_id: str) -> Answer:
    """Nova's answer for a server that is not there."""
    return nova_refusal(404, f"Instance {server_id} could not be found.")


def view(call: Call, server: Json, *, is_listed: bool = False) -> Json:
    """A server as the call's microversion shows it."""
    fields = since(call, server, _SINCE)
    if call.version < (2, 47):
        fields["flavor"] = {"id": "6", "links": []}
    if is_listed:
        fields.pop("server_groups", None)
    if fields["status"] not in ("ACTIVE", "VERIFY_RESIZE"):
        fields.pop("progress", None)
    fields["links"] = links(call.base, "servers", server["id"])
    return fields


def _matches(call: Call) -> list[Json]:
    query = call.request.query
    servers = list(SERVERS)
    if query.get("all_tenants", ["0"])[0] in ("1", "True"):
        servers.append(FOREIGN)
    if query.get("deleted", ["False"])[0] == "True":
        servers = [GONE]
    name = query.get("name", [""])[0]
    status = query.get("status", [""])[0].upper()
    servers = [server for server in servers if re.search(name, server["name"])]
    return page(call, [server for server in servers if not status or server["status"] == status])


def _index(call: Call) -> Answer:
    keys = ("id", "name", "links")
    views = [view(call, server, is_listed=True) for server in _matches(call)]
    return json_answer(200, {"servers": [{key: item[key] for key in keys} for item in views]})


def _detail(call: Call) -> Answer:
    if "display_name" not in call.request.query.get("sort_key", ["display_name"]):
        return nova_refusal(400, "Invalid input for query parameters sort_key.")
    views = [view(call, server, is_listed=True) for server in _matches(call)]
    return json_answer(200, {"servers": views})


def _show(call: Call, id: str) -> Answer:
    server = by_id(id)
    return json_answer(200, {"server": view(call, server)}) if server else missing(id)


def _create(call: Call) -> Answer:
    body = call.request.json["server"]
    if body["name"] == "too-many":
        return nova_refusal(403, "Quota exceeded for instances: Requested 1, but already used 10")
    if body.get("return_reservation_id"):
        return json_answer(202, {"reservation_id": "r-abcdefgh"})
    server_id = IDS["broken"] if body["name"] == "broken" else IDS["vm"]
    summary = {
        "id": server_id,
        "links": links(call.base, "servers", server_id),
        "OS-DCF:diskConfig": "MANUAL",
        "security_groups": [{"name": "default"}],
        "adminPass": body.get("adminPass", "aDmInPaSs123"),
    }
    answer = json_answer(202, {"server": summary})
    return answer.with_headers(Location=f"{call.base}/servers/{server_id}")


def _update(call: Call, id: str) -> Answer:
    if id == IDS["busy"]:
        return nova_refusal(409, f"Instance {id} is locked")
    return _show(call, id)


def _delete(call: Call, id: str) -> Answer:
    if id == IDS["busy"]:
        return nova_refusal(409, f"Instance {id} is locked")
    return Answer(204) if by_id(id) else missing(id)


ROUTES: list[Route] = [
    ("GET", "/servers", _index),
    ("GET", "/servers/detail", _detail),
    ("POST", "/servers", _create),
    ("GET", "/servers/{id}", _show),
    ("PUT", "/servers/{id}", _update),
    ("DELETE", "/servers/{id}", _delete),
]

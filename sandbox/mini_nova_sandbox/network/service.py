"""The network service: versions, extensions, quotas, and the operations on its resources."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import ApiError, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import JSON, middleware_refusal
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.network import security_groups
from mini_nova_sandbox.network.neutron import RESOURCES, SECURITY_GROUPS
from mini_nova_sandbox.network.resources import QUOTAS, quota
from mini_nova_sandbox.state.settings import ZONE

EXTENSIONS = {
    "agent": "Agents of the network service (there are none).",
    "allowed-address-pairs": "More addresses for a port.",
    "availability_zone": "Availability zones.",
    "binding": "Where a port is bound.",
    "external-net": "Networks that floating IPs come from.",
    "net-mtu": "The MTU of a network.",
    "net-mtu-writable": "The MTU of a network can be set.",
    "pagination": "Lists in pages.",
    "port-security": "Ports without security groups.",
    "provider": "How a network is provided.",
    "quotas": "Quotas of projects.",
    "quota_details": "Quotas and what is used of them.",
    "router": "Floating IPs (there are no routers: a floating IP leads to a port at once).",
    "security-group": "Security groups and their rules.",
    "sorting": "Sorted lists.",
    "standard-attr-description": "Descriptions.",
    "standard-attr-revisions": "Revision numbers.",
    "standard-attr-timestamp": "Times of creation and change.",
    "stateful-security-group": "Stateless security groups.",
}
EMPTY = (
    "routers",
    "agents",
    "subnetpools",
    "service-providers",
    "network-ip-availabilities",
    "rbac-policies",
    "address-scopes",
    "trunks",
    "flavors",
)
QUOTA_SCHEMA = {
    "type": "object",
    "properties": {
        "quota": {
            "type": "object",
            "properties": {
                name: {"type": "integer", "minimum": -1, "maximum": 2**31 - 1} for name in QUOTAS
            },
        }
    },
    "required": ["quota"],
}


def network(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    """The service."""
    return Service(
        name="network",
        prefix="/network",
        operations=[
            *OPERATIONS,
            *(operation for resource in RESOURCES for operation in resource.operations()),
        ],
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=lambda path, _: Address("/" + path.strip("/").removesuffix(".json")),
        answer_headers=lambda _address, _request_id: {},
    )


def refusal(error: ApiError) -> tuple[str, str]:
    """``{"NeutronError": {"type": "PortNotFound", "message": "...", "detail": ""}}``; 401 as the middleware tells it."""
    if error.status == 401:
        return middleware_refusal(error)
    body = {"type": error.kind, "message": error.message, "detail": ""}
    return JSON, json.dumps({"NeutronError": body})


def versions(call: Call) -> Answer:
    """The one version there is."""
    link = {"rel": "self", "href": f"{call.root}/network/v2.0/"}
    return Answer(body={"versions": [{"id": "v2.0", "status": "CURRENT", "links": [link]}]})


def resources(call: Call) -> Answer:
    """What v2.0 has."""
    found = [
        {
            "links": [{"rel": "self", "href": f"{call.root}/network/v2.0/{one.path}"}],
            "name": one.name,
            "collection": one.collection,
        }
        for one in RESOURCES
    ]
    return Answer(body={"resources": found})


def extensions(_call: Call) -> Answer:
    """The extensions whose members and resources are here."""
    return Answer(body={"extensions": [_extension(alias) for alias in EXTENSIONS]})


def extension(call: Call) -> Answer:
    """One of them."""
    if call.path["alias"] not in EXTENSIONS:
        raise NotFound(f"Extension with alias {call.path['alias']} does not exist")
    return Answer(body={"extension": _extension(call.path["alias"])})


def _extension(alias: str) -> dict[str, Any]:
    description = EXTENSIONS[alias]
    return {
        "name": alias,
        "alias": alias,
        "description": description,
        "updated": "2016-01-01T00:00:00-00:00",
        "links": [],
    }


def groups(call: Call) -> Answer:
    """Security groups; the project's default one is always among them."""
    if call.caller.project_id:
        security_groups.default(call.cloud.database, call.caller.project_id)
    return SECURITY_GROUPS.index(call)


def zones(_call: Call) -> Answer:
    """The zones of networks and routers."""
    found = [
        {"name": ZONE, "resource": kind, "state": "available"} for kind in ("network", "router")
    ]
    return Answer(body={"availability_zones": found})


def quotas(call: Call) -> Answer:
    """The limits of a project."""
    return Answer(body={"quota": quota(call, _project(call))})


def all_quotas(call: Call) -> Answer:
    """The projects with limits of their own, for admins."""
    call.caller.require_admin()
    rows = call.cloud.database.rows(
        "SELECT DISTINCT project_id FROM quotas WHERE resource LIKE 'network:%' ORDER BY project_id"
    )
    found = [
        {
            "project_id": row["project_id"],
            "tenant_id": row["project_id"],
            **quota(call, row["project_id"]),
        }
        for row in rows
    ]
    return Answer(body={"quotas": found})


def default_quotas(call: Call) -> Answer:
    """What a project has without limits of its own."""
    _project(call)
    return Answer(body={"quota": dict(QUOTAS)})


def quota_details(call: Call) -> Answer:
    """Limits, and what is used."""
    project = _project(call)
    limits = quota(call, project)
    tables = {one.name: one.table for one in RESOURCES}
    used = {
        name: call.cloud.database.value(
            f"SELECT count(*) FROM {table} WHERE project_id = ?",  # noqa: S608
            project,
        )
        for name, table in tables.items()
    }
    return Answer(
        body={
            "quota": {
                name: {"limit": limits[name], "used": used.get(name, 0), "reserved": 0}
                for name in QUOTAS
            }
        }
    )


def set_quotas(call: Call) -> Answer:
    """Sets limits."""
    call.caller.require_admin()
    project = _project(call)
    for name, limit in call.body["quota"].items():
        if name in QUOTAS:
            call.cloud.database.delete("quotas", project_id=project, resource=f"network:{name}")
            row = {"project_id": project, "resource": f"network:{name}", "hard_limit": limit}
            call.cloud.database.insert("quotas", row)
    return Answer(body={"quota": quota(call, project)})


def reset_quotas(call: Call) -> Answer:
    """Back to the defaults."""
    call.caller.require_admin()
    project = _project(call)
    for name in QUOTAS:
        call.cloud.database.delete("quotas", project_id=project, resource=f"network:{name}")
    return Answer(204)


def _project(call: Call) -> str:
    project = call.path["project_id"]
    if project != call.caller.project_id:
        call.caller.require_admin()
    return project


def nothing(call: Call) -> Answer:
    """Collections that are always empty here."""
    name = call.url_path.removesuffix(".json").rstrip("/").rsplit("/", 1)[-1].replace("-", "_")
    return Answer(body={name: []})


def no_such(call: Call) -> Answer:
    """Nothing is in them."""
    raise NotFound(f"{call.path['id']} could not be found.")


OPERATIONS = (
    Operation("GET", "/", versions, public=True),
    Operation("GET", "/v2.0", resources),
    Operation("GET", "/v2.0/extensions", extensions),
    Operation("GET", "/v2.0/extensions/{alias}", extension),
    Operation("GET", "/v2.0/security-groups", groups),
    Operation("GET", "/v2.0/availability_zones", zones),
    Operation("GET", "/v2.0/quotas", all_quotas),
    Operation("GET", "/v2.0/quotas/{project_id}", quotas),
    Operation("PUT", "/v2.0/quotas/{project_id}", set_quotas, schema=QUOTA_SCHEMA),
    Operation("DELETE", "/v2.0/quotas/{project_id}", reset_quotas),
    Operation("GET", "/v2.0/quotas/{project_id}/default", default_quotas),
    Operation("GET", "/v2.0/quotas/{project_id}/details", quota_details),
    *(Operation("GET", f"/v2.0/{name}", nothing) for name in EMPTY),
    *(Operation("GET", f"/v2.0/{name}/{{id}}", no_such) for name in EMPTY),
)

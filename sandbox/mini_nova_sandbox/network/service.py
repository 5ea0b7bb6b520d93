"""The network service: versions, extensions, quotas, and the operations on its resources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import ApiError, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import JSON, middleware_refusal
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.network import quotas, router_interfaces, security_groups, tags_api
from mini_nova_sandbox.network.neutron import RESOURCES
from mini_nova_sandbox.network.quotas import QUOTAS
from mini_nova_sandbox.network.security_resources import SECURITY_GROUPS
from mini_nova_sandbox.state import own_limits
from mini_nova_sandbox.state.settings import ZONE

EXTENSIONS: Mapping[str, str] = {  # descriptions by alias
    "agent": "Agents of the network service (there are none).",
    "allowed-address-pairs": "More addresses for a port.",
    "availability_zone": "Availability zones.",
    "binding": "Where a port is bound.",
    "default-subnetpools": "Subnet pools for everybody.",
    "dvr": "Routers that run on every host.",
    "ext-gw-mode": "Routers with or without source NAT.",
    "extra_dhcp_opt": "DHCP options of ports.",
    "extraroute": "Static routes of routers.",
    "external-net": "Networks that floating IPs come from.",
    "filter-validation": "Unknown filters are refused.",
    "fip-port-details": "The ports of floating IPs.",
    "ip-substring-filtering": "Ports by a part of their address.",
    "l3-ha": "Routers that run twice.",
    "net-mtu": "The MTU of a network.",
    "net-mtu-writable": "The MTU of a network can be set.",
    "pagination": "Lists in pages.",
    "port-security": "Ports without security groups.",
    "project-id": "Owners by project_id, too.",
    "provider": "How a network is provided.",
    "quotas": "Quotas of projects.",
    "quota_details": "Quotas and what is used of them.",
    "rbac-policies": "Networks shared with single projects.",
    "router": "Routers, and floating IPs that lead through them.",
    "security-group": "Security groups and their rules.",
    "sorting": "Sorted lists.",
    "standard-attr-description": "Descriptions.",
    "standard-attr-revisions": "Revision numbers.",
    "standard-attr-tag": "Tags on resources.",
    "standard-attr-timestamp": "Times of creation and change.",
    "stateful-security-group": "Stateless security groups.",
    "subnet-external-network": "Subnets tell whether their network is external.",
    "subnet_allocation": "Subnets with addresses of a pool.",
}
EMPTY = (  # collections without anything in them
    "agents",
    "service-providers",
    "network-ip-availabilities",
    "address-scopes",
    "trunks",
    "flavors",
)
ZONED = ("network", "router")  # the kinds of resources that have availability zones
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
    """Build the network service."""
    operations = list(OPERATIONS)
    operations += router_interfaces.OPERATIONS
    for resource in RESOURCES:
        operations += resource.operations()
    operations += tags_api.OPERATIONS
    return Service(
        name="network",
        prefix="/network",
        operations=operations,
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=_parse_address,
        answer_headers=lambda _address, _request_id: {},
    )


def _parse_address(path: str, _headers: Mapping[str, str]) -> Address:
    """Accept a slash or ``.json`` at the end of a path, as Neutron does."""
    return Address("/" + path.strip("/").removesuffix(".json"))


def refusal(error: ApiError) -> tuple[str, str]:
    """Render ``{"NeutronError": {"type": "PortNotFound", "message": "...", "detail": ""}}``.

    A 401 looks different: the middleware answers it.
    """
    if error.status == 401:
        return middleware_refusal(error)
    body = {"type": error.kind, "message": error.message, "detail": ""}
    return JSON, json.dumps({"NeutronError": body})


def versions(call: Call) -> Answer:
    """List the one version, v2.0."""
    link = {"rel": "self", "href": f"{call.root}/network/v2.0/"}
    version = {"id": "v2.0", "status": "CURRENT", "links": [link]}
    return Answer(body={"versions": [version]})


def resources(call: Call) -> Answer:
    """List the collections of v2.0."""
    base = f"{call.root}/network/v2.0"
    items = [
        {
            "links": [{"rel": "self", "href": f"{base}/{resource.path}"}],
            "name": resource.name,
            "collection": resource.collection,
        }
        for resource in RESOURCES
    ]
    return Answer(body={"resources": items})


def extensions(_call: Call) -> Answer:
    """List the extensions that the sandbox has."""
    return Answer(body={"extensions": [_extension(alias) for alias in EXTENSIONS]})


def extension(call: Call) -> Answer:
    """Show an extension."""
    alias = call.path["alias"]
    if alias not in EXTENSIONS:
        raise NotFound(f"Extension with alias {alias} does not exist")
    return Answer(body={"extension": _extension(alias)})


def _extension(alias: str) -> dict[str, Any]:
    return {
        "name": alias,
        "alias": alias,
        "description": EXTENSIONS[alias],
        "updated": "2016-01-01T00:00:00-00:00",
        "links": [],
    }


def security_group_index(call: Call) -> Answer:
    """List security groups; the project's default group is always among them."""
    if call.caller.project_id:
        security_groups.default_group(call.database, call.caller.project_id)
    return SECURITY_GROUPS.index(call)


def zones(_call: Call) -> Answer:
    """List the availability zones of networks and routers."""
    items = []
    for kind in ZONED:
        zone = {"name": ZONE, "resource": kind, "state": "available"}
        items.append(zone)
    return Answer(body={"availability_zones": items})


def show_quota(call: Call) -> Answer:
    """Show the limits of a project."""
    return Answer(body={"quota": quotas.of(call, _project_id(call))})


def quota_index(call: Call) -> Answer:
    """List the projects that have limits of their own, for admins."""
    call.caller.require_admin()
    rows = call.database.rows(
        "SELECT DISTINCT project_id FROM quotas WHERE resource LIKE 'network:%' ORDER BY project_id"
    )
    items = []
    for row in rows:
        project_id = row["project_id"]
        limits = quotas.of(call, project_id)
        items.append({"project_id": project_id, "tenant_id": project_id, **limits})
    return Answer(body={"quotas": items})


def default_quota(call: Call) -> Answer:
    """Show the limits of a project without limits of its own."""
    _project_id(call)
    return Answer(body={"quota": dict(QUOTAS)})


def quota_details(call: Call) -> Answer:
    """Show the limits of a project, and its usage."""
    project_id = _project_id(call)
    limits = quotas.of(call, project_id)
    usage = dict.fromkeys(QUOTAS, 0)
    for resource in RESOURCES:
        usage[resource.name] = call.database.value(
            f"SELECT count(*) FROM {resource.table} WHERE project_id = ?",  # noqa: S608 - constants
            project_id,
        )
    details = {name: {"limit": limits[name], "used": usage[name], "reserved": 0} for name in QUOTAS}
    return Answer(body={"quota": details})


def set_quota(call: Call) -> Answer:
    """Set limits of a project, for admins."""
    call.caller.require_admin()
    project_id = _project_id(call)
    limits = call.body["quota"]
    for name, limit in limits.items():
        if name in QUOTAS:
            own_limits.write(call.database, project_id, f"network:{name}", limit)
    new_limits = quotas.of(call, project_id)
    return Answer(body={"quota": new_limits})


def reset_quota(call: Call) -> Answer:
    """Reset the limits of a project to the defaults, for admins."""
    call.caller.require_admin()
    project_id = _project_id(call)
    for name in QUOTAS:
        resource = f"network:{name}"
        call.database.delete("quotas", project_id=project_id, resource=resource)
    return Answer(204)


def _project_id(call: Call) -> str:
    """Return the project that the path names. Raises Forbidden for another project's."""
    project_id = call.path["project_id"]
    call.caller.require_own_project(project_id)
    return project_id


def empty_index(call: Call) -> Answer:
    """List a collection that is always empty here."""
    path = call.url_path.removesuffix(".json").rstrip("/")
    _, _, segment = path.rpartition("/")
    name = segment.replace("-", "_")
    return Answer(body={name: []})


def missing_item(call: Call) -> Answer:
    """Refuse to show an item of a collection that is always empty here."""
    raise NotFound(f"{call.path['id']} could not be found.")


OPERATIONS = (
    Operation("GET", "/", versions, public=True),
    Operation("GET", "/v2.0", resources),
    Operation("GET", "/v2.0/extensions", extensions),
    Operation("GET", "/v2.0/extensions/{alias}", extension),
    Operation("GET", "/v2.0/security-groups", security_group_index),
    Operation("GET", "/v2.0/availability_zones", zones),
    Operation("GET", "/v2.0/quotas", quota_index),
    Operation("GET", "/v2.0/quotas/{project_id}", show_quota),
    Operation("PUT", "/v2.0/quotas/{project_id}", set_quota, schema=QUOTA_SCHEMA),
    Operation("DELETE", "/v2.0/quotas/{project_id}", reset_quota),
    Operation("GET", "/v2.0/quotas/{project_id}/default", default_quota),
    Operation("GET", "/v2.0/quotas/{project_id}/details", quota_details),
    *(Operation("GET", f"/v2.0/{name}", empty_index) for name in EMPTY),
    *(Operation("GET", f"/v2.0/{name}/{{id}}", missing_item) for name in EMPTY),
)

"""The compute service: its operations, the way it splits paths, and the shape of its errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.api import (
    aggregates,
    assisted_snapshots,
    availability_zones,
    extensions,
    external_events,
    flavor_access,
    flavor_extra_specs,
    flavors,
    hosts,
    hypervisors,
    keypairs,
    limits,
    microversions,
    migrations,
    quota_sets,
    server_groups,
    services,
    usage,
    usage_audit_log,
    versions,
)
from mini_nova_sandbox.compute.api.proxies import (
    floating_ips,
    image_metadata,
    images,
    networks,
    security_group_rules,
    security_groups,
    volumes,
)
from mini_nova_sandbox.compute.api.servers import (
    actions,
    consoles,
    deletion,
    diagnostics,
    instance_actions,
    interfaces,
    ips,
    live_migration,
    metadata,
    password,
    server_security_groups,
    servers,
    shares,
    tags,
    topology,
    volume_attachments,
    volumes_boot,
)
from mini_nova_sandbox.compute.api.servers import migrations as server_migrations
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import BadRequest, Unauthorized
from mini_nova_sandbox.http.refusals import fault_refusal
from mini_nova_sandbox.http.service import Address, Service, split_project

PREFIX = "/compute"
VERSION_LIST = "/versions"  # the path of the operation that lists versions
NOWHERE = "/nowhere"  # a path of no operation
MODULES = (
    versions,
    servers,
    deletion,
    actions,
    volumes_boot,
    ips,
    server_security_groups,
    diagnostics,
    consoles,
    password,
    volume_attachments,
    server_migrations,
    live_migration,
    topology,
    shares,
    metadata,
    tags,
    interfaces,
    instance_actions,
    flavors,
    flavor_extra_specs,
    flavor_access,
    keypairs,
    limits,
    quota_sets,
    availability_zones,
    aggregates,
    hypervisors,
    hosts,
    migrations,
    services,
    server_groups,
    usage,
    usage_audit_log,
    external_events,
    assisted_snapshots,
    extensions,
    images,
    image_metadata,
    networks,
    floating_ips,
    security_groups,
    security_group_rules,
    volumes,
)


def compute(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    """Return the service; ``find_caller`` returns the owner of a token."""
    return Service(
        name="compute",
        prefix=PREFIX,
        operations=[operation for module in MODULES for operation in module.OPERATIONS],
        cloud=cloud,
        refusal=fault_refusal,
        find_caller=find_caller,
        parse_address=parse_address,
        answer_headers=answer_headers,
        check_caller=check_caller,
        hides_methods=True,
    )


def parse_address(path: str, headers: Mapping[str, str]) -> Address:
    """Split ``/v2.1/servers/ID`` or ``/v2/PROJECT/servers/ID``.

    Raises BadRequest if an older version lacks the project, and what ``requested_version`` raises.
    """
    _, _, relative_path = path.partition("/")
    name, _, below = relative_path.partition("/")
    if not name:
        return Address(VERSION_LIST)
    if name not in versions.VERSIONS:
        return Address(NOWHERE)
    base = f"/{name}"
    project_id, below = split_project(below)
    if project_id:
        base = f"{base}/{project_id}"
    inner_path = "/" + below.lstrip("/")
    microversioned = name == "v2.1"
    if microversioned:
        version = microversions.requested_version(headers)
    elif project_id or inner_path == "/":
        version = microversions.LEGACY
    else:
        raise BadRequest("Malformed request URL: the project's id is missing")
    if inner_path != "/" and inner_path.endswith("/"):
        inner_path = NOWHERE
    return Address(inner_path, base, version, microversioned, project_id)


def check_caller(caller: Caller, address: Address) -> None:
    """Check that the token is for a project or the system, and for the project in the path.

    Raises BadRequest, Unauthorized.
    """
    if address.project_id and address.project_id != caller.project_id:
        raise BadRequest(
            f"Malformed request URL: URL's project_id '{address.project_id}' "
            f"doesn't match Context's project_id '{caller.project_id}'"
        )
    if caller.scope not in ("project", "system"):
        raise Unauthorized("The request you have made requires authentication.")


def answer_headers(address: Address, request_id: str) -> dict[str, str]:
    """Return the headers of every answer: the request's id and the microversion."""
    headers = {"x-compute-request-id": request_id}
    has_version = address.path not in (VERSION_LIST, NOWHERE)
    if not address.microversioned or not has_version:
        return headers
    text = microversions.version_text(address.version)
    headers["openstack-api-version"] = f"compute {text}"
    headers["x-openstack-nova-api-version"] = text
    headers["vary"] = "OpenStack-API-Version, X-OpenStack-Nova-API-Version"
    return headers

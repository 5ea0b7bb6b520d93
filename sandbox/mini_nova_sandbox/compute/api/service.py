"""The compute service: how its paths are taken apart, how it refuses, and every operation that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.api import (
    availability_zones,
    extensions,
    flavors,
    hypervisors,
    keypairs,
    limits,
    microversions,
    quota_sets,
    server_groups,
    services,
    usage,
    versions,
)
from mini_nova_sandbox.compute.api.proxies import images, networks, security_groups
from mini_nova_sandbox.compute.api.servers import (
    actions,
    instance_actions,
    interfaces,
    metadata,
    server_parts,
    servers,
    tags,
)
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import ApiError, BadRequest, Unauthorized
from mini_nova_sandbox.http.refusals import JSON, middleware_refusal
from mini_nova_sandbox.http.service import Address, Service

PREFIX = "/compute"
KINDS = {
    400: "badRequest",
    401: "unauthorized",
    403: "forbidden",
    404: "itemNotFound",
    405: "badMethod",
    409: "conflictingRequest",
    413: "overLimit",
    415: "badMediaType",
    429: "overLimit",
    501: "notImplemented",
    503: "serviceUnavailable",
}
VERSIONS = ("v1.1", "v2", "v2.1")
MODULES = (
    versions,
    servers,
    actions,
    server_parts,
    metadata,
    tags,
    interfaces,
    instance_actions,
    flavors,
    keypairs,
    limits,
    quota_sets,
    availability_zones,
    hypervisors,
    services,
    server_groups,
    usage,
    extensions,
    images,
    networks,
    security_groups,
)
_PROJECT = re.compile(r"[0-9a-f]{32}")


def compute(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    """The service."""
    return Service(
        name="compute",
        prefix=PREFIX,
        operations=[operation for module in MODULES for operation in module.OPERATIONS],
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=parse_address,
        answer_headers=answer_headers,
        check_caller=check_caller,
    )


def parse_address(path: str, headers: Mapping[str, str]) -> Address:
    """``/v2.1/servers/x`` or ``/v2/PROJECT/servers/x`` taken apart. Raises BadRequest, NotAcceptable."""
    _, name, *rest = [*path.split("/"), ""] if path.strip("/") else ["", ""]
    if name not in VERSIONS:
        return Address("/versions" if not name else "/nowhere")
    project_id = rest.pop(0) if rest and _PROJECT.fullmatch(rest[0]) else ""
    inner = "/" + "/".join(rest).strip("/")
    legacy = name != "v2.1"
    if legacy and not project_id and inner != "/":
        raise BadRequest("Malformed request URL: the project's id is missing")
    return Address(
        path=inner,
        base=f"/{name}" + (f"/{project_id}" if project_id else ""),
        version=microversions.LEGACY if legacy else microversions.asked(headers),
        microversioned=not legacy,
        project_id=project_id,
    )


def check_caller(caller: Caller, address: Address) -> None:
    """The project in the path is the token's, and there is one. Raises BadRequest, Unauthorized."""
    if address.project_id and address.project_id != caller.project_id:
        raise BadRequest(
            f"Malformed request URL: URL's project_id '{address.project_id}' doesn't match Context's project_id "
            f"'{caller.project_id}'"
        )
    if caller.scope not in ("project", "system"):
        raise Unauthorized("The request you have made requires authentication.")


def refusal(error: ApiError) -> tuple[str, str]:
    """``{"itemNotFound": {"code": 404, "message": "..."}}``; a missing token is refused as the middleware does."""
    if error.status == 401:
        return middleware_refusal(error)
    kind = KINDS.get(error.status, "computeFault")
    body = {kind: {"code": error.status, "message": error.message}}
    return JSON, json.dumps(body)


def answer_headers(address: Address, request_id: str) -> dict[str, str]:
    """What every answer of compute carries."""
    plain = {"x-compute-request-id": request_id}
    if not address.microversioned or address.path in ("/versions", "/nowhere"):
        return plain
    text = microversions.text_of(address.version)
    return {
        **plain,
        "openstack-api-version": f"compute {text}",
        "x-openstack-nova-api-version": text,
        "vary": "OpenStack-API-Version, X-OpenStack-Nova-API-Version",
    }

"""The volume service: its operations, the way it splits paths, and the shape of its errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import BadRequest, Unauthorized
from mini_nova_sandbox.http.microversions import version_text
from mini_nova_sandbox.http.refusals import fault_refusal
from mini_nova_sandbox.http.service import Address, Service, split_project
from mini_nova_sandbox.volume.api import (
    attachments,
    empty,
    extensions,
    limits,
    microversions,
    qos_specs,
    quota_sets,
    services,
    snapshot_actions,
    snapshots,
    transfers,
    type_access,
    type_extra_specs,
    types,
    versions,
    volume_actions,
    volumes,
)
from mini_nova_sandbox.volume.api.metadata import SNAPSHOT_METADATA, VOLUME_METADATA

PREFIX = "/volume"
VERSION = "v3"
VERSION_LIST = "/versions"  # the path of the operation that lists versions
NOWHERE = "/nowhere"  # a path of no operation
MODULES = (
    versions,
    volumes,
    volume_actions,
    snapshots,
    snapshot_actions,
    types,
    type_extra_specs,
    type_access,
    qos_specs,
    attachments,
    quota_sets,
    limits,
    services,
    transfers,
    extensions,
    empty,
)


def volume(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    """Return the service; ``find_caller`` returns the owner of a token."""
    operations = [operation for module in MODULES for operation in module.OPERATIONS]
    return Service(
        name="volume",
        service_types=("block-storage", "volumev3"),
        prefix=PREFIX,
        operations=[*operations, *VOLUME_METADATA, *SNAPSHOT_METADATA],
        cloud=cloud,
        refusal=fault_refusal,
        find_caller=find_caller,
        parse_address=parse_address,
        answer_headers=answer_headers,
        check_caller=check_caller,
    )


def parse_address(path: str, headers: Mapping[str, str]) -> Address:
    """Split ``/v3/PROJECT/volumes/ID`` or ``/v3/volumes/ID``. Raises as ``requested_version``."""
    name, _, below = path.lstrip("/").partition("/")
    if not name:
        return Address(VERSION_LIST)
    if name != VERSION:
        return Address(NOWHERE)
    base = f"/{VERSION}"
    project_id, below = split_project(below)
    if project_id:
        base = f"{base}/{project_id}"
    version = microversions.requested_version(headers)
    inner_path = f"/{below}".removesuffix(".json")  # Cinder's routes take the format there
    if below.endswith("/"):
        inner_path = NOWHERE
    return Address(inner_path, base, version, project_id=project_id)


def check_caller(caller: Caller, address: Address) -> None:
    """Check that the token is for a project or the system, and for the project in the path.

    Raises BadRequest, Unauthorized.
    """
    if address.project_id and address.project_id != caller.project_id:
        raise BadRequest("Malformed request url")
    if caller.scope not in ("project", "system"):
        raise Unauthorized("The request you have made requires authentication.")


def answer_headers(address: Address, request_id: str) -> dict[str, str]:
    """Return the headers of every answer: the request's id and the microversion."""
    headers = {"x-compute-request-id": request_id}
    if address.path not in (VERSION_LIST, NOWHERE):
        text = version_text(address.version)
        headers["openstack-api-version"] = f"{microversions.SERVICE} {text}"
        headers["vary"] = "OpenStack-API-Version"
    return headers

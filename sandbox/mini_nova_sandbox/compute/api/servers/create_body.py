"""The body of ``POST /servers``, parsed into a CreateRequest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import aggregates, flavors
from mini_nova_sandbox.compute.api.compute_hosts import host_exists
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.compute.api.servers import body_fields
from mini_nova_sandbox.compute.api.servers.block_devices import block_devices
from mini_nova_sandbox.compute.create_request import CreateRequest
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row

HINTS = ("os:scheduler_hints", "OS-SCH-HNT:scheduler_hints")


def create_request(call: Call) -> CreateRequest:
    """Parse the body of a create request. Raises BadRequest, Forbidden, OverQuota."""
    server = call.body["server"]
    min_count, max_count = _counts(server)
    zone, host = _placement(call, server)
    flavor = _find_flavor(call, server)
    security_groups = [group["name"] for group in server.get("security_groups", ())]
    return CreateRequest(
        name=server["name"],
        image_id=body_fields.image_id(server.get("imageRef", "")),
        flavor=flavor,
        min_count=min_count,
        max_count=max_count,
        networks=server.get("networks") or None,
        security_groups=tuple(security_groups),
        availability_zone=zone,
        host=host,
        key_name=server.get("key_name"),
        user_data=body_fields.user_data(server.get("user_data")),
        config_drive=server.get("config_drive") in TRUE,
        metadata=body_fields.metadata(server),
        injected_files=body_fields.injected_files(call, server),
        admin_password=server.get("adminPass") or chance.new_token("server password", 9),
        block_device_mapping=block_devices(call, server, flavor),
        access_ip_v4=body_fields.access_address(server, "accessIPv4"),
        access_ip_v6=body_fields.access_address(server, "accessIPv6"),
        auto_disk_config=server.get("OS-DCF:diskConfig") == "AUTO",
        tags=tuple(server.get("tags", ())),
        description=server.get("description"),
        hostname=server.get("hostname", ""),
        trusted_image_certificates=_certificates(server),
        scheduler_hints=_scheduler_hints(call.body),
    )


def _counts(server: Mapping[str, Any]) -> tuple[int, int]:
    min_count = int(server.get("min_count", 1))
    max_count = int(server.get("max_count", min_count))
    if not 1 <= min_count <= max_count:
        raise BadRequest("min_count must be <= max_count")
    return min_count, max_count


def _placement(call: Call, server: Mapping[str, Any]) -> tuple[str, str]:
    """Return the availability zone and, if an admin forces one, the host; '' for none.

    Nova reads ``ZONE``, ``ZONE:HOST``, ``ZONE:HOST:NODE`` or ``ZONE::NODE``; a node is named like
    its host here. Raises BadRequest, Forbidden.
    """
    placement = server.get("availability_zone", "")
    zone, _, host_and_node = placement.partition(":")
    zone_host, _, zone_node = host_and_node.partition(":")
    host = server.get("host") or server.get("hypervisor_hostname") or ""
    if host:
        call.caller.require_admin("compute:servers:create:requested_destination")
    elif zone_host or zone_node:
        call.caller.require_admin("os_compute_api:servers:create:forced_host")
        host = zone_host or zone_node
    if zone and zone not in aggregates.zones(call.database).values():
        raise BadRequest("The requested availability zone is not available")
    if host and not host_exists(call.database, host):
        raise BadRequest(f"Compute host {host} could not be found.")
    return zone, host


def _find_flavor(call: Call, server: Mapping[str, Any]) -> Row:
    """Return the flavor of a reference: an id, or a flavor's URL. Raises BadRequest."""
    reference = str(server["flavorRef"])
    _, _, flavor_id = reference.rstrip("/").rpartition("/")
    try:
        flavor = flavors.find(call.database, flavor_id, call.caller)
    except NotFound as error:
        raise BadRequest(error.message) from error
    if flavor["disabled"]:
        raise BadRequest(f"Flavor {flavor_id} could not be found.")
    return flavor


def _certificates(server: Mapping[str, Any]) -> tuple[str, ...] | None:
    certificate_ids = server.get("trusted_image_certificates")
    if certificate_ids is None:
        return None
    return tuple(certificate_ids)


def _scheduler_hints(body: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in HINTS:
        if name in body:
            hints: Mapping[str, Any] = body[name]
            return hints
    return {}

"""``POST /servers``: the body taken apart into what the compute API is asked for."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import secrets
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import flavors, quotas
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.compute.api.servers.block_devices import devices
from mini_nova_sandbox.compute.create_request import CreateRequest
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound, OverQuota
from mini_nova_sandbox.state.settings import ZONE

RESERVED_HINTS = ("os:scheduler_hints", "OS-SCH-HNT:scheduler_hints")


def wanted(call: Call) -> CreateRequest:
    """What is asked for. Raises BadRequest, Forbidden."""
    server = call.body["server"]
    least, most = _counts(server)
    zone, host = _place(call, server)
    flavor = _flavor(call, server)
    return CreateRequest(
        name=server["name"],
        image_id=image_id(server.get("imageRef", "")),
        flavor=flavor,
        min_count=least,
        max_count=most,
        networks=_networks(server),
        security_groups=tuple(group["name"] for group in server.get("security_groups", ())),
        availability_zone=zone,
        host=host,
        key_name=server.get("key_name"),
        user_data=user_data(server.get("user_data")),
        config_drive=server.get("config_drive") in TRUE,
        metadata=server.get("metadata", {}),
        injected_files=injected_files(call, server),
        admin_password=server.get("adminPass") or secrets.token_urlsafe(9),
        block_device_mapping=devices(call, server, flavor),
        access_ip_v4=address(server, "accessIPv4", 4),
        access_ip_v6=address(server, "accessIPv6", 6),
        auto_disk_config=server.get("OS-DCF:diskConfig") == "AUTO",
        tags=tuple(server.get("tags", ())),
        description=server.get("description"),
        hostname=server.get("hostname", ""),
        trusted_image_certificates=_certificates(server),
        scheduler_hints=next((call.body[name] for name in RESERVED_HINTS if name in call.body), {}),
    )


def image_id(reference: str) -> str:
    """The id of an image reference (an id, or the URL of an image, as early clients sent it)."""
    return reference.rstrip("/").rsplit("/", 1)[-1]


def user_data(text: str | None) -> str | None:
    """User data as it came; it has to be base64. Raises BadRequest."""
    if text is None:
        return None
    try:
        base64.b64decode(text, validate=False)
        text.encode("ascii")
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadRequest(
            "Invalid input for field/attribute user_data. It is not base64."
        ) from error
    return text


def injected_files(call: Call, server: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(path, contents in base64) of each file. Raises BadRequest, OverQuota."""
    files = []
    limits = quotas.limits(call.cloud.database, call.caller.project_id)
    for one in server.get("personality", ()):
        path, contents = one.get("path", ""), one.get("contents", "")
        if not path:
            raise BadRequest("Bad personality format: missing path")
        try:
            size = len(base64.b64decode(contents.encode("ascii"), validate=False))
        except (binascii.Error, UnicodeEncodeError) as error:
            raise BadRequest(f"Personality content for {path} cannot be decoded") from error
        if size > limits["injected_file_content_bytes"]:
            raise OverQuota("Personality file content exceeds the quota")
        files.append((path, contents))
    return tuple(files)


def address(server: Mapping[str, Any], name: str, version: int) -> str | None:
    """An access address; '' takes it away. Raises BadRequest."""
    text: str | None = server.get(name)
    if text is None or text == "":
        return None
    try:
        found = ipaddress.ip_address(text)
    except ValueError as error:
        raise BadRequest(
            f"Invalid input for field/attribute {name}. Value: {text}. '{text}' is not a 'ipv{version}'"
        ) from error
    if found.version != version:
        raise BadRequest(
            f"Invalid input for field/attribute {name}. Value: {text}. '{text}' is not a 'ipv{version}'"
        )
    return text


def _counts(server: Mapping[str, Any]) -> tuple[int, int]:
    least = int(server.get("min_count", 1))
    most = int(server.get("max_count", least))
    if not 1 <= least <= most:
        raise BadRequest("min_count must be <= max_count")
    return least, most


def _place(call: Call, server: Mapping[str, Any]) -> tuple[str, str]:
    """(zone, host): ``ZONE``, or by admins ``ZONE:HOST`` or a host by its own members."""
    zone, _, rest = server.get("availability_zone", "").partition(":")
    host = rest.partition(":")[0] or rest.partition(":")[2]
    host = server.get("host") or server.get("hypervisor_hostname") or host
    if host and not call.caller.is_admin:
        raise Forbidden(
            "Policy doesn't allow os_compute_api:servers:create:forced_host to be performed."
        )
    if zone not in ("", ZONE):
        raise BadRequest("The requested availability zone is not available")
    known = (
        call.cloud.database.value("SELECT 1 FROM compute_nodes WHERE host = ?", host) if host else 1
    )
    if known is None:
        raise BadRequest(f"Compute host {host} could not be found.")
    return zone, host


def _flavor(call: Call, server: Mapping[str, Any]) -> Any:
    reference = str(server["flavorRef"]).rstrip("/").rsplit("/", 1)[-1]
    try:
        flavor = flavors.find(call.cloud.database, reference, call.caller)
    except NotFound as error:
        raise BadRequest(error.message) from error
    if flavor["disabled"]:
        raise BadRequest(f"Flavor {reference} could not be found.")
    return flavor


def _networks(server: Mapping[str, Any]) -> list[dict[str, Any]] | str | None:
    networks: list[dict[str, Any]] | str | None = server.get("networks")
    return networks or None


def _certificates(server: Mapping[str, Any]) -> tuple[str, ...] | None:
    names = server.get("trusted_image_certificates")
    return None if names is None else tuple(names)

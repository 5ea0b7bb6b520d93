"""Members that create, update and rebuild share, with the checks that schemas cannot express."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import faults, quotas
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, OverQuota

DISK_CONFIG = "OS-DCF:diskConfig"
ACCESS_ADDRESSES = {  # by member: its column and IP version
    "accessIPv4": ("access_ip_v4", 4),
    "accessIPv6": ("access_ip_v6", 6),
}


def image_id(reference: str) -> str:
    """Return the id in an image reference: an id, or an image's URL as early clients sent it."""
    _, _, identifier = reference.rstrip("/").rpartition("/")
    return identifier


def metadata(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the metadata in a body. Raises BadRequest for an unknown ``sandbox:fault``."""
    items: Mapping[str, Any] = body.get("metadata", {})
    faults.check(items)
    return items


def user_data(text: str | None) -> str | None:
    """Return user data unchanged. Raises BadRequest if it is not base64."""
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
    """Return the (path, contents in base64) of each injected file.

    Raises BadRequest for contents that are not base64, OverQuota for too many files or bytes.
    """
    files = []
    limits = quotas.limits(call.database, call.caller.project_id)
    for file in server.get("personality", ()):
        path = file.get("path", "")
        contents = file.get("contents", "")
        if not path:
            raise BadRequest("Bad personality format: missing path")
        if _decoded_size(path, contents) > limits["injected_file_content_bytes"]:
            raise OverQuota("Personality file content exceeds the quota")
        files.append((path, contents))
    limit = limits["injected_files"]
    if limit != quotas.UNLIMITED and len(files) > limit:
        raise OverQuota("Personality file limit exceeded")
    return tuple(files)


def _decoded_size(path: str, contents: str) -> int:
    try:
        raw = contents.encode("ascii")
        decoded = base64.b64decode(raw, validate=False)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadRequest(f"Personality content for {path} cannot be decoded") from error
    return len(decoded)


def access_address(server: Mapping[str, Any], name: str) -> str | None:
    """Return the access address in ``accessIPv4`` or ``accessIPv6``; None for none or ''.

    An IPv6 address gets its usual short form.

    Raises BadRequest if it is not an address of that version.
    """
    text: str | None = server.get(name)
    if not text:
        return None
    _, version = ACCESS_ADDRESSES[name]
    address = _parse_address(text)
    if address is None or address.version != version:
        raise BadRequest(
            f"Invalid input for field/attribute {name}. Value: {text}. "
            f"'{text}' is not a 'ipv{version}'"
        )
    return str(address)


def access_addresses(server: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the columns that the access addresses in a body change. Raises BadRequest."""
    changes = {}
    for name, (column, _) in ACCESS_ADDRESSES.items():
        if name in server:
            changes[column] = access_address(server, name)
    return changes


def disk_config(body: Mapping[str, Any]) -> dict[str, int]:
    """Return the column that ``OS-DCF:diskConfig`` changes, if a body has it."""
    if DISK_CONFIG not in body:
        return {}
    return {"auto_disk_config": int(body[DISK_CONFIG] == "AUTO")}


def _parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None

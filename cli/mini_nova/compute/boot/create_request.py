"""The body of a create request: from what ``boot`` was asked for to the JSON that Nova takes. Pure functions.

Wire format: the contract, section 1, and the classic client's bodies for what came after it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.compute.boot import block_devices
from mini_nova.compute.boot.block_devices import Device
from mini_nova.compute.boot.nics import Nic
from mini_nova.compute.microversion import NEWEST, Microversion, text_of
from mini_nova.errors import BadUsage

FILES_UP_TO: Microversion = (2, 56)
NEEDS: Mapping[str, Microversion] = {
    "description": (2, 19),
    "tags": (2, 52),
    "trusted_image_certificates": (2, 63),
    "host": (2, 74),
    "hypervisor_hostname": (2, 74),
    "hostname": (2, 90),
}


class Wanted(NamedTuple):
    """What is to be booted. ``flavor`` and ``image`` are ids by the time a body is made of it; '' means none."""

    name: str
    flavor: str
    image: str = ""
    min_count: int = 1
    max_count: int = 1
    availability_zone: str = ""
    security_groups: Sequence[str] = ()
    key_name: str = ""
    metadata: Mapping[str, str] = {}
    user_data: bytes | None = None
    files: Mapping[str, bytes] = {}
    nics: list[Nic] | str | None = None
    devices: Sequence[Device] = ()
    legacy_devices: Sequence[Device] = ()
    hints: Mapping[str, Any] = {}
    config_drive: bool = False
    admin_pass: str = ""
    access_ip_v4: str = ""
    access_ip_v6: str = ""
    description: str = ""
    tags: Sequence[str] = ()
    trusted_image_certificates: Sequence[str] = ()
    host: str = ""
    hypervisor_hostname: str = ""
    hostname: str = ""
    return_reservation_id: bool = False


def newest_for(wanted: Wanted) -> Microversion:
    """The newest microversion at which all that is wanted exists: injected files ended with 2.56."""
    return FILES_UP_TO if wanted.files else NEWEST


def check(wanted: Wanted, version: Microversion) -> None:
    """Raises BadUsage for an option that does not exist at the microversion spoken."""
    for name, needed in NEEDS.items():
        if getattr(wanted, name) and version < needed:
            raise BadUsage(
                f"--{name.replace('_', '-')} needs compute API version {text_of(needed)} or newer; "
                f"this one speaks {text_of(version)}"
            )
    if wanted.files and version > FILES_UP_TO:
        raise BadUsage(
            f"--file exists up to compute API version {text_of(FILES_UP_TO)} only; this one speaks {text_of(version)}",
            hint="Use --user-data, or --os-compute-api-version 2.56.",
        )
    block_devices.check_version(wanted.devices, version)


def body(wanted: Wanted, networks: Any) -> dict[str, Any]:
    """The request's JSON. ``networks`` is what nics.networks made for the microversion; None leaves the key out.

    The keys that the contract's request has stand in its order; an option that was not given adds nothing.
    """
    server: dict[str, Any] = {"name": wanted.name, "imageRef": wanted.image}
    if wanted.availability_zone:
        server["availability_zone"] = wanted.availability_zone
    server.update(flavorRef=wanted.flavor, max_count=wanted.max_count, min_count=wanted.min_count)
    if wanted.security_groups:
        server["security_groups"] = [{"name": group} for group in wanted.security_groups]
    optional = {
        "metadata": dict(wanted.metadata),
        "personality": [
            {"path": path, "contents": _base64(wanted.files[path])} for path in sorted(wanted.files)
        ],
        "key_name": wanted.key_name,
        "user_data": None if wanted.user_data is None else _base64(wanted.user_data),
        "config_drive": wanted.config_drive,
        "adminPass": wanted.admin_pass,
        "accessIPv4": wanted.access_ip_v4,
        "accessIPv6": wanted.access_ip_v6,
        "description": wanted.description,
        "tags": list(wanted.tags),
        "trusted_image_certificates": list(wanted.trusted_image_certificates),
        "host": wanted.host,
        "hypervisor_hostname": wanted.hypervisor_hostname,
        "hostname": wanted.hostname,
        "block_device_mapping": list(wanted.legacy_devices),
        "block_device_mapping_v2": _devices(wanted),
        "networks": networks,
        "return_reservation_id": wanted.return_reservation_id,
    }
    server.update(
        (key, value)
        for key, value in optional.items()
        if value or (key == "networks" and value is not None)
    )
    if wanted.hints:
        return {"server": server, "os:scheduler_hints": dict(wanted.hints)}
    return {"server": server}


def _devices(wanted: Wanted) -> list[Device]:
    """The image's own entry stands first where there are other devices beside it."""
    if wanted.image and wanted.devices:
        return [block_devices.from_image(wanted.image), *wanted.devices]
    return list(wanted.devices)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")

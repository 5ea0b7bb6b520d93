"""The body of a create request: from a BootRequest to the JSON that Nova takes. Pure functions.

Wire format: the contract, section 1, and the classic client's bodies for later options.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.compute.boot import block_devices
from mini_nova.compute.boot.block_devices import Device
from mini_nova.compute.boot.nics import Nic


class BootRequest(NamedTuple):
    """The servers to boot. ``flavor`` and ``image`` are ids once names are looked up.

    ``image_properties`` are those by which ``image_choice`` finds an image.
    """

    name: str
    flavor: str
    image: str = ""
    image_properties: Mapping[str, str] = {}
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


def body(request: BootRequest, networks: Any) -> dict[str, Any]:
    """Return the request's JSON. ``networks`` comes from nics.networks; None leaves the key out.

    The keys of the contract's request keep its order; an option that was not given adds nothing.
    """
    server: dict[str, Any] = {"name": request.name, "imageRef": request.image}
    if request.availability_zone:
        server["availability_zone"] = request.availability_zone
    server["flavorRef"] = request.flavor
    server["max_count"] = request.max_count
    server["min_count"] = request.min_count
    if request.security_groups:
        server["security_groups"] = [{"name": group} for group in request.security_groups]
    server.update(_options(request, networks))
    if request.hints:
        return {"server": server, "os:scheduler_hints": dict(request.hints)}
    return {"server": server}


def _options(request: BootRequest, networks: Any) -> dict[str, Any]:
    """Return the keys of the options that were given, after those of the contract."""
    options = {
        "metadata": dict(request.metadata),
        "personality": personality(request.files),
        "key_name": request.key_name,
        "user_data": None if request.user_data is None else base64_text(request.user_data),
        "config_drive": request.config_drive,
        "adminPass": request.admin_pass,
        "accessIPv4": request.access_ip_v4,
        "accessIPv6": request.access_ip_v6,
        "description": request.description,
        "tags": list(request.tags),
        "trusted_image_certificates": list(request.trusted_image_certificates),
        "host": request.host,
        "hypervisor_hostname": request.hypervisor_hostname,
        "hostname": request.hostname,
        "block_device_mapping": list(request.legacy_devices),
        "block_device_mapping_v2": _devices(request),
        "networks": networks,
        "return_reservation_id": request.return_reservation_id,
    }
    present = {key: value for key, value in options.items() if value}
    if networks is not None:
        present["networks"] = networks  # an empty list counts, too
    return present


def personality(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Return the JSON of files for a server's disk, sorted by path."""
    return [{"path": path, "contents": base64_text(files[path])} for path in sorted(files)]


def _devices(request: BootRequest) -> list[Device]:
    """Return the devices, with the image's own entry first if there are others beside it."""
    if request.image and request.devices:
        return [block_devices.from_image(request.image), *request.devices]
    return list(request.devices)


def base64_text(content: bytes) -> str:
    """Return bytes as Nova takes them in JSON."""
    return base64.b64encode(content).decode("ascii")

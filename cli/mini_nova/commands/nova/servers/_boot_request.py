"""From the options of ``boot`` to the boot request."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mini_nova.commands.nova._kinds.key_values import pair, pairs
from mini_nova.commands.nova.servers._boot_options import KEY_NAME_VARIABLE
from mini_nova.commands.nova.servers._files import content, injected_file
from mini_nova.compute.boot import block_devices, nics
from mini_nova.compute.boot.block_devices import Device
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.names import checked_name
from mini_nova.errors import BadUsage

LARGEST_COUNT = 1_000_000
LONGEST_TAG = 60  # characters
_PLAIN_TEXTS = (
    "availability_zone",
    "admin_pass",
    "access_ip_v4",
    "access_ip_v6",
    "description",
    "host",
    "hypervisor_hostname",
    "hostname",
)  # options that go into the request as they are

_DEVICE_OPTIONS: dict[str, Callable[[str], Device]] = {
    "boot_volume": block_devices.boot_volume,
    "snapshot": block_devices.snapshot,
    "block_device": block_devices.block_device,
    "ephemeral": block_devices.ephemeral,
    "swap": block_devices.swap,
}


def boot_request(arguments: Mapping[str, Any]) -> BootRequest:
    """Return what the options ask for. Reads the local files that they name.

    Raises BadUsage, in the classic client's words if it has some, before anything is sent.
    """
    if not arguments["flavor"]:
        raise BadUsage(
            "you need to specify a Flavor ID.", hint="Give it with --flavor, by name or id."
        )
    devices = _devices(arguments)
    legacy_devices = [block_devices.legacy(text) for text in arguments["block_device_mapping"]]
    _check_sources(arguments, devices, legacy_devices)
    min_count, max_count = _counts(arguments["min_count"], arguments["max_count"])
    image = arguments["image"]
    return BootRequest(
        name=checked_name(arguments["name"], "server"),
        flavor=checked_name(arguments["flavor"], "flavor"),
        image=checked_name(image, "image") if image else "",
        image_properties={} if image else pairs(arguments["image_with"], "--image-with"),
        min_count=min_count,
        max_count=max_count,
        security_groups=_split(arguments["security_groups"]),
        key_name=arguments["key_name"] or os.environ.get(KEY_NAME_VARIABLE, ""),
        metadata=pairs(arguments["meta"], "--meta"),
        user_data=content(arguments["user_data"]) if arguments["user_data"] else None,
        files=dict(injected_file(text) for text in arguments["file"]),
        nics=nics.parse(arguments["nic"]),
        devices=devices,
        legacy_devices=legacy_devices,
        hints=_hints(arguments["hint"]),
        config_drive=_config_drive(arguments["config_drive"] or ""),
        tags=_tags(arguments["tags"]),
        trusted_image_certificates=_stripped(arguments["trusted_image_certificate_id"]),
        return_reservation_id=arguments["return_reservation_id"],
        **{name: arguments[name] or "" for name in _PLAIN_TEXTS},
    )


def _devices(arguments: Mapping[str, Any]) -> list[Device]:
    """Return the devices in the classic client's order. Raises BadUsage."""
    devices = []
    for name, parse in _DEVICE_OPTIONS.items():
        value = arguments[name] or ()
        texts = [value] if isinstance(value, str) else value
        devices += [parse(text) for text in texts]
    return devices


def _check_sources(
    arguments: Mapping[str, Any], devices: Sequence[Device], legacy_devices: Sequence[Device]
) -> None:
    """Raise BadUsage unless there is one thing to boot from, with devices of one form."""
    if devices and legacy_devices:
        raise BadUsage(
            "you can't mix old block devices (--block-device-mapping) with the new ones "
            "(--block-device, --boot-volume, --snapshot, --ephemeral, --swap)"
        )
    has_image = bool(arguments["image"] or arguments["image_with"])
    flags = (has_image, bool(arguments["boot_volume"]), bool(arguments["snapshot"]))
    sources = [flag for flag in flags if flag]
    has_source = bool(sources or devices or legacy_devices)
    if len(sources) > 1 or not has_source:
        raise BadUsage(
            "you need to specify at least one source ID (Image, Snapshot, or Volume), a block "
            "device mapping or provide a set of properties to match against an image",
            hint="Give one of --image, --boot-volume, --snapshot and --block-device.",
        )


def _counts(min_count: int | None, max_count: int | None) -> tuple[int, int]:
    """Return both counts; one that is missing follows the other, as in the classic client."""
    if min_count is not None and min_count < 1:
        raise BadUsage("min_count should be >= 1")
    if max_count is not None and max_count < 1:
        raise BadUsage("max_count should be >= 1")
    lowest = min_count or 1
    highest = max_count or lowest
    if max(lowest, highest) > LARGEST_COUNT:
        raise BadUsage(f"one request can boot at most {LARGEST_COUNT} servers")
    if lowest > highest:
        raise BadUsage("min_count should be <= max_count")
    return lowest, highest


def _hints(texts: Sequence[str]) -> dict[str, Any]:
    """Return hints by key; a repeated key has a list."""
    hints: dict[str, Any] = {}
    for text in texts:
        key, value = pair(text, "--hint")
        if key not in hints:
            hints[key] = value
        elif isinstance(hints[key], list):
            hints[key].append(value)
        else:
            hints[key] = [hints[key], value]
    return hints


def _split(text: str | None) -> list[str]:
    if not text:
        return []
    return _stripped(text.split(","))


def _stripped(parts: Iterable[str]) -> list[str]:
    """Return the parts without the blanks around them, and without empty ones."""
    stripped = [part.strip() for part in parts]
    return [part for part in stripped if part]


def _tags(text: str | None) -> list[str]:
    """Return the tags. Raises BadUsage for one that Nova does not take."""
    tags = _split(text)
    for tag in tags:
        if "/" in tag or len(tag) > LONGEST_TAG:
            raise BadUsage(
                f"--tags: {tag!r} is not a tag",
                hint=f"A tag has at most {LONGEST_TAG} characters, and no slash.",
            )
    return tags


def _config_drive(text: str) -> bool:
    word = text.lower()
    if word in ("true", "1"):
        return True
    if word in ("", "false", "0", "none"):
        return False
    raise BadUsage("The value of the '--config-drive' option must be a boolean value.")

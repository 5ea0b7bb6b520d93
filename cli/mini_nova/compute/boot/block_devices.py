"""``--block-device`` and its relatives, turned into ``block_device_mapping_v2``. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mini_nova.compute.microversion import Microversion, text_of
from mini_nova.errors import BadUsage

KEYS = {
    "id": "uuid",
    "source": "source_type",
    "dest": "destination_type",
    "bus": "disk_bus",
    "device": "device_name",
    "size": "volume_size",
    "format": "guest_format",
    "bootindex": "boot_index",
    "type": "device_type",
    "shutdown": "delete_on_termination",
    "tag": "tag",
    "volume_type": "volume_type",
}
SOURCES = ("volume", "image", "snapshot", "blank")
DESTINATIONS = ("local", "volume")
SHUTDOWNS = {"remove": True, "preserve": False}
TAG_FROM: Microversion = (2, 42)
TAG_FIRST: Microversion = (2, 32)  # the one version that had it before
VOLUME_TYPE_FROM: Microversion = (2, 67)

Device = dict[str, Any]


def boot_volume(volume_id: str) -> Device:
    """The device of ``--boot-volume``."""
    return _root("volume", volume_id)


def snapshot(snapshot_id: str) -> Device:
    """The device of ``--snapshot``."""
    return _root("snapshot", snapshot_id)


def from_image(image_id: str) -> Device:
    """The image's own entry, which stands first where there are other devices beside it."""
    return {
        "uuid": image_id,
        "source_type": "image",
        "destination_type": "local",
        "boot_index": 0,
        "delete_on_termination": True,
    }


def swap(size: str) -> Device:
    """The device of ``--swap`` MB. Raises BadUsage where the size is no number."""
    return _blank({"guest_format": "swap", "volume_size": _size(size, "--swap")})


def ephemeral(argument: str) -> Device:
    """The device of ``--ephemeral size=GB[,format=FORMAT]``. Raises BadUsage."""
    values = _pairs(argument, "--ephemeral")
    if "size" not in values or set(values) - {"size", "format"}:
        raise BadUsage(
            f"Invalid ephemeral argument '{argument}'. It must be of the form size=<GB>[,format=<format>]"
        )
    device = _blank({"volume_size": _size(values["size"], "--ephemeral")})
    return {**device, "guest_format": values["format"]} if "format" in values else device


def block_device(argument: str) -> Device:
    """The device of one ``--block-device``; values stay text, as the classic client sends them. Raises BadUsage."""
    values = _pairs(argument, "--block-device")
    unknown = [key for key in values if key not in KEYS]
    if unknown:
        raise BadUsage(f"--block-device has no key '{unknown[0]}'; it has {', '.join(KEYS)}")
    device: Device = {KEYS[key]: value for key, value in values.items()}
    source = device.setdefault("source_type", "blank")
    _one_of(source, SOURCES, "source_type")
    default = "local" if source in ("image", "blank") else "volume"
    destination = device.setdefault("destination_type", default)
    _one_of(destination, DESTINATIONS, "destination_type")
    if "delete_on_termination" in device:
        _one_of(device["delete_on_termination"], tuple(SHUTDOWNS), "shutdown")
        device["delete_on_termination"] = SHUTDOWNS[device["delete_on_termination"]]
    elif destination == "local":
        device["delete_on_termination"] = True
    return device


def legacy(argument: str) -> Device:
    """The entry of one ``--block-device-mapping dev=id[:type[:size[:delete]]]``. Raises BadUsage."""
    name, separator, rest = argument.partition("=")
    identity, kind, size, delete = [*rest.split(":"), "", "", ""][:4]
    if not separator or not name or not identity:
        raise BadUsage(
            f"Invalid block device mapping '{argument}'. It must be of the form <dev-name>=<mapping>"
        )
    key = "snapshot_id" if kind.startswith("snap") else "volume_id"
    optional = {"volume_size": size, "delete_on_termination": delete}
    return {
        "device_name": name,
        key: identity,
        **{key: value for key, value in optional.items() if value},
    }


def check_version(devices: Sequence[Device], version: Microversion) -> None:
    """Raises BadUsage for a key that does not exist at this microversion."""
    for device in devices:
        if "tag" in device and version < TAG_FROM and version != TAG_FIRST:
            raise _unsupported("tag", version)
        if "volume_type" in device and version < VOLUME_TYPE_FROM:
            raise _unsupported("volume_type", version)


def _unsupported(key: str, version: Microversion) -> BadUsage:
    return BadUsage(
        f"'{key}' in block device mapping is not supported in API version {text_of(version)}."
    )


def _root(source: str, identity: str) -> Device:
    return {
        "uuid": identity,
        "source_type": source,
        "destination_type": "volume",
        "boot_index": 0,
        "delete_on_termination": False,
    }


def _blank(more: Device) -> Device:
    return {
        "source_type": "blank",
        "destination_type": "local",
        "boot_index": -1,
        "delete_on_termination": True,
        **more,
    }


def _pairs(argument: str, option: str) -> dict[str, str]:
    values = {}
    for part in argument.split(","):
        key, separator, value = part.partition("=")
        if not separator:
            raise BadUsage(
                f"Expected a comma-separated list of key=value pairs. '{part}' is not a key=value pair.",
                hint=f"It was given with {option}.",
            )
        values[key] = value
    return values


def _one_of(value: str, allowed: Sequence[str], key: str) -> None:
    if value not in allowed:
        quoted = [f"'{word}'" for word in allowed]
        raise BadUsage(
            f"The value of {key} key of --block-device should be one of {', '.join(quoted[:-1])} or {quoted[-1]} "
            f"but it was '{value}'"
        )


def _size(text: str, option: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise BadUsage(f"the size of {option} must be a whole number, and not '{text}'")
    return text

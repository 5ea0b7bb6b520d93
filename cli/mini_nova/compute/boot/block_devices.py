"""Turn ``--block-device`` and its relatives into ``block_device_mapping_v2``. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mini_nova.compute.microversion import Microversion
from mini_nova.errors import BadUsage
from mini_nova_auth.access.discovery import version_text

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
    """Return the device of ``--boot-volume``."""
    return _root("volume", volume_id)


def snapshot(snapshot_id: str) -> Device:
    """Return the device of ``--snapshot``."""
    return _root("snapshot", snapshot_id)


def from_image(image_id: str) -> Device:
    """Return the image's own entry, which comes first if there are other devices."""
    return {
        "uuid": image_id,
        "source_type": "image",
        "destination_type": "local",
        "boot_index": 0,
        "delete_on_termination": True,
    }


def swap(size: str) -> Device:
    """Return the device of ``--swap MB``. Raises BadUsage if the size is not a number."""
    megabytes = _size(size, "--swap")
    return _blank({"guest_format": "swap", "volume_size": megabytes})


def ephemeral(argument: str) -> Device:
    """Return the device of ``--ephemeral size=GB[,format=FORMAT]``. Raises BadUsage."""
    values = _pairs(argument, "--ephemeral")
    if "size" not in values or set(values) - {"size", "format"}:
        raise BadUsage(
            f"Invalid ephemeral argument '{argument}'. "
            "It must be of the form size=<GB>[,format=<format>]"
        )
    size = _size(values["size"], "--ephemeral")
    device = _blank({"volume_size": size})
    if "format" in values:
        device["guest_format"] = values["format"]
    return device


def block_device(argument: str) -> Device:
    """Return the device of one ``--block-device``, its values as text. Raises BadUsage."""
    device: Device = {}
    for key, value in _pairs(argument, "--block-device").items():
        if key not in KEYS:
            keys = ", ".join(KEYS)
            raise BadUsage(f"--block-device has no key '{key}'; it has {keys}")
        device[KEYS[key]] = value
    _add_defaults(device)
    return device


def _add_defaults(device: Device) -> None:
    """Check the words of a device, and add those that the classic client adds."""
    source = device.setdefault("source_type", "blank")
    _check_choice(source, SOURCES, "source_type")
    default = "local" if source in ("image", "blank") else "volume"
    destination = device.setdefault("destination_type", default)
    _check_choice(destination, DESTINATIONS, "destination_type")
    shutdown = device.get("delete_on_termination")
    if shutdown is not None:
        _check_choice(shutdown, tuple(SHUTDOWNS), "shutdown")
        device["delete_on_termination"] = SHUTDOWNS[shutdown]
    elif destination == "local":
        device["delete_on_termination"] = True


def legacy(argument: str) -> Device:
    """Return the device of a ``dev=id[:type[:size[:delete]]]`` mapping. Raises BadUsage."""
    name, separator, mapping = argument.partition("=")
    fields = [*mapping.split(":"), "", "", ""]
    identity, kind, size, delete = fields[:4]
    if not separator or not name or not identity:
        raise BadUsage(
            f"Invalid block device mapping '{argument}'. "
            "It must be of the form <dev-name>=<mapping>"
        )
    key = "snapshot_id" if kind.startswith("snap") else "volume_id"
    device: Device = {"device_name": name, key: identity}
    if size:
        device["volume_size"] = size
    if delete:
        device["delete_on_termination"] = delete
    return device


def check_version(devices: Sequence[Device], version: Microversion) -> None:
    """Raise BadUsage for a key that the microversion does not have."""
    for device in devices:
        if "tag" in device and version < TAG_FROM and version != TAG_FIRST:
            raise _unsupported("tag", version)
        if "volume_type" in device and version < VOLUME_TYPE_FROM:
            raise _unsupported("volume_type", version)


def _unsupported(key: str, version: Microversion) -> BadUsage:
    text = version_text(version)
    return BadUsage(f"'{key}' in block device mapping is not supported in API version {text}.")


def _root(source: str, identity: str) -> Device:
    return {
        "uuid": identity,
        "source_type": source,
        "destination_type": "volume",
        "boot_index": 0,
        "delete_on_termination": False,
    }


def _blank(properties: Device) -> Device:
    return {
        "source_type": "blank",
        "destination_type": "local",
        "boot_index": -1,
        "delete_on_termination": True,
        **properties,
    }


def _pairs(argument: str, option: str) -> dict[str, str]:
    values = {}
    for part in argument.split(","):
        key, separator, value = part.partition("=")
        if not separator:
            raise BadUsage(
                "Expected a comma-separated list of key=value pairs. "
                f"'{part}' is not a key=value pair.",
                hint=f"It is an argument of {option}.",
            )
        values[key] = value
    return values


def _check_choice(value: str, choices: Sequence[str], key: str) -> None:
    if value in choices:
        return
    *quoted, last = [f"'{choice}'" for choice in choices]
    choice_list = ", ".join(quoted)
    verb = "shall" if key == "shutdown" else "should"  # as the classic client has it
    number = "one of" if len(quoted) > 1 else "either"
    raise BadUsage(
        f"The value of {key} key of --block-device {verb} be {number} "
        f"{choice_list} or {last} but it was '{value}'"
    )


def _size(text: str, option: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise BadUsage(f"the size of {option} must be a whole number, not '{text}'")
    return text

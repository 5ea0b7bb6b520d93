"""What ``boot`` can be told: its options, and from them the Wanted that the create request is made of."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from mini_nova.compute.boot import block_devices, nics
from mini_nova.compute.boot.create_request import Wanted
from mini_nova.compute.names import checked_name
from mini_nova.errors import BadUsage

KEY_NAME_VARIABLE = "NOVACLIENT_DEFAULT_KEY_NAME"
CERTIFICATES_VARIABLE = "OS_TRUSTED_IMAGE_CERTIFICATE_IDS"
LARGEST_COUNT = 1_000_000

_OPTIONS: tuple[tuple[tuple[str, ...], str, str, dict[str, Any]], ...] = (
    (("--flavor",), "FLAVOR", "Name or id of the flavor.", {}),
    (("--image",), "IMAGE", "Name or id of the image.", {}),
    (("--boot-volume",), "ID", "Boot from this volume.", {}),
    (("--snapshot",), "ID", "Boot from a volume made of this volume snapshot.", {}),
    (("--min-count",), "N", "Boot at least so many.", {"type": click.INT}),
    (("--max-count",), "N", "Boot up to so many, as far as quota allows.", {"type": click.INT}),
    (("--meta",), "KEY=VALUE", "Metadata of the server.", {"multiple": True}),
    (("--file",), "PATH=FILE", "Put a local FILE at PATH in the server (API 2.56 or older).", {"multiple": True}),
    (("--key-name",), "NAME", f"The keypair to log in with. [{KEY_NAME_VARIABLE}]", {}),
    (("--user-data",), "FILE", "A file for the server's metadata service, as cloud-init reads it.", {}),
    (("--availability-zone",), "ZONE", "Where to put it.", {}),
    (("--security-groups",), "GROUP,...", "Names or ids of security groups.", {}),
    (("--nic",), "NIC", "auto, none, or net-id=, net-name= or port-id=, with v4-fixed-ip=, v6-fixed-ip=, tag=.", {"multiple": True}),
    (("--block-device",), "KEY=VALUE,...", "id, source, dest, bus, type, device, size, format, bootindex, shutdown, tag, volume_type.",
     {"multiple": True}),
    (("--block-device-mapping",), "DEV=MAPPING", "The older form: DEV=ID[:TYPE[:SIZE[:DELETE]]].", {"multiple": True}),
    (("--swap",), "MB", "A swap disk.", {}),
    (("--ephemeral",), "size=GB[,format=F]", "An ephemeral disk.", {"multiple": True}),
    (("--hint",), "KEY=VALUE", "A hint for the scheduler; a repeated key makes a list.", {"multiple": True}),
    (("--config-drive",), "BOOLEAN", "Give it a config drive.", {}),
    (("--admin-pass",), "PASSWORD", "Its administrator's password; others on this machine may see it while this runs.", {}),
    (("--access-ip-v4",), "ADDRESS", "The IPv4 address to reach it by.", {}),
    (("--access-ip-v6",), "ADDRESS", "The IPv6 address to reach it by.", {}),
    (("--description",), "TEXT", "A description (API 2.19).", {}),
    (("--tags",), "TAG,...", "Tags (API 2.52).", {}),
    (("--trusted-image-certificate-id",), "ID", f"A certificate to check the image by (API 2.63). [{CERTIFICATES_VARIABLE}]",
     {"multiple": True}),
    (("--host",), "HOST", "The compute host (API 2.74, admins).", {}),
    (("--hypervisor-hostname",), "HOST", "The hypervisor (API 2.74, admins).", {}),
    (("--hostname",), "NAME", "The hostname inside the server (API 2.90).", {}),
)  # fmt: skip


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of ``boot`` that say what to boot, as a decorator."""
    flag = click.option(
        "--return-reservation-id",
        is_flag=True,
        help="Show the reservation's id in place of a server.",
    )
    command = flag(command)
    for spellings, metavar, text, more in reversed(_OPTIONS):
        command = click.option(*spellings, metavar=metavar, help=text, **more)(command)
    return command


def wanted_from(given: Mapping[str, Any]) -> Wanted:
    """What is to be booted. Reads the local files that options name.

    Raises BadUsage, in the classic client's words where it had some, before anything is sent.
    """
    if not given["flavor"]:
        raise BadUsage(
            "you need to specify a Flavor ID.", hint="Give it with --flavor, by name or id."
        )
    devices, legacy = _devices(given)
    least, most = _counts(given["min_count"], given["max_count"])
    return Wanted(
        name=checked_name(given["name"], "server"),
        flavor=checked_name(given["flavor"], "flavor"),
        image=checked_name(given["image"], "image") if given["image"] else "",
        min_count=least,
        max_count=most,
        availability_zone=given["availability_zone"] or "",
        security_groups=_split(given["security_groups"]),
        key_name=given["key_name"] or os.environ.get(KEY_NAME_VARIABLE, ""),
        metadata=dict(_pair(text, "--meta") for text in given["meta"]),
        user_data=_read(given["user_data"]) if given["user_data"] else None,
        files=dict(_file(text) for text in given["file"]),
        nics=nics.parse(given["nic"]),
        devices=devices,
        legacy_devices=legacy,
        hints=_hints(given["hint"]),
        config_drive=_config_drive(given["config_drive"] or ""),
        admin_pass=given["admin_pass"] or "",
        access_ip_v4=given["access_ip_v4"] or "",
        access_ip_v6=given["access_ip_v6"] or "",
        description=given["description"] or "",
        tags=_split(given["tags"]),
        trusted_image_certificates=given["trusted_image_certificate_id"]
        or _split(os.environ.get(CERTIFICATES_VARIABLE)),
        host=given["host"] or "",
        hypervisor_hostname=given["hypervisor_hostname"] or "",
        hostname=given["hostname"] or "",
        return_reservation_id=given["return_reservation_id"],
    )


def _devices(
    given: Mapping[str, Any],
) -> tuple[list[block_devices.Device], list[block_devices.Device]]:
    """The devices in the classic client's order, and those of the older form. Raises BadUsage where they clash."""
    devices = [block_devices.boot_volume(given["boot_volume"])] if given["boot_volume"] else []
    devices += [block_devices.snapshot(given["snapshot"])] if given["snapshot"] else []
    devices += map(block_devices.block_device, given["block_device"])
    devices += map(block_devices.ephemeral, given["ephemeral"])
    devices += [block_devices.swap(given["swap"])] if given["swap"] else []
    legacy = [block_devices.legacy(text) for text in given["block_device_mapping"]]
    if devices and legacy:
        raise BadUsage("you can't mix old block devices (--block-device-mapping) with the new ones")
    sources = sum(map(bool, (given["image"], given["boot_volume"], given["snapshot"])))
    if sources > 1 or not (sources or devices or legacy):
        raise BadUsage(
            "you need to specify at least one source ID (Image, Snapshot, or Volume), a block device mapping or provide "
            "a set of properties to match against an image",
            hint="Give one of --image, --boot-volume, --snapshot and --block-device.",
        )
    return devices, legacy


def _counts(least: int | None, most: int | None) -> tuple[int, int]:
    if least is not None and least < 1:
        raise BadUsage("min_count should be >= 1")
    if most is not None and most < 1:
        raise BadUsage("max_count should be >= 1")
    if max(least or 1, most or 1) > LARGEST_COUNT:
        raise BadUsage(f"nobody boots more than {LARGEST_COUNT} servers by one request")
    if least is None:
        least = 1
    elif most is None:
        most = least
    most = 1 if most is None else most
    if least > most:
        raise BadUsage("min_count should be <= max_count")
    return least, most


def _pair(text: str, option: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not separator or not key:
        raise BadUsage(
            f"'{text}' is not in the format of 'key=value'", hint=f"It was given with {option}."
        )
    return key, value


def _hints(texts: Sequence[str]) -> dict[str, Any]:
    """Hints by key; a key given several times has a list."""
    hints: dict[str, Any] = {}
    for text in texts:
        key, value = _pair(text, "--hint")
        if key not in hints:
            hints[key] = value
        elif isinstance(hints[key], list):
            hints[key].append(value)
        else:
            hints[key] = [hints[key], value]
    return hints


def _file(text: str) -> tuple[str, bytes]:
    path, separator, source = text.partition("=")
    if not separator or not path or not source:
        raise BadUsage(
            f"Invalid file argument '{text}'. File arguments must be of the form '--file <dst-path=src-path>'"
        )
    return path, _read(source)


def _read(path: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except OSError as problem:
        raise BadUsage(f"Can't open '{path}': {problem.strerror}") from problem


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()] if text else []


def _config_drive(text: str) -> bool:
    if text.lower() in ("true", "1"):
        return True
    if text.lower() in ("", "false", "0", "none"):
        return False
    raise BadUsage("The value of the '--config-drive' option must be a boolean value.")

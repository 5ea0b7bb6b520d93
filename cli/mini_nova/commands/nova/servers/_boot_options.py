"""The options of ``boot``. What they ask for is worked out in ``_boot_request``: help needs none of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option

KEY_NAME_VARIABLE = "NOVACLIENT_DEFAULT_KEY_NAME"
CERTIFICATES_VARIABLE = "OS_TRUSTED_IMAGE_CERTIFICATE_IDS"


class CommaList(click.types.StringParamType):
    """A text; several in a variable stand between commas."""

    envvar_list_splitter = ","


_OPTIONS: tuple[tuple[tuple[str, ...], str, str, dict[str, Any]], ...] = (
    (("--flavor",), "FLAVOR", "Name or id of the flavor.", {}),
    (("--image",), "IMAGE", "Name or id of the image.", {}),
    (("--image-with",), "KEY=VALUE",
     "Take the first image with this property; repeated: with all of them.", {"multiple": True}),
    (("--boot-volume",), "ID", "Boot from this volume.", {}),
    (("--snapshot",), "ID", "Boot from a new volume made of this snapshot.", {}),
    (("--min-count",), "N", "Boot at least this many.", {"type": click.INT}),
    (("--max-count",), "N", "Boot up to this many, as far as quota allows. If N > 1, json and yaml carry an array of servers.", {"type": click.INT}),
    (("--meta",), "KEY=VALUE", "Metadata for the server; may be repeated.", {"multiple": True}),
    (("--file",), "PATH=FILE", "Put a local FILE at PATH in the server.",
     {"multiple": True, "until": "2.56"}),
    (("--key-name",), "NAME", f"The keypair to log in with. [{KEY_NAME_VARIABLE}]", {}),
    (("--user-data",), "FILE", "A file for cloud-init, served by the metadata service.", {}),
    (("--availability-zone",), "ZONE", "The availability zone.", {}),
    (("--security-groups",), "GROUP,...", "Names or ids of security groups.", {}),
    (("--nic",), "NIC",
     "auto, none, or net-id=, net-name= or port-id=, with v4-fixed-ip=, v6-fixed-ip=, tag=.",
     {"multiple": True}),
    (("--block-device",), "KEY=VALUE,...",
     "id, source, dest, bus, type, device, size, format, bootindex, shutdown, tag, volume_type.",
     {"multiple": True}),
    (("--block-device-mapping",), "DEV=MAPPING", "The older form: DEV=ID[:TYPE[:SIZE[:DELETE]]].",
     {"multiple": True}),
    (("--swap",), "MB", "A swap disk.", {}),
    (("--ephemeral",), "size=GB[,format=F]", "An ephemeral disk.", {"multiple": True}),
    (("--hint",), "KEY=VALUE", "A hint for the scheduler; a repeated key makes a list.",
     {"multiple": True}),
    (("--config-drive",), "BOOLEAN", "Whether to attach a config drive.", {}),
    (("--admin-pass",), "PASSWORD",
     "The administrator's password. Others on this machine can see it while this runs.", {}),
    (("--access-ip-v4",), "ADDRESS", "The IPv4 address at which to reach it.", {}),
    (("--access-ip-v6",), "ADDRESS", "The IPv6 address at which to reach it.", {}),
    (("--description",), "TEXT", "A description.", {"since": "2.19"}),
    (("--tags",), "TAG,...", "Tags.", {"since": "2.52"}),
    (("--trusted-image-certificate-id",), "ID",
     f"A certificate to verify the image with. [{CERTIFICATES_VARIABLE}]",
     {"multiple": True, "type": CommaList(), "envvar": CERTIFICATES_VARIABLE, "since": "2.63"}),
    (("--host",), "HOST", "The compute host, for admins.", {"since": "2.74"}),
    (("--hypervisor-hostname",), "HOST", "The hypervisor, for admins.", {"since": "2.74"}),
    (("--hostname",), "NAME", "The hostname inside the server.", {"since": "2.90"}),
)  # fmt: skip


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what to boot, as a decorator."""
    flag = click.option(
        "--return-reservation-id",
        is_flag=True,
        help="Show the reservation's id in place of a server.",
    )
    command = flag(command)
    for spellings, metavar, text, attributes in reversed(_OPTIONS):
        option = ranged_option(*spellings, metavar=metavar, help=text, **attributes)
        command = option(command)
    return command

"""Boot a server from a rescue image, with its own disk as the second one."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.server_action import server_action, show_answer
from mini_nova.compute.api import Compute
from mini_nova.compute.resources.images import Images


def _body(compute: Compute, password: str | None, image: str | None) -> dict[str, Any]:
    rescue = {}
    if password:
        rescue["adminPass"] = password
    if image:
        rescue["rescue_image_ref"] = Images(compute).id_of(image)
    return {"rescue": rescue or None}


command = server_action(
    __name__,
    __doc__,
    _body,
    click.option(
        "--password",
        metavar="PASSWORD",
        help="The administrator's password meanwhile. "
        "Others on this machine can see it while this runs.",
    ),
    click.option("--image", metavar="IMAGE", help="The image to boot from, by name or id."),
    until="RESCUE",
    operands=(),
    show=show_answer,
)

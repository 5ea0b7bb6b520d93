"""Rebuild a server: give it a new disk, made from an image.

Its id, addresses and volumes stay. So does its description, unless --description is given.
"""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.waiting import poll_options
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.servers._boot_options import CERTIFICATES_VARIABLE, CommaList
from mini_nova.compute.wait.goal import Goal
from mini_nova.context import Context

GOAL = Goal(("ACTIVE", "SHUTOFF"), returns=True)


@click.command("rebuild", cls=WritingCommand, help=__doc__)
@click.option(
    "--rebuild-password",
    metavar="PASSWORD",
    help="The administrator's new password. Others on this machine can see it while this runs.",
)
@poll_options(GOAL)
@click.option(
    "--minimal", is_flag=True, help="Skip the requests for the names of image and flavor."
)
@click.option("--preserve-ephemeral", is_flag=True, help="Keep the ephemeral disk.")
@click.option("--name", metavar="NAME", help="The new name.")
@ranged_option(
    "--description", since="2.19", metavar="TEXT", help='The new description; "" removes it.'
)
@click.option(
    "--meta",
    metavar="KEY=VALUE",
    multiple=True,
    help="Metadata in place of what it has; may be repeated.",
)
@ranged_option(
    "--file",
    until="2.56",
    metavar="PATH=FILE",
    multiple=True,
    help="Put a local FILE at PATH in the server.",
)
@ranged_option("--key-name", since="2.54", metavar="NAME", help="The new keypair.")
@ranged_option("--key-unset", since="2.54", is_flag=True, help="Remove the keypair.")
@ranged_option("--user-data", since="2.57", metavar="FILE", help="A new file for cloud-init.")
@ranged_option("--user-data-unset", since="2.57", is_flag=True, help="Remove the user data.")
@ranged_option(
    "--trusted-image-certificate-id",
    since="2.63",
    metavar="ID",
    multiple=True,
    type=CommaList(),
    envvar=CERTIFICATES_VARIABLE,
    help=f"A certificate to verify the image with; may be repeated. [{CERTIFICATES_VARIABLE}]",
)
@ranged_option(
    "--trusted-image-certificates-unset",
    since="2.63",
    is_flag=True,
    help="Remove the certificates.",
)
@ranged_option("--hostname", since="2.90", metavar="NAME", help="The new hostname inside it.")
@click.argument("server")
@click.argument("image")
@click.pass_obj
def command(context: Context, /, **arguments: Any) -> None:
    """Run it. Help needs its options only, and loads nothing that reads files."""
    from mini_nova.commands.nova.servers._rebuild_run import run

    run(context, goal=GOAL, **arguments)

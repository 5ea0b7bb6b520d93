"""Attach a network interface to a server."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.interfaces._addresses import addresses_cell
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context
from mini_nova.output.results import Record


@click.command("interface-attach", cls=WritingCommand, help=__doc__)
@click.option("--port-id", metavar="ID", help="A port that exists.")
@click.option("--net-id", metavar="ID", help="A network: Nova makes the port.")
@click.option("--fixed-ip", metavar="ADDRESS", help="With --net-id: the address.")
@ranged_option("--tag", since="2.49", metavar="TAG", help="A tag for the interface.")
@click.argument("server")
@click.pass_obj
def command(
    context: Context,
    port_id: str | None,
    net_id: str | None,
    fixed_ip: str | None,
    tag: str | None,
    server: str,
) -> Record:
    """Return the interface."""
    options: dict[str, Any] = {"port_id": port_id, "net_id": net_id, "tag": tag}
    if fixed_ip:
        options["fixed_ips"] = [{"ip_address": fixed_ip}]
    attachment = {key: value for key, value in options.items() if value}
    compute = context.compute
    interface = server_parts.create(
        compute, server, "os-interface", "interfaceAttachment", attachment
    )
    return Record(interface, _properties(interface))


def _properties(interface: dict[str, Any]) -> dict[str, Any]:
    """Return the interface as the classic client shows it: its addresses on one line."""
    properties = {key: value for key, value in interface.items() if key != "fixed_ips"}
    return {**properties, "ip_address": addresses_cell(interface)}

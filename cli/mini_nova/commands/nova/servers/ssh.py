"""Log in to a server by ssh.

SERVER may be USER@SERVER. The address is the only one that fits; --network and --address-type
choose among several.
"""

from __future__ import annotations

import os
import shlex

import click

from mini_nova.commands.nova._kinds.waiting import POLL_LIMIT, check_timeout, timeout_option
from mini_nova.compute.resources import addresses, servers
from mini_nova.context import Context
from mini_nova.errors import CommandError
from mini_nova.lazy import Command

FIXED, FLOATING = "fixed", "floating"
DEFAULT_USER = "root"


@click.command("ssh", cls=Command, help=__doc__)
@click.option("--port", type=click.IntRange(1, 65535), default=22, help="The port; default 22.")
@click.option("--private", is_flag=True, hidden=True)
@click.option(
    "--address-type", metavar="TYPE", default=FLOATING, help="floating (default) or fixed."
)
@click.option("--network", metavar="NAME", help="The network of the address.")
@click.option("-6", "--ipv6", is_flag=True, help="An IPv6 address.")
@click.option("--login", metavar="USER", default=DEFAULT_USER, help="The user; default root.")
@click.option("-i", "--identity", metavar="FILE", help="The private key, as ssh -i.")
@click.option("--extra-opts", metavar="OPTIONS", default="", help="More options for ssh.")
@click.option("--poll", is_flag=True, help="Wait until the port answers.")
@timeout_option(POLL_LIMIT)
@click.argument("server")
@click.pass_obj
def command(
    context: Context,
    port: int,
    private: bool,
    address_type: str,
    network: str | None,
    ipv6: bool,
    login: str,
    identity: str | None,
    extra_opts: str,
    poll: bool,
    timeout: float | None,
    server: str,
) -> None:
    """Put ssh in the place of this process. It gets its arguments as a list: no shell reads them."""
    check_timeout(poll, timeout)
    user, name = _user_and_name(server)
    version = 6 if ipv6 else 4
    wish = addresses.Wish(FIXED if private else address_type, version, network)
    item = servers.find(context.compute, name)
    address = addresses.choose(item, name, wish)
    if poll:
        from mini_nova.commands.nova.servers._open_port import wait_for_port

        wait_for_port(context, address, port, timeout)
    words = ["ssh", f"-{version}", f"-p{port}"]
    if identity:
        words += ["-i", identity]
    words.append(f"{user or login}@{address}")
    words += shlex.split(extra_opts)
    _replace_process(context, words)


def _user_and_name(server: str) -> tuple[str, str]:
    """Return the user before an @, '' for none, and the server."""
    user, separator, name = server.partition("@")
    return (user, name) if separator else ("", server)


def _replace_process(context: Context, words: list[str]) -> None:
    """Run a program in the place of this one. Raises CommandError if it is not installed."""
    context.io.clear()
    try:
        os.execvp(words[0], words)  # noqa: S606 - no shell is wanted
    except FileNotFoundError as problem:
        raise CommandError("ssh is not installed", hint="Install OpenSSH's client.") from problem

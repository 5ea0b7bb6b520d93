"""Consoles of servers: their addresses, and what they have shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.resources import server_parts
from mini_nova.compute.version_range import VersionRange
from mini_nova.errors import UnsupportedConsoleType
from mini_nova_auth import redact
from mini_nova_auth.wire.refusal import json_member, json_object

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

TYPES_SINCE = {"spice-direct": "2.99"}
REMOTE_CONSOLES_SINCE = (2, 6)
# The protocol of each type of console.
PROTOCOLS = {
    "novnc": "vnc",
    "xvpvnc": "vnc",
    "spice-html5": "spice",
    "spice-direct": "spice",
    "rdp-html5": "rdp",
    "serial": "serial",
    "webmks": "mks",  # since 2.8
}

Console = dict[str, Any]


def get(compute: Compute, server: str, console_type: str, action: str) -> Console:
    """Make a console, and return its type and URL, which lets in whoever has it.

    ``action`` names it up to 2.5. Raises UnsupportedConsoleType, BadUsage for a type that came with
    a later microversion, NotFound, and Conflict if the server is not in a state for it.
    """
    if console_type not in PROTOCOLS:
        raise UnsupportedConsoleType(console_type, hint=f"There are: {', '.join(PROTOCOLS)}.")
    if console_type in TYPES_SINCE:
        compute.require(VersionRange(console_type, since=TYPES_SINCE[console_type]))
    if compute.version < REMOTE_CONSOLES_SINCE:
        answer = server_parts.act(compute, server, {action: {"type": console_type}})
        return json_member("console", answer)
    item = {"protocol": PROTOCOLS[console_type], "type": console_type}
    return server_parts.create(compute, server, "remote-consoles", "remote_console", item)


def connection(compute: Compute, token: str) -> Console:
    """Return where the console of a token runs: server, host, port, and TLS port since 2.99.

    Raises NotFound for a token that is unknown or has expired, Forbidden for users who are not
    admins.
    """
    redact.learn(token)
    return compute.read_member(f"/os-console-auth-tokens/{segment(token)}", "console")


def log(compute: Compute, server: str, length: str | None) -> str:
    """Return what a server's console has shown, the last ``length`` lines or all.

    Raises NotFound, and Conflict if the server is not in a state for it.
    """
    answer = server_parts.act(compute, server, {"os-getConsoleOutput": {"length": length}})
    return str(json_object(answer).get("output") or "")

"""Consoles of a server: the output of the serial one, and the URLs of the remote ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.compute.api.servers.preconditions import (
    requested_server,
    require_built,
    require_host,
)
from mini_nova_sandbox.compute.api.strict import refuse_unknown_parameters
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import MALFORMED, BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.virt.driver import DriverError

TOKEN_SECONDS = 600  # Nova's default
CONSOLE_PORT = 5900
URLS: Mapping[str, Mapping[str, str]] = {  # by protocol and type
    "vnc": {"novnc": "http://{address}/console/vnc_auto.html?path=%3Ftoken%3D{token}"},
    "spice": {
        "spice-html5": "http://{address}/console/spice_auto.html?token={token}",
        "spice-direct": "http://{address}/console/spice-direct?token={token}",
    },
    "serial": {"serial": "ws://{address}/console/?token={token}"},
    "mks": {"webmks": "http://{address}/console/mks?token={token}"},
}


async def console_output(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Answer the last ``length`` lines of the console, or all of it without a length."""
    require_built(instance)
    guest = guest_of(instance)
    try:
        text = await call.cloud.driver.console_output(guest)
    except DriverError as error:
        raise Conflict(str(error)) from error
    length = (arguments or {}).get("length")
    if length is not None:
        text = _last_lines(text, int(length))
    return Answer(200, {"output": text})


def _last_lines(text: str, count: int) -> str:
    """Return the last lines of a text, or all of it for a negative count, as Nova does."""
    if count < 0:
        return text
    lines = text.split("\n")
    start = max(len(lines) - count, 0)
    return "\n".join(lines[start:])


def get_console(protocol: str, call: Call, instance: Instance, arguments: Any) -> Answer:
    """Answer the URL of a console, by one of the actions before 2.6."""
    console_type = arguments["type"]
    url = _console_url(call, instance, protocol, console_type)
    return Answer(200, {"console": {"type": console_type, "url": url}})


def refuse_rdp_console(_call: Call, _instance: Instance, _arguments: Any) -> Answer:
    """Refuse a console by RDP, which Nova has dropped: 400."""
    raise BadRequest(MALFORMED)


def create(call: Call) -> Answer:
    """Answer the URL of a console by its protocol and type (from 2.6)."""
    instance = requested_server(call)
    console = call.body["remote_console"]
    protocol = console["protocol"]
    console_type = console["type"]
    url = _console_url(call, instance, protocol, console_type)
    view = {"protocol": protocol, "type": console_type, "url": url}
    return Answer(200, {"remote_console": view})


def _console_url(call: Call, instance: Instance, protocol: str, console_type: str) -> str:
    """Return a URL with a new token. Nobody answers there: these guests have no screen.

    Raises BadRequest for a type that the protocol does not have, Conflict without a host.
    """
    if protocol not in URLS:
        raise BadRequest(MALFORMED)  # rdp, which Nova has dropped
    if console_type not in URLS[protocol]:
        raise BadRequest(f"Invalid console type {console_type}")
    require_host(instance)
    token = chance.new_uuid("console")
    call.database.insert(
        "console_tokens",
        {
            "token": token,
            "instance_uuid": instance["uuid"],
            "console_type": console_type,
            "expires_at": clock.now() + TOKEN_SECONDS,
        },
    )
    url = URLS[protocol][console_type]
    _, _, address = call.root.partition("://")
    return url.format(address=address, token=token)


def show_token(call: Call) -> Answer:
    """Show where the console of a token is, for admins: Nova's proxies ask for it."""
    if call.version < microversions.CONSOLE_TOKENS:
        raise BadRequest(MALFORMED)
    call.caller.require_admin("os_compute_api:os-console-auth-tokens")
    if call.version >= microversions.SPICE_DIRECT:
        refuse_unknown_parameters(call, ())
    row = call.database.row(
        "SELECT * FROM console_tokens WHERE token = ? AND expires_at > ?",
        call.path["token"],
        clock.now(),
    )
    if row is None:
        raise NotFound("Token not found")
    view = {
        "instance_uuid": row["instance_uuid"],
        "host": "127.0.0.1",
        "port": CONSOLE_PORT,
        "internal_access_path": None,
    }
    is_direct = row["console_type"] == "spice-direct"
    if is_direct and call.version >= microversions.SPICE_DIRECT:
        view["tls_port"] = CONSOLE_PORT + 1
    return Answer(body={"console": view})


@cache
def create_schema(version: Microversion) -> Schema:
    """Return the schema of ``POST /servers/ID/remote-consoles``."""
    protocols = ["vnc", "spice", "serial", "rdp"]
    types = ["novnc", "xvpvnc", "spice-html5", "serial", "rdp-html5"]
    if version >= microversions.MKS_CONSOLE:
        protocols.append("mks")
        types.append("webmks")
    if version >= microversions.SPICE_DIRECT:
        types.append("spice-direct")
    properties = {
        "protocol": {"type": "string", "enum": protocols},
        "type": {"type": "string", "enum": types},
    }
    return schemas.obj({"remote_console": schemas.obj(properties, *properties)}, "remote_console")


OPERATIONS = (
    Operation(
        "POST",
        "/servers/{server_id}/remote-consoles",
        create,
        schema=create_schema,
        since=microversions.REMOTE_CONSOLES,
    ),
    Operation("GET", "/os-console-auth-tokens/{token}", show_token),
)

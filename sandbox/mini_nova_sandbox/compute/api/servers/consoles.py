"""Consoles of a server: the output of its serial console, and no remote ones."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.servers.preconditions import require_built
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, NotImplementedHere
from mini_nova_sandbox.virt.driver import DriverError


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


def refuse_remote_console(_call: Call, _instance: Instance, _arguments: Any) -> Answer:
    """Refuse a VNC, SPICE or serial console: 501."""
    raise NotImplementedHere(
        "The sandbox has no consoles to look at but the serial one (os-getConsoleOutput)."
    )

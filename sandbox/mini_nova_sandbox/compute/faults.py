"""``sandbox:fault`` in a server's metadata: failures that users plan, to test their scripts.

- ``no-valid-host``: the scheduler finds no host.
- ``network``: no address can be allocated.
- ``spawn``: the driver fails, on every host.
- ``spawn:HOST``: the driver fails on this host; the build goes on to another one.
- ``slow:SECONDS``: spawning takes that long.
- ``stuck``: spawning never ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest

KEY = "sandbox:fault"
NAMES = ("no-valid-host", "network", "spawn", "stuck")
SPAWN_ON = "spawn:"
MAX_SECONDS = 86400.0


def check(metadata: Mapping[str, Any]) -> None:
    """Raise BadRequest if the metadata ask for a fault that there is not."""
    if KEY not in metadata:
        return
    fault = str(metadata[KEY])
    if fault in NAMES or _seconds(fault) is not None or fault.startswith(SPAWN_ON):
        return
    names = ", ".join(NAMES)
    raise BadRequest(
        f"There is no {KEY} '{fault}', only {names}, spawn:HOST, and slow:SECONDS"
        f" (0 to {MAX_SECONDS:.0f})."
    )


def has_fault(instance: Mapping[str, Any], fault: str) -> bool:
    """Tell whether the instance is to meet this fault."""
    return bool(instance["metadata"].get(KEY) == fault)


def fails_spawning(instance: Mapping[str, Any]) -> bool:
    """Tell whether the driver is to fail on the instance's host."""
    host = instance["host"]
    return has_fault(instance, "spawn") or has_fault(instance, f"{SPAWN_ON}{host}")


def spawn_delay(instance: Mapping[str, Any]) -> float:
    """Return the seconds of ``slow:SECONDS``, or 0 if the instance is not to be slow."""
    fault = str(instance["metadata"].get(KEY, ""))
    return _seconds(fault) or 0.0


def _seconds(fault: str) -> float | None:
    """Return the seconds of ``slow:SECONDS``; None for anything else."""
    name, _, text = fault.partition(":")
    if name != "slow":
        return None
    try:
        seconds = float(text)
    except ValueError:
        return None
    is_possible = 0 <= seconds <= MAX_SECONDS
    return seconds if is_possible else None

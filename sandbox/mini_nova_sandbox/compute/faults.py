"""``sandbox:fault`` in a server's metadata: failures that users plan, to test their scripts.

- ``no-valid-host``: the scheduler finds no host.
- ``network``: no address can be allocated.
- ``spawn``: the driver fails.
- ``slow:SECONDS``: spawning takes that long.
- ``stuck``: spawning never ends.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

KEY = "sandbox:fault"
MAX_SECONDS = 86400.0


def has_fault(instance: Mapping[str, Any], fault: str) -> bool:
    """Tell whether the instance is to meet this fault."""
    return bool(instance["metadata"].get(KEY) == fault)


def spawn_delay(instance: Mapping[str, Any]) -> float:
    """Return the seconds of ``slow:SECONDS``, or 0 if the instance is not to be slow."""
    name, _, text = str(instance["metadata"].get(KEY, "")).partition(":")
    if name != "slow":
        return 0.0
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    if not math.isfinite(seconds):
        return 0.0
    return min(max(seconds, 0.0), MAX_SECONDS)

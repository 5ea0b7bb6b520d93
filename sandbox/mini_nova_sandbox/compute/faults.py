"""``sandbox:fault`` in a server's metadata: the failures that people ask for, to test what their scripts make of them.

``no-valid-host`` (the scheduler finds none), ``network`` (no address can be had), ``spawn`` (the driver fails),
``slow:SECONDS`` (spawning takes that long), ``stuck`` (spawning never ends).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

KEY = "sandbox:fault"
LONGEST = 86400.0


def has_fault(instance: Mapping[str, Any], fault: str) -> bool:
    """Whether the instance is to meet this fault."""
    return bool(instance["metadata"].get(KEY) == fault)


def spawn_delay(instance: Mapping[str, Any]) -> float:
    """The seconds of ``slow:SECONDS``, 0 where there are none."""
    name, _, seconds = str(instance["metadata"].get(KEY, "")).partition(":")
    try:
        wanted = float(seconds) if name == "slow" else 0.0
    except ValueError:
        return 0.0
    return min(max(wanted, 0.0), LONGEST) if math.isfinite(wanted) else 0.0

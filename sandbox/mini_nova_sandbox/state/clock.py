"""Moments as the services write them. Inside the sandbox, one is a float: seconds since 1970, UTC."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from functools import lru_cache


def now() -> float:
    """Return the current moment."""
    return time.time()


def stamp(moment: float) -> str:
    """Format as ``2026-01-31T12:00:00Z``: Nova's servers, Glance, Neutron, Keystone v2."""
    return f"{_to_the_second(int(moment))}Z"


def fine_stamp(moment: float) -> str:
    """Format as ``2026-01-31T12:00:00.123456Z``: Keystone v3."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def bare_stamp(moment: float | None) -> str | None:
    """Format as ``2026-01-31T12:00:00.000000``, without a zone; None stays None.

    Nova writes the moments of actions, usage and keypairs like this.
    """
    if moment is None:
        return None
    return f"{_to_the_second(int(moment))}.000000"


@lru_cache(maxsize=10_000)
def _to_the_second(moment: int) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")


def parse(text: str) -> float:
    """Parse an ISO 8601 moment, in UTC if it names no zone. Raises ValueError, OverflowError."""
    moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.timestamp()

"""Time as the services write it. Inside, a moment is seconds since 1970 (float), UTC."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from functools import lru_cache


def now() -> float:
    """This moment."""
    return time.time()


def stamp(moment: float) -> str:
    """``2026-01-31T12:00:00Z``: Nova's servers, Glance, Neutron, Keystone v2."""
    return f"{_to_the_second(int(moment))}Z"


def fine_stamp(moment: float) -> str:
    """``2026-01-31T12:00:00.123456Z``: Keystone v3."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def bare_stamp(moment: float | None) -> str | None:
    """``2026-01-31T12:00:00.000000``, without a zone: Nova's actions, usage, keypairs; None stays None."""
    if moment is None:
        return None
    return f"{_to_the_second(int(moment))}.000000"


@lru_cache(maxsize=10_000)
def _to_the_second(moment: int) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")


def parse(text: str) -> float:
    """The moment of an ISO 8601 text, UTC where it names no zone. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()

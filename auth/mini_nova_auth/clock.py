"""The server's clock, told from this machine's.

A token's life is counted in the server's time: the ``Date`` header of the login tells what the server's clock said,
and what has passed since then is read off a clock that nobody sets. On Linux this is the time since boot, so that
setting the wall clock, or a clock that is an hour wrong, costs no extra login.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

_UPTIME = "/proc/uptime"
_BOOT_ID = "/proc/sys/kernel/random/boot_id"


class Reading(NamedTuple):
    """One look at this machine's clocks: wall seconds, and seconds since the boot named ``boot``."""

    wall: float
    uptime: float | None = None
    boot: str = ""

    def to_json(self) -> dict[str, Any]:
        """The reading as the cache keeps it."""
        return {"wall": self.wall, "uptime": self.uptime, "boot": self.boot}

    @classmethod
    def from_json(cls, value: Any) -> Reading:
        """The reading that ``to_json`` wrote; one at 1970 where it is not one."""
        from mini_nova_auth import lenient

        given = lenient.mapping(value)
        wall, uptime = lenient.number(given.get("wall")), lenient.number(given.get("uptime"))
        return cls(wall or 0.0, uptime, lenient.text(given.get("boot")))


def read() -> Reading:
    """This machine's clocks now. Where there is no time since boot, the wall clock alone."""
    try:
        with open(_UPTIME, encoding="utf-8") as uptimes, open(_BOOT_ID, encoding="utf-8") as boots:
            uptime, boot = float(uptimes.read().split()[0]), boots.read().strip()
    except (OSError, ValueError, IndexError):
        return Reading(time.time())
    return Reading(time.time(), uptime, boot)


def seconds_since(earlier: Reading, now: Reading) -> float:
    """Seconds between two readings: by the time since boot where both are of one boot, else by the wall clock."""
    if (
        earlier.boot
        and earlier.boot == now.boot
        and earlier.uptime is not None
        and now.uptime is not None
    ):
        return now.uptime - earlier.uptime
    return now.wall - earlier.wall


def server_time(headers: Mapping[str, str]) -> float | None:
    """Seconds since 1970 by an answer's ``Date`` header (RFC 9110 section 6.6.1); None where it has none."""
    from datetime import timezone
    from email.utils import parsedate_to_datetime

    given = next((value for name, value in headers.items() if name.lower() == "date"), "")
    try:
        moment = parsedate_to_datetime(given)
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

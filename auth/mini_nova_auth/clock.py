"""The server's clock, derived from this machine's.

A token's lifetime counts by the server's clock. The login's ``Date`` tells the time on that clock,
and a clock that nobody sets tells how much time has passed since: on Linux, the time since boot. So
setting the wall clock, or a clock that is wrong by an hour, costs no extra login.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

UPTIME_FILE = "/proc/uptime"
BOOT_ID_FILE = "/proc/sys/kernel/random/boot_id"


class Reading(NamedTuple):
    """A reading of this machine's clocks, in seconds: since 1970, and since the boot ``boot``."""

    wall: float
    uptime: float | None = None
    boot: str = ""

    def to_json(self) -> dict[str, Any]:
        """The reading as the cache stores it."""
        return {"wall": self.wall, "uptime": self.uptime, "boot": self.boot}

    @classmethod
    def from_json(cls, value: Any) -> Reading:
        """The reading that ``to_json`` wrote; a reading in 1970 if the value is malformed."""
        from mini_nova_auth import lenient

        members = lenient.mapping(value)
        return cls(
            wall=lenient.number(members.get("wall")) or 0.0,
            uptime=lenient.number(members.get("uptime")),
            boot=lenient.text(members.get("boot")),
        )


def read(uptime_file: str = UPTIME_FILE, boot_id_file: str = BOOT_ID_FILE) -> Reading:
    """Read this machine's clocks; only the wall clock if there is no time since boot."""
    try:
        with open(uptime_file, encoding="utf-8") as file:
            fields = file.read().split()
        with open(boot_id_file, encoding="utf-8") as file:
            boot = file.read().strip()
        uptime = float(fields[0])
    except (OSError, ValueError, IndexError):
        return Reading(time.time())
    return Reading(time.time(), uptime, boot)


def seconds_since(earlier: Reading, later: Reading) -> float:
    """Seconds between readings: by the time since boot if they share a boot, else by the wall."""
    wall_seconds = later.wall - earlier.wall
    if not earlier.boot or earlier.boot != later.boot:
        return wall_seconds
    if earlier.uptime is None or later.uptime is None:
        return wall_seconds
    return later.uptime - earlier.uptime


def server_time(headers: Mapping[str, str]) -> float | None:
    """An answer's ``Date`` (RFC 9110 section 6.6.1) in seconds since 1970; None if it has none."""
    from datetime import timezone
    from email.utils import parsedate_to_datetime

    from mini_nova_auth import lenient

    try:
        moment = parsedate_to_datetime(lenient.header(headers, "date"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return moment.timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

"""Reads values out of JSON that a server or a file gave: the wanted type, or nothing.

Parsers of version documents, logins, catalogs and clouds.yaml are built on these, so that no answer, however
strange, can raise anything but this package's errors.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

# Compiled by re when it is first used, and kept.
_TIME = r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?"


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The value where it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of an array, others left out."""
    return (item for item in items(value) if isinstance(item, dict))


def texts(value: Any) -> list[str]:
    """What ``text`` finds in the items of an array, without those where it finds nothing."""
    return [found for found in map(text, items(value)) if found]


def text(value: Any) -> str:
    """A string as it is, an integer as its digits (ids are numbers on some clouds), anything else as ''."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return ""


def number(value: Any) -> float | None:
    """A finite number, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def timestamp(value: Any) -> float | None:
    """Seconds since 1970 of an ISO 8601 time as Keystone and Nova write it; None where it is none.

    Takes ``Z``, an offset, fractions of any length, and none of these (UTC then).
    """
    found = (
        re.fullmatch(_TIME, value.strip(), re.IGNORECASE | re.ASCII)
        if isinstance(value, str) and len(value) < 64
        else None
    )
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            tzinfo=timezone.utc,
        )
        seconds = moment.timestamp()
    except (ValueError, OverflowError):
        return None
    if zone and zone.upper() != "Z":
        offset = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
        seconds -= -offset if zone[0] == "-" else offset
    return seconds + (float(f"0.{fraction}") if fraction else 0.0)

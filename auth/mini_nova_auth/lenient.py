"""Reading JSON and headers of any shape: the required type, or nothing.

The parsers of version documents, logins, catalogs and clouds.yaml are built on these functions, so
that no answer or file, however strange, raises anything but this package's errors.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

# ISO 8601. The patterns are compiled and cached by re on their first use.
_DATE = r"(\d{4})-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
_ZONE = r"(Z|[+-]\d\d:?\d\d)?"
_TIMESTAMP = rf"{_DATE}[T ]{_TIME}\s*{_ZONE}"
_LONGEST_TIMESTAMP = 63
_MOST_DIGITS = 18  # of an id that is a number


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    if isinstance(value, dict):
        return value
    return {}


def items(value: Any) -> list[Any]:
    """The value if it is a JSON array, else an empty one."""
    if isinstance(value, list):
        return value
    return []


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in an array; other items are left out."""
    for item in items(value):
        if isinstance(item, dict):
            yield item


def texts(value: Any) -> list[str]:
    """The texts in an array, as ``text`` reads them; other items are left out."""
    readable = map(text, items(value))
    return list(filter(None, readable))


def text(value: Any) -> str:
    """A string as it is, an integer as its digits (some clouds have such ids), else ''."""
    if isinstance(value, str):
        return value
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    if is_integer and abs(value) < 10**_MOST_DIGITS:
        return str(value)
    return ""


def text_at(value: Any, *keys: str) -> str:
    """The text at a path of keys through objects; '' if there is none."""
    for key in keys:
        value = mapping(value).get(key)
    return text(value)


class Members:
    """The members of a JSON object, each read as the type that is needed. Other values have none."""

    def __init__(self, value: Any) -> None:
        self._values = mapping(value)

    def __bool__(self) -> bool:
        return bool(self._values)

    def value(self, name: str) -> Any:
        """The member's JSON value; None if it is missing."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """The member as ``text`` reads it."""
        return text(self.value(name))

    def number(self, name: str) -> float | None:
        """The member as ``number`` reads it."""
        return number(self.value(name))

    def timestamp(self, name: str) -> float | None:
        """The member as ``timestamp`` reads it."""
        return timestamp(self.value(name))

    def texts(self, name: str) -> list[str]:
        """The texts in a member that is an array."""
        return texts(self.value(name))

    def object(self, name: str) -> Members:
        """The members of a member that is an object."""
        return Members(self.value(name))

    def objects(self, name: str) -> list[Members]:
        """The objects in a member that is an array; other items are left out."""
        return objects(self.value(name))


def objects(value: Any) -> list[Members]:
    """The objects in an array; other items are left out."""
    return [Members(item) for item in mappings(value)]


def header(headers: Mapping[str, str], name: str) -> str:
    """The value of an HTTP header, its name in any case, or ''."""
    for key, value in headers.items():
        if key.lower() == name.lower():
            return value
    return ""


def number(value: Any) -> float | None:
    """A finite number, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        finite = math.isfinite(value)
    except OverflowError:
        return None
    return float(value) if finite else None


def timestamp(value: Any) -> float | None:
    """An ISO 8601 time, as Keystone and Nova write it, in seconds since 1970; None if malformed.

    Takes ``Z``, an offset, or neither, which means UTC; and fractions of any length.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_TIMESTAMP:
        return None
    flags = re.IGNORECASE | re.ASCII
    match = re.fullmatch(_TIMESTAMP, value.strip(), flags)
    if match is None:
        return None
    *fields, fraction, zone = match.groups()
    numbers = [int(field or 0) for field in fields]
    year, month, day, hour, minute, second = numbers
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
        seconds = moment.timestamp()
    except (ValueError, OverflowError):
        return None
    if zone:
        seconds -= _offset(zone)
    if fraction:
        seconds += float(f"0.{fraction}")
    return seconds


def _offset(zone: str) -> int:
    """Seconds ahead of UTC."""
    if zone.upper() == "Z":
        return 0
    hours = int(zone[1:3])
    minutes = int(zone[-2:])
    seconds = hours * 3600 + minutes * 60
    if zone.startswith("-"):
        return -seconds
    return seconds

"""Points in time as the services write and read them."""

import re
from datetime import datetime, timezone


def stamp(at: float, *, fraction: bool = False) -> str:
    """An ISO time in UTC ending in Z, to the second or (as Keystone's version 3 writes it) the
    microsecond.
    """
    moment = datetime.fromtimestamp(at, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if fraction else "%Y-%m-%dT%H:%M:%SZ")


def parse_stamp(text: str) -> float:
    """An ISO time with Z, with an offset or bare (then UTC) as seconds; anything else raises
    ValueError.

    A plus sign that a query string turned into a space is read as the plus it was.
    """
    plain = re.sub(
        r"(:\d\d(?:\.\d+)?) (?=\d\d:?\d\d$)", r"\1+", text.strip().replace("Z", "+00:00")
    )
    moment = datetime.fromisoformat(plain)
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()

"""The name of the program: mini-nova, or nova if it was started by that (see 'mini-nova alias')."""

from __future__ import annotations

import sys

NAME = "mini-nova"
CLASSIC_NAME = "nova"


def name() -> str:
    """Return the name under which this process was started."""
    path = sys.argv[0] if sys.argv else ""
    word = path.rpartition("/")[2]
    return CLASSIC_NAME if word == CLASSIC_NAME else NAME


def by_name(text: str) -> str:
    """Return our own text with its commands as they are typed: ``nova list`` under that name."""
    if name() == NAME:
        return text
    import re

    return re.sub(rf"\b{NAME} (?=[a-zA-Z-])", f"{CLASSIC_NAME} ", text)

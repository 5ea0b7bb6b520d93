"""The kinds of sources that a sandbox loads its state from.

A kind fills an empty state directory; ``server/load_state.py`` does the rest. It need not care for
the passwords of admin and demo, nor for tokens: loading keeps those of the running sandbox.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mini_nova_sandbox.state.settings import Settings


class Unloadable(Exception):
    """A source cannot be loaded; the text says why, and names its path."""


class Kind(NamedTuple):
    """A kind of source.

    ``matches`` returns whether a path is of this kind. ``fill`` writes the database, and the files
    of images and guests, into the state directory of the settings, whose folders exist. It raises
    Unloadable or OSError.
    """

    matches: Callable[[Path], bool]
    fill: Callable[[Path, Settings], None]

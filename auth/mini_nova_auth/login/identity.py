"""Identity: the service to log in to."""

from __future__ import annotations

from typing import NamedTuple


class Identity(NamedTuple):
    """An identity service: its version ('' if there is no service), and its address for that version.

    ``is_cached`` if an earlier login found it, so that it may be elsewhere by now.
    """

    version: str
    url: str
    is_cached: bool = False

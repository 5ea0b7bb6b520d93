"""Identity: the service to log in to."""

from __future__ import annotations

from typing import NamedTuple


class Identity(NamedTuple):
    """An identity service: its version ('' if there is no service), and its address for that version."""

    version: str
    url: str

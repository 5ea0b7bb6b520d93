"""The options of a connection: how servers are verified, and how long to wait for them."""

from __future__ import annotations

from typing import NamedTuple


class Timeouts(NamedTuple):
    """Seconds to wait for a connection, and for one whole answer."""

    connect: float = 10.0
    read: float = 60.0


class TLS(NamedTuple):
    """How servers are verified, and the client certificate shown to them.

    ``cert`` may hold the key as well; ``key`` names a file of its own. ``min_version`` is 1.2 or
    1.3, ``ciphers`` a list in OpenSSL's syntax; '' leaves either to OpenSSL.
    """

    verify: bool = True
    cacert: str = ""
    cert: str = ""
    key: str = ""
    min_version: str = ""
    ciphers: str = ""

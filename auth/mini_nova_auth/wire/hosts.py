"""What an address says about where it can be reached from. Pure functions; nothing is looked up."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
_INSIDE = (
    ".local",
    ".internal",
    ".lan",
    ".localdomain",
    ".home.arpa",
    ".intranet",
    ".corp",
    ".private",
)


class Origin(NamedTuple):
    """Scheme, host and port of a URL."""

    scheme: str
    host: str
    port: int | None


def origin(url: str) -> Origin | None:
    """The origin of a URL; None for what is no http(s) URL with a host."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return Origin(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])
    except ValueError:
        return None


def is_local(host: str) -> bool:
    """Whether it is this machine itself, whoever looks."""
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_private(host: str) -> bool:
    """Whether only a network of its own knows it: a private address, a name without a domain or of an inner one."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host.rstrip(".") or host.rstrip(".").endswith(_INSIDE)

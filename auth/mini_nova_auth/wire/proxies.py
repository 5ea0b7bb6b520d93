"""The proxies of the environment: which one a URL's requests go through, and faults of its setting.

``requests`` reads http_proxy, https_proxy, all_proxy and no_proxy, in both cases, as curl does.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import urlsplit

from mini_nova_auth import redact
from mini_nova_auth.errors import Unavailable
from mini_nova_auth.wire import urls

KINDS = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
# A socks proxy of these kinds gets addresses: this machine looks the names up.
_LOOKED_UP_HERE = ("socks4", "socks5")
_SYSTEM = "the system's proxy settings"
_DIRECT_HOSTS = ("127.0.0.1", "::1", "0.0.0.0", "::", "localhost")  # noqa: S104 - compared only
_FORM = "http://HOST:PORT or http://USER:PASSWORD@HOST:PORT"


class Proxy(NamedTuple):
    """A proxy, and the variable of the environment that names it."""

    variable: str
    url: str

    def __str__(self) -> str:
        """Name the proxy without its password, for errors."""
        return f"{redact.url(self.url)} ({self.variable})"

    @property
    def looks_names_up(self) -> bool:
        """Whether the proxy is sent the names of hosts, and finds their addresses itself."""
        scheme, _, _ = self.url.partition("://")
        return scheme.lower() not in _LOOKED_UP_HERE


def is_direct(host: str) -> bool:
    """Whether a host is this machine by its usual names, which are asked without a proxy.

    A proxy that was set for the way out would be given the secrets of a service on loopback. The
    other addresses of 127.0.0.0/8 are set up by hand, and left to no_proxy.
    """
    name = host.lower().rstrip(".")
    return name in _DIRECT_HOSTS or name.endswith(".localhost")


def options(url: str) -> dict[str, str]:
    """Return what ``requests`` shall know of proxies for a URL, besides the environment."""
    place = urls.origin(url)
    if place is None or not is_direct(place.host):
        return {}
    return {"no_proxy": place.host}


def proxy_for(url: str) -> Proxy | None:
    """Return the proxy that requests for a URL go through; None for none. Learns its password."""
    from requests.utils import get_environ_proxies, select_proxy

    no_proxy = options(url).get("no_proxy")
    address = select_proxy(url, get_environ_proxies(url, no_proxy))
    if not address:
        return None
    redact.learn_from_url(address)
    return Proxy(_variable(url, address), address)


def check(proxy: Proxy) -> None:
    """Raise Unavailable, before anything is sent, if a proxy's setting cannot work."""
    reason = _fault(proxy.url)
    if reason:
        raise Unavailable(
            f"{proxy.variable} is not the address of a proxy: {reason}",
            hint=f"Write it as {_FORM}, or unset it.",
            sent=False,
            passing=False,
            code="proxy-failed",
        )
    if proxy.url.lower().startswith("socks") and find_spec("socks") is None:
        raise Unavailable(
            f"{proxy.variable} names a SOCKS proxy, which needs the package PySocks",
            hint=f"Install it (pip install PySocks), use another proxy, or unset {proxy.variable}.",
            sent=False,
            passing=False,
            code="proxy-failed",
        )


def unused_fault(url: str) -> str:
    """Return a warning if the variable for a URL's scheme is malformed, though it is not used.

    That is so for this machine's own services; everything else would fail. '' if all is well.
    """
    scheme, _, _ = url.partition("://")
    for variable in _variables(scheme):
        reason = _fault(os.environ.get(variable, ""))
        if reason:
            return f"{variable} is not the address of a proxy: {reason}; it was not needed here"
    return ""


def refusal(proxy: Proxy, url: str) -> Unavailable:
    """Return the error for a proxy that wants a user and a password (HTTP 407)."""
    return Unavailable(
        f"the proxy {proxy} on the way to {redact.url(url)} asks for a user and password, or "
        "refuses those that it got (HTTP 407)",
        hint=f"Set {proxy.variable} to http://USER:PASSWORD@HOST:PORT, or no_proxy to the host if "
        "it needs no proxy.",
        sent=False,
        passing=False,
        code="proxy-failed",
    )


def _variables(scheme: str) -> tuple[str, ...]:
    """Return the variables for a scheme, those first that count first."""
    names = (f"{scheme}_proxy", "all_proxy")
    return tuple(spelling for name in names for spelling in (name, name.upper()))


def _variable(url: str, address: str) -> str:
    scheme, _, _ = url.partition("://")
    for name in _variables(scheme.lower()):
        if os.environ.get(name) == address:
            return name
    return _SYSTEM


def _fault(address: str) -> str:
    """Say what is wrong with a proxy's address, without showing it; '' if nothing is."""
    if any(not character.isprintable() or character.isspace() for character in address):
        return "it has a blank in it, or a letter that cannot be seen"
    if "://" not in address:
        # As requests and curl read it, though requests takes the user for a scheme.
        if "@" in address:
            return "user and password need http:// before them"
        address = f"http://{address}" if address else ""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises ValueError for a malformed port
        host = parts.hostname
    except ValueError:
        return "host and port cannot be read"
    if address and parts.scheme not in KINDS:
        return f"it begins with none of {', '.join(KINDS)}"
    return "it names no host" if address and not host else ""

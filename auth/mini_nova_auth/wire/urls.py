"""Every rule about URLs: validity, origins, hosts, versions in paths, redirects, paging links.

Pure functions that look nothing up. Hiding the secrets in a URL is ``redact.url``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from mini_nova_auth import redact
from mini_nova_auth.errors import ConfigurationError

Version = tuple[int, int]  # major and minor

_DEFAULT_PORTS = {"http": 80, "https": 443}
_VERSION_SEGMENT = re.compile(r"v(\d{1,3})(?:\.(\d{1,4}))?", re.ASCII)
_LOGIN_PATH = r"(/v[\d.]+)/auth(?:/tokens)?/*$|/tokens/*$"
_PRIVATE_DOMAINS = (
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
    port: int


def split(url: str) -> SplitResult:
    """Split a URL. Raises ConfigurationError if it is malformed."""
    try:
        return urlsplit(url)
    except ValueError as problem:
        raise ConfigurationError(
            f'"{redact.url(url)}" is not a URL: {problem}', hint="Check the address."
        ) from problem


def check_url(url: str) -> None:
    """Raise ConfigurationError unless this is an http(s) URL with a host."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError for a malformed port
        host = parts.hostname
    except ValueError as problem:
        raise ConfigurationError(
            f'"{redact.url(url)}" is not a URL: {problem}', hint="Check OS_AUTH_URL."
        ) from problem
    if parts.scheme not in _DEFAULT_PORTS:
        raise ConfigurationError(
            f'the address "{redact.url(url)}" has no http:// or https://',
            hint="Write the address with its scheme, as http://host:5000/v3.",
        )
    if any(map(_is_forbidden, url)):
        raise ConfigurationError(
            f'"{redact.url(url)}" has a letter that no URL has: a blank, a backslash or an invisible '
            "one",
            hint="Check the address.",
        )
    if not host:
        raise ConfigurationError(
            f'"{redact.url(url)}" is not a URL with a host', hint="Check OS_AUTH_URL."
        )


def origin(url: str) -> Origin | None:
    """The origin of a URL; None unless it is an http(s) URL with a host."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    return Origin(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme])


def is_local(host: str) -> bool:
    """Whether the host is this machine itself, whoever looks."""
    from ipaddress import ip_address

    try:
        address = ip_address(host)
    except ValueError:
        name = host.lower().rstrip(".")
        return name == "localhost" or name.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def is_private(host: str) -> bool:
    """Whether only a private network knows the host, by its address or its name's domain."""
    from ipaddress import ip_address

    try:
        return ip_address(host).is_private
    except ValueError:
        name = host.rstrip(".")
        return "." not in name or name.endswith(_PRIVATE_DOMAINS)


def leaves_tls(url: str, target: str) -> bool:
    """Whether going on from a URL to another gives up its encryption."""
    is_secure = split(url).scheme == "https"
    stays_secure = split(target).scheme == "https"
    return is_secure and not stays_secure


def swap_scheme(url: str) -> str:
    """The URL with http and https exchanged."""
    scheme, _, rest = url.partition("://")
    other_scheme = "http" if scheme == "https" else "https"
    return f"{other_scheme}://{rest}"


def join(url: str, reference: str) -> str:
    """The URL that a reference (RFC 3986 section 5), such as a ``Location``, leads to.

    '' if it is malformed or empty.
    """
    try:
        target = urljoin(url, reference)
        urlsplit(target)
    except ValueError:
        return ""
    return target if reference else ""


def may_follow(url: str, target: str) -> bool:
    """Whether to follow a redirect with all headers: on the same origin, or to TLS on its host.

    Another port may be another service's, so TLS counts only on the same port, or on the default
    port after the default port (80, 443).
    """
    source, destination = origin(url), origin(target)
    if source is None or destination is None:
        return False
    if source == destination:
        return True
    is_upgrade = source.scheme == "http" and destination.scheme == "https"
    if not is_upgrade or source.host != destination.host:
        return False
    ports = (source.port, destination.port)
    default_ports = (_DEFAULT_PORTS["http"], _DEFAULT_PORTS["https"])
    return source.port == destination.port or ports == default_ports


def with_path(url: str, path: str) -> str:
    """The URL with another path, and without query and fragment."""
    parts = split(url)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def without_login_path(url: str) -> str:
    """The URL without ``/tokens`` or ``/auth/tokens`` at its end, to which a login is sent.

    Other clients want OS_AUTH_URL to end in them.
    """
    return re.sub(_LOGIN_PATH, r"\1", url)


def last_segment(url: str) -> str:
    """The last segment of a URL's path; '' if it has none or the URL is malformed."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return path.rstrip("/").rpartition("/")[2]


def segment_version(segment: str) -> Version | None:
    """The version that a segment of a path names (``v3``, ``v2.1``); None if it names none."""
    match = _VERSION_SEGMENT.fullmatch(segment)
    if match is None:
        return None
    major, minor = match.groups()
    return int(major), int(minor or 0)


def version_segments(path: str) -> Iterator[tuple[int, Version]]:
    """The segments of a path that name versions: how many segments each ends, and the version."""
    for count, segment in enumerate(path.split("/"), start=1):
        version = segment_version(segment)
        if version is not None:
            yield count, version


def version_in(url: str) -> Version | None:
    """The version that a URL's path names last (``/identity/v3``, ``/v2.1/<project>``), or None.

    Raises ConfigurationError if the URL is malformed.
    """
    path = split(url).path
    versions = [version for _, version in version_segments(path)]
    return versions[-1] if versions else None


def without_version(url: str) -> str:
    """The URL without the version at its end, if there is one, and without the slash there."""
    parts = split(url.rstrip("/"))
    path = parts.path
    head, _, last = path.rpartition("/")
    if segment_version(last) is not None:
        path = head
    return urlunsplit(parts._replace(path=path)).rstrip("/")


def path_below(base_url: str, link: str) -> str:
    """The path and query of a link relative to the base of its service; '' if it leads elsewhere.

    Services build links from their own idea of their address, so only path and query count, and of
    the path only what follows the end of the base's: Glance behind a prefix leaves the prefix out.
    """
    try:
        target = urlsplit(link)
        base = urlsplit(base_url)
    except ValueError:
        return ""
    for prefix in _suffixes(base.path):
        if target.path.startswith(prefix):
            path = target.path.removeprefix(prefix)
            return f"/{path}?{target.query}"
    return ""


def _suffixes(path: str) -> Iterator[str]:
    """``/a/b/``, ``/b/`` and ``/`` for the path ``/a/b``."""
    segments = [segment for segment in path.split("/") if segment]
    while segments:
        suffix = "/".join(segments)
        yield f"/{suffix}/"
        segments.pop(0)
    yield "/"


def _is_forbidden(character: str) -> bool:
    return character.isspace() or character == "\\" or not character.isprintable()

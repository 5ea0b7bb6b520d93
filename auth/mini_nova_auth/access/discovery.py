"""Version documents: Keystone's and Nova's, read with no I/O.

Wire shapes: a list, ``{"versions": {"values": [...]}}`` or ``{"versions": [...]}`` (200 or 300), or one version,
``{"version": {...}}``; each has an ``id`` (``v3.14``), ``links`` with a ``self``, and on microversioned services
``version`` and ``min_version``. Links may be absolute, relative, or name a host that cannot be reached from here: the
scheme and host the user gave are kept always, of a link only its path counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from mini_nova_auth import lenient, redact
from mini_nova_auth.errors import ConfigurationError, ProtocolError

_VERSION = re.compile(r"v?(\d{1,3})(?:\.(\d{1,4}))?", re.ASCII)
_SEGMENT = re.compile(r"v(\d{1,3})(?:\.(\d{1,4}))?", re.ASCII)
MICROVERSIONED_FROM = (2, 1)  # Nova's v2.1; v1.1 and v2 know no microversions


class Version(NamedTuple):
    """One entry of a version document: its number, its address, and its microversion range where it has one."""

    number: tuple[int, int]
    url: str
    min_version: tuple[int, int] | None = None
    max_version: tuple[int, int] | None = None


class ComputeEndpoint(NamedTuple):
    """A compute address put in order. ``document`` is where its version document is, '' if it has none."""

    url: str
    document: str


def split(url: str) -> SplitResult:
    """The parts of a URL. Raises ConfigurationError for what is none."""
    try:
        return urlsplit(url)
    except ValueError as problem:
        raise ConfigurationError(
            f'"{redact.url(url)}" is not a URL: {problem}', hint="Check the address."
        ) from problem


def parse_version(text: Any) -> tuple[int, int] | None:
    """``v2.1``, ``2.96``, ``3`` as numbers; None where it is no version."""
    found = _VERSION.fullmatch(text.strip()) if isinstance(text, str) else None
    return (int(found[1]), int(found[2] or 0)) if found else None


def identity_version(asked: str) -> str:
    """The major version ('1', '2' or '3') that a spelling such as ``2.0``, ``v3`` or ``3.14`` asks for.

    Raises ConfigurationError for anything else.
    """
    number = parse_version(asked)
    if number is None or number[0] not in (1, 2, 3):
        raise ConfigurationError(
            f'identity API version "{asked}" is not one of 1, 2 and 3',
            hint="Set OS_IDENTITY_API_VERSION=3.",
        )
    return str(number[0])


def version_in(url: str) -> tuple[int, int] | None:
    """The version that a URL's path names, the last such part (``/identity/v3``, ``/v2.1/<project>``)."""
    found = _last_version(split(url).path.split("/"))
    return None if found is None else found[1]


def versions(document: Any, base: str) -> tuple[Version, ...]:
    """The versions of a document fetched from ``base``, newest first; none where it is no version document."""
    found = [_version(entry, base) for entry in _entries(document)]
    return tuple(sorted((version for version in found if version is not None), reverse=True))


def identity_versions(document: Any, base: str) -> tuple[Version, ...]:
    """The v3 and v2.0 of an identity service's version document, newest first; none where it is another service's.

    Keystone's entries have media types that say identity, or (its list) stand under ``values``; Nova, Neutron and
    Cinder list a v2.0 or v3.0 of their own.
    """
    listed = lenient.mapping(document).get("versions")
    ours = [
        entry for entry in _entries(document) if _is_identity(entry, plain=isinstance(listed, list))
    ]
    found = versions({"versions": ours}, base)
    return tuple(version for version in found if version.number[0] == 3 or version.number == (2, 0))


def _is_identity(entry: dict[str, Any], *, plain: bool) -> bool:
    types = [lenient.text(item.get("type")) for item in lenient.mappings(entry.get("media-types"))]
    return any("identity" in kind for kind in types) if types else not plain


def identity_root(url: str) -> str:
    """The identity address without a version at its end."""
    parts = split(url.rstrip("/"))
    head, _, last = parts.path.rpartition("/")
    return urlunsplit(parts._replace(path=head if _SEGMENT.fullmatch(last) else parts.path)).rstrip(
        "/"
    )


def identity_url(url: str, version: str) -> str:
    """The address for a version: v1 as it stands (no fixed path), v2 with ``/v2.0``, v3 with ``/v3`` at its end."""
    if version == "1":
        return url
    return f"{identity_root(url)}/{'v2.0' if version == '2' else 'v3'}"


def compute_endpoint(url: str, project_id: str) -> ComputeEndpoint | None:
    """A catalog's compute URL put in order, or None where it names no version (its root must be asked).

    On v1.1 and v2 the project's id is part of the path and is added where it is missing. On v2.1 an id in the path is
    left as it is, and the version document is one level up.
    """
    parts = split(url.rstrip("/"))
    segments = parts.path.split("/")
    found = _last_version(segments)
    if found is None:
        return None
    at, number = found
    plain = urlunsplit(parts._replace(query="", fragment=""))
    if number >= MICROVERSIONED_FROM:
        return ComputeEndpoint(
            plain, urlunsplit((parts.scheme, parts.netloc, "/".join(segments[: at + 1]), "", ""))
        )
    if at == len(segments) - 1 and project_id:
        return ComputeEndpoint(f"{plain}/{project_id}", "")
    return ComputeEndpoint(plain, "")


def compute_from_root(document: Any, root: str, project_id: str) -> ComputeEndpoint:
    """The compute address from an unversioned root's version list: v2.1, else the newest v2 or v1.1.

    Raises ProtocolError where the list has none.
    """
    for version in versions(document, root):
        endpoint = compute_endpoint(version.url, project_id)
        if endpoint is not None and version.number[0] <= MICROVERSIONED_FROM[0]:
            return endpoint
    raise ProtocolError(
        f"compute is listed without a version, and {redact.url(root)} has no version list",
        hint="Ask the cloud's operator, or give the address with --os-endpoint-override.",
    )


def _last_version(segments: list[str]) -> tuple[int, tuple[int, int]] | None:
    for at in range(len(segments) - 1, -1, -1):
        found = _SEGMENT.fullmatch(segments[at])
        if found:
            return at, (int(found[1]), int(found[2] or 0))
    return None


def _entries(document: Any) -> Iterator[dict[str, Any]]:
    given = lenient.mapping(document)
    listed = given.get("versions")
    if isinstance(listed, dict):
        listed = listed.get("values")
    yield from lenient.mappings(listed)
    if isinstance(given.get("version"), dict):
        yield given["version"]


def _version(entry: dict[str, Any], base: str) -> Version | None:
    number = parse_version(entry.get("id"))
    if number is None:
        return None
    links = [
        lenient.text(link.get("href"))
        for link in lenient.mappings(entry.get("links"))
        if link.get("rel") == "self"
    ]
    link = links[0] if links else ""
    limits = [parse_version(entry.get(key)) for key in ("min_version", "version")]
    return Version(number, _on_given_host(base, link, number), *limits)


def _on_given_host(base: str, link: str, number: tuple[int, int]) -> str:
    """The link's path on the host of ``base``; where the path leads elsewhere, its version under base's path."""
    given = split(base.rstrip("/") + "/")
    try:
        path = urlsplit(urljoin(base.rstrip("/") + "/", link)).path.rstrip("/")
    except ValueError:
        path = ""
    last = path.rpartition("/")[2]
    home = split(identity_root(base)).path
    if not _SEGMENT.fullmatch(last):
        last = f"v{number[0]}" if number[1] == 0 or number[0] == 3 else f"v{number[0]}.{number[1]}"
        path = ""
    if not path or not path.startswith(home + "/"):
        path = f"{home}/{last}"
    return urlunsplit((given.scheme, given.netloc, path, "", ""))

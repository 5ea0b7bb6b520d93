"""Version documents: Keystone's and Nova's, parsed without I/O.

Wire shapes: a list, ``{"versions": {"values": [...]}}`` or ``{"versions": [...]}`` (HTTP 200 or
300), or one version, ``{"version": {...}}``. Each version has an ``id`` (``v3.14``), ``links`` with
a ``self``, and on microversioned services ``version`` and ``min_version``. Links may be absolute,
relative, or name a host that cannot be reached from here: only a link's path counts, and scheme and
host stay those that the user gave.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mini_nova_auth import lenient, redact
from mini_nova_auth.errors import ConfigurationError, ProtocolError
from mini_nova_auth.wire import urls

MICROVERSIONED_FROM = (2, 1)  # Nova's v2.1; v1.1 and v2 have no microversions


class Version(NamedTuple):
    """A version of a service: its number, its URL, and its range of microversions, if any."""

    number: urls.Version
    url: str
    min_version: urls.Version | None = None
    max_version: urls.Version | None = None


class ComputeEndpoint(NamedTuple):
    """Compute's URL, and the URL of its version document, '' if it has none."""

    url: str
    document: str


def parse_version(text: Any) -> urls.Version | None:
    """``v2.1``, ``2.96`` or ``3`` as numbers; None if it is no version."""
    if not isinstance(text, str):
        return None
    return urls.segment_version("v" + text.strip().removeprefix("v"))


def identity_version(text: str) -> str:
    """The major version ('1', '2' or '3') of a spelling such as ``2.0``, ``v3`` or ``3.14``.

    Raises ConfigurationError for anything else.
    """
    number = parse_version(text)
    if number is None or number[0] not in (1, 2, 3):
        raise ConfigurationError(
            f'identity API version "{text}" is not one of 1, 2 and 3',
            hint="Set OS_IDENTITY_API_VERSION=3.",
        )
    return str(number[0])


def versions(document: Any, base: str) -> tuple[Version, ...]:
    """The versions in the document at ``base``, newest first; none if it is no version document."""
    candidates = (_version(entry, base) for entry in _entries(document))
    return tuple(sorted(filter(None, candidates), reverse=True))


def identity_versions(document: Any, base: str) -> tuple[Version, ...]:
    """The v3 and v2.0 in an identity service's document, newest first; none in another service's.

    Keystone's entries have media types that name identity, or stand under ``values`` in its list;
    Nova, Neutron and Cinder list a v2.0 or v3.0 of their own.
    """
    is_plain_list = isinstance(lenient.mapping(document).get("versions"), list)
    entries = [entry for entry in _entries(document) if _is_identity(entry, is_plain_list)]
    return tuple(
        version
        for version in versions({"versions": entries}, base)
        if version.number[0] == 3 or version.number == (2, 0)
    )


def identity_url(url: str, version: str) -> str:
    """The identity service's URL for a version: ending in ``/v2.0`` or ``/v3``; v1's as it is."""
    if version == "1":
        return url
    segment = "v2.0" if version == "2" else "v3"
    return f"{urls.without_version(url)}/{segment}"


def compute_endpoint(url: str, project_id: str) -> ComputeEndpoint | None:
    """Complete a catalog's compute URL; None if it names no version and its root has to be read.

    v1.1 and v2 have the project's id in the path: add it if it is missing. v2.1 works with an id in
    the path or without one; its version document is above the id.
    """
    path = urls.split(url.rstrip("/")).path
    version_segments = list(urls.version_segments(path))
    if not version_segments:
        return None
    count, number = version_segments[-1]
    segments = path.split("/")
    plain_url = urls.with_path(url, path)
    if number >= MICROVERSIONED_FROM:
        document_path = "/".join(segments[:count])
        return ComputeEndpoint(plain_url, urls.with_path(url, document_path))
    if count == len(segments) and project_id:
        return ComputeEndpoint(f"{plain_url}/{project_id}", "")
    return ComputeEndpoint(plain_url, "")


def compute_from_root(document: Any, root: str, project_id: str) -> ComputeEndpoint:
    """Compute's endpoint by the version list at its root: v2.1, else the newest v2 or v1.1.

    Raises ProtocolError if the list has none of them.
    """
    for version in versions(document, root):
        endpoint = compute_endpoint(version.url, project_id)
        if endpoint is not None and version.number[0] <= MICROVERSIONED_FROM[0]:
            return endpoint
    raise ProtocolError(
        f"compute is listed without a version, and {redact.url(root)} has no version list",
        hint="Ask the cloud's operator, or give the address with --os-endpoint-override.",
    )


def _is_identity(entry: dict[str, Any], is_plain_list: bool) -> bool:
    media_types = list(lenient.mappings(entry.get("media-types")))
    if not media_types:
        return not is_plain_list
    names = [lenient.text(item.get("type")) for item in media_types]
    return any("identity" in name for name in names)


def _entries(document: Any) -> Iterator[dict[str, Any]]:
    """The entries of a version list or of a single version's document."""
    members = lenient.mapping(document)
    entries = members.get("versions")
    if isinstance(entries, dict):
        entries = entries.get("values")
    yield from lenient.mappings(entries)
    if isinstance(members.get("version"), dict):
        yield members["version"]


def _version(entry: dict[str, Any], base: str) -> Version | None:
    number = parse_version(entry.get("id"))
    if number is None:
        return None
    return Version(
        number,
        _on_host_of(base, _self_link(entry), number),
        parse_version(entry.get("min_version")),
        parse_version(entry.get("version")),
    )


def _self_link(entry: dict[str, Any]) -> str:
    for link in lenient.mappings(entry.get("links")):
        if link.get("rel") == "self":
            return lenient.text(link.get("href"))
    return ""


def _on_host_of(base: str, link: str, number: urls.Version) -> str:
    """The link's path on the host of ``base``; the version's usual path if it leads elsewhere."""
    directory = base.rstrip("/") + "/"
    target = urls.join(directory, link) if link else directory
    path = urls.split(target).path.rstrip("/")
    home = urls.split(urls.without_version(base)).path
    segment = urls.last_segment(path)
    if urls.segment_version(segment) is None:
        segment, path = _usual_segment(number), ""
    if not path.startswith(f"{home}/"):
        path = f"{home}/{segment}"
    return urls.with_path(directory, path)


def _usual_segment(number: urls.Version) -> str:
    major, minor = number
    has_minor = minor != 0 and major != 3
    return f"v{major}.{minor}" if has_minor else f"v{major}"

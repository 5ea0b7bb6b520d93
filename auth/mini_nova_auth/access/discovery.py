"""Version documents: Keystone's and Nova's, parsed without I/O.

Wire shapes: a list, ``{"versions": {"values": [...]}}`` or ``{"versions": [...]}`` (HTTP 200 or
300), or one version, ``{"version": {...}}``. Each version has an ``id`` (``v3.14``), ``links`` with
a ``self``, and on microversioned services ``version`` and ``min_version``. Links may be absolute,
relative, or name a host that cannot be reached from here: only a link's path counts, and scheme and
host stay those that the user gave.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from mini_nova_auth import redact
from mini_nova_auth.errors import ConfigurationError, ProtocolError
from mini_nova_auth.lenient import Members
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
    number = text.strip().removeprefix("v")
    return urls.segment_version(f"v{number}")


def version_text(version: urls.Version) -> str:
    """``2.96`` for (2, 96)."""
    major, minor = version
    return f"{major}.{minor}"


def identity_version(text: str) -> str:
    """The major version ('1', '2' or '3') of a spelling such as ``2.0``, ``v3`` or ``3.14``.

    Raises ConfigurationError for anything else.
    """
    major, _ = parse_version(text) or (0, 0)
    if major not in (1, 2, 3):
        raise ConfigurationError(
            f'identity API version "{text}" is not one of 1, 2 and 3',
            hint="Set OS_IDENTITY_API_VERSION=3.",
        )
    return str(major)


def versions(document: Any, base: str) -> tuple[Version, ...]:
    """The versions in the document at ``base``, newest first; none if it is no version document."""
    entries = _entries(Members(document))
    return _versions(entries, base)


def identity_versions(document: Any, base: str) -> tuple[Version, ...]:
    """The v3 and v2.0 in an identity service's document, newest first; none in another service's.

    Keystone's entries have media types that name identity, or stand under ``values`` in its list;
    Nova, Neutron and Cinder list a v2.0 or v3.0 of their own.
    """
    members = Members(document)
    is_plain_list = isinstance(members.value("versions"), list)
    entries = [entry for entry in _entries(members) if _is_identity(entry, is_plain_list)]
    candidates = _versions(entries, base)
    return tuple(version for version in candidates if _is_identity_version(version.number))


def _is_identity_version(number: urls.Version) -> bool:
    major, _ = number
    return major == 3 or number == (2, 0)


def identity_url(url: str, version: str) -> str:
    """The identity service's URL for a version: ending in ``/v2.0`` or ``/v3``; v1's as it is."""
    if version == "1":
        return url
    root = urls.without_version(url)
    segment = "v2.0" if version == "2" else "v3"
    return f"{root}/{segment}"


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
        document = urls.with_path(url, document_path)
        return ComputeEndpoint(plain_url, document)
    ends_in_version = count == len(segments)
    if ends_in_version and project_id:
        plain_url = f"{plain_url}/{project_id}"
    return ComputeEndpoint(plain_url, "")


def compute_from_root(document: Any, root: str, project_id: str) -> ComputeEndpoint:
    """Compute's endpoint by the version list at its root: v2.1, else the newest v2 or v1.1.

    Raises ProtocolError if the list has none of them.
    """
    newest, _ = MICROVERSIONED_FROM
    for version in versions(document, root):
        major, _ = version.number
        endpoint = compute_endpoint(version.url, project_id)
        if endpoint is not None and major <= newest:
            return endpoint
    url = redact.url(root)
    raise ProtocolError(
        f"compute is listed without a version, and {url} has no version list",
        hint="Ask the cloud's operator, or give the address with --os-endpoint-override.",
    )


def _is_identity(entry: Members, is_plain_list: bool) -> bool:
    media_types = entry.objects("media-types")
    if not media_types:
        return not is_plain_list
    for media_type in media_types:
        name = media_type.text("type")
        if "identity" in name:
            return True
    return False


def _entries(document: Members) -> list[Members]:
    """The entries of a version list, or of a single version's document."""
    entries = document.objects("versions")
    if not entries:
        entries = document.object("versions").objects("values")
    if isinstance(document.value("version"), dict):
        entries.append(document.object("version"))
    return entries


def _versions(entries: Iterable[Members], base: str) -> tuple[Version, ...]:
    """The versions of these entries, newest first; entries without a version are left out."""
    candidates = [_version(entry, base) for entry in entries]
    versions = list(filter(None, candidates))
    versions.sort(reverse=True)
    return tuple(versions)


def _version(entry: Members, base: str) -> Version | None:
    number = parse_version(entry.value("id"))
    if number is None:
        return None
    link = _self_link(entry)
    return Version(
        number,
        _on_host_of(base, link, number),
        parse_version(entry.value("min_version")),
        parse_version(entry.value("version")),
    )


def _self_link(entry: Members) -> str:
    for link in entry.objects("links"):
        if link.value("rel") == "self":
            return link.text("href")
    return ""


def _on_host_of(base: str, link: str, number: urls.Version) -> str:
    """The link's path on the host of ``base``; the version's usual path if it leads elsewhere."""
    root = base.rstrip("/")
    directory = f"{root}/"
    target = urls.join(directory, link) if link else directory
    path = urls.split(target).path
    path = path.rstrip("/")
    segment = urls.last_segment(path)
    if urls.segment_version(segment) is None:
        path = ""
        segment = _usual_segment(number)
    home_url = urls.without_version(base)
    home = urls.split(home_url).path
    if not path.startswith(f"{home}/"):
        path = f"{home}/{segment}"
    return urls.with_path(directory, path)


def _usual_segment(number: urls.Version) -> str:
    major, minor = number
    has_no_minor = minor == 0 or major == 3
    if has_no_minor:
        return f"v{major}"
    return f"v{major}.{minor}"

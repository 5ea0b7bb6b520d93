"""How the catalog and version documents of a cached login differ from the cloud's current ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mini_nova_auth.access import discovery
from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.access.catalog_diff import Difference, differences
from mini_nova_auth.access.discovery import Version, version_text

MOST_DIFFERENCES = 3  # in one sentence
Documents = Mapping[str, Any]  # version documents by their URLs


def outdated_parts(
    cached: Catalog, current: Catalog, cached_documents: Documents, documents: Documents
) -> str:
    """Describe what differs, '' if nothing does. Documents without a counterpart do not count."""
    parts = [_endpoint(difference) for difference in differences(cached, current)]
    parts += _document_differences(cached_documents, documents)
    surplus = len(parts) - MOST_DIFFERENCES
    if surplus > 0:
        parts = [*parts[:MOST_DIFFERENCES], f"{surplus} more"]
    return "; ".join(parts)


def _endpoint(difference: Difference) -> str:
    """Describe an endpoint that only one catalog has, or each at another URL."""
    names = (difference.service, difference.interface, difference.region)
    place = " ".join(filter(None, names))
    if difference.change == "changed":
        return f"{place} was {difference.a} and is {difference.b}"
    if difference.change == "removed":
        return f"{place} ({difference.a}) is no longer there"
    return f"{place} ({difference.b}) is new"


def _document_differences(cached_documents: Documents, documents: Documents) -> Iterator[str]:
    """Describe the documents whose versions differ."""
    for url, cached in cached_documents.items():
        if url not in documents:
            continue
        old = discovery.versions(cached, url)
        new = discovery.versions(documents[url], url)
        if old != new:
            yield f"{url} offered {_versions(old)} and offers {_versions(new)}"


def _versions(versions: tuple[Version, ...]) -> str:
    return ", ".join(map(_version, versions)) or "no version"


def _version(version: Version) -> str:
    if version.min_version and version.max_version:
        return f"{version_text(version.min_version)} to {version_text(version.max_version)}"
    return f"v{version_text(version.number)}"

"""The differences between two catalogs, endpoint by endpoint: a pure function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mini_nova_auth import redact
from mini_nova_auth.access.catalog import Catalog


class Difference(NamedTuple):
    """An endpoint only in ``a`` (removed), only in ``b`` (added), or at another URL (changed).

    ``a`` and ``b`` are its URLs, '' if it has none.
    """

    change: str
    service: str
    region: str
    interface: str
    a: str
    b: str


Place = tuple[str, str, str]  # service type, region, interface


def differences(a: Catalog, b: Catalog) -> list[Difference]:
    """The endpoints that the catalogs do not share, by service, region and interface.

    Ids and names do not count: programs choose by type, region and interface.
    """
    a_urls = _urls_by_place(a)
    b_urls = _urls_by_place(b)
    places = {*a_urls, *b_urls}
    result: list[Difference] = []
    for place in sorted(places):
        changes = _differences_at(place, a_urls[place], b_urls[place])
        result.extend(changes)
    return result


def _differences_at(place: Place, a_urls: set[str], b_urls: set[str]) -> Iterator[Difference]:
    """Pair the URLs that only one catalog has; those without a partner are removed or added."""
    a_only = sorted(a_urls - b_urls)
    b_only = sorted(b_urls - a_urls)
    while a_only and b_only:
        a_url = a_only.pop(0)
        b_url = b_only.pop(0)
        yield Difference("changed", *place, a_url, b_url)
    for url in a_only:
        yield Difference("removed", *place, url, "")
    for url in b_only:
        yield Difference("added", *place, "", url)


def _urls_by_place(catalog: Catalog) -> defaultdict[Place, set[str]]:
    urls: defaultdict[Place, set[str]] = defaultdict(set)
    for service in catalog.services:
        for endpoint in service.endpoints:
            place = (service.type, endpoint.region, endpoint.interface)
            url = redact.url(endpoint.url)
            plain_url = url.rstrip("/")
            urls[place].add(plain_url)
    return urls

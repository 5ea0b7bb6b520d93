"""How two catalogs differ, endpoint by endpoint: a pure function."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from mini_nova_auth import redact
from mini_nova_auth.access.catalog import Catalog


class Difference(NamedTuple):
    """One endpoint that is only in ``a`` (removed), only in ``b`` (added), or at another URL (changed); '' for none."""

    change: str
    service: str
    region: str
    interface: str
    a: str
    b: str


def differences(a: Catalog, b: Catalog) -> list[Difference]:
    """The endpoints that the catalogs do not share, in order of service, region and interface.

    Ids and names do not count: a program chooses by type, region and interface.
    """
    one, other = _by_place(a), _by_place(b)
    found = []
    for place in sorted({*one, *other}):
        left, right = one[place] - other[place], other[place] - one[place]
        for before, after in zip(sorted(left), sorted(right), strict=False):
            found.append(Difference("changed", *place, before, after))
        both = min(len(left), len(right))
        found += [Difference("removed", *place, url, "") for url in sorted(left)[both:]]
        found += [Difference("added", *place, "", url) for url in sorted(right)[both:]]
    return found


def _by_place(catalog: Catalog) -> defaultdict[tuple[str, str, str], set[str]]:
    places: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for service in catalog.services:
        for endpoint in service.endpoints:
            places[service.type, endpoint.region, endpoint.interface].add(
                redact.url(endpoint.url).rstrip("/")
            )
    return places

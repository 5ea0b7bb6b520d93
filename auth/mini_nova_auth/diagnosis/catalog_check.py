"""Check a service catalog without sending any request: pure functions from an Access to findings.

``endpoint_probe`` checks what the endpoints answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.catalog_entry import CatalogEntry
from mini_nova_auth.diagnosis.findings import Finding
from mini_nova_auth.diagnosis.login_findings import login_findings
from mini_nova_auth.diagnosis.region_check import region_faults
from mini_nova_auth.diagnosis.service_faults import (
    duplicate_endpoints,
    empty_catalog,
    identity_elsewhere,
    service_faults,
)
from mini_nova_auth.diagnosis.url_faults import url_faults
from mini_nova_auth.wire.urls import origin


def check(
    access: Access, *, auth_url: str, skew: float = 0.0, seconds_left: float | None = None
) -> list[Finding]:
    """Return the findings about a login and its catalog.

    ``auth_url`` is the identity service that was asked for the login, ``skew`` how many seconds
    this machine's clock is ahead of the cloud's, ``seconds_left`` the token's remaining lifetime.
    """
    login = login_findings(skew, seconds_left)
    if not access.catalog.services:
        return [*login, empty_catalog(access)]
    return [*login, *_catalog_faults(access, auth_url)]


def _catalog_faults(access: Access, auth_url: str) -> Iterator[Finding]:
    entries = list(_entries(access, auth_url))
    yield from service_faults(access)
    for entry in entries:
        for finding in url_faults(entry):
            yield entry.locate(finding)
    yield from region_faults(entries)
    yield from duplicate_endpoints(entries)
    yield from identity_elsewhere(entries, auth_url)


def _entries(access: Access, auth_url: str) -> Iterator[CatalogEntry]:
    hosts = _hosts(access)
    for service in access.catalog.services:
        for endpoint in service.endpoints:
            yield CatalogEntry(service, endpoint, access, auth_url, hosts)


def _hosts(access: Access) -> frozenset[str]:
    """Return the hosts of all endpoints of a catalog."""
    hosts = set()
    for service in access.catalog.services:
        for endpoint in service.endpoints:
            place = origin(endpoint.url)
            if place is not None:
                hosts.add(place.host)
    return frozenset(hosts)

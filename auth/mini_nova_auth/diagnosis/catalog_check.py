"""Check a service catalog without sending any request: pure functions from an Access to findings.

``endpoint_probe`` checks what the endpoints answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.findings import Finding
from mini_nova_auth.diagnosis.listed_endpoint import ListedEndpoint
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
    endpoints = list(_listed_endpoints(access, auth_url))
    yield from service_faults(access)
    for listed in endpoints:
        for finding in url_faults(listed):
            yield listed.locate(finding)
    yield from region_faults(endpoints)
    yield from duplicate_endpoints(endpoints)
    yield from identity_elsewhere(endpoints, auth_url)


def _listed_endpoints(access: Access, auth_url: str) -> Iterator[ListedEndpoint]:
    hosts = _hosts(access)
    for service in access.catalog.services:
        for endpoint in service.endpoints:
            yield ListedEndpoint(service, endpoint, access, auth_url, hosts)


def _hosts(access: Access) -> frozenset[str]:
    """Return the hosts of all endpoints of a catalog."""
    endpoints = (endpoint for service in access.catalog.services for endpoint in service.endpoints)
    origins = (origin(endpoint.url) for endpoint in endpoints)
    return frozenset(place.host for place in origins if place is not None)

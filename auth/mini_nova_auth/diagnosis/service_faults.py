"""Faults of a catalog's services: their types, duplicates, and the address of identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.service_types import CUSTOMARY, official
from mini_nova_auth.diagnosis.catalog_entry import CatalogEntry
from mini_nova_auth.diagnosis.findings import ERROR, INFO, WARNING, Finding
from mini_nova_auth.wire.urls import is_local, origin, split, without_version


def empty_catalog(access: Access) -> Finding:
    """Return the finding for a catalog without any service."""
    if access.project.id or access.system or access.domain.id:
        return Finding(
            ERROR,
            "catalog-empty",
            "the catalog is empty",
            "Ask the operator to register endpoints.",
        )
    return Finding(
        ERROR,
        "catalog-empty",
        "the catalog is empty because the login has no project",
        "Set OS_PROJECT_NAME and OS_PROJECT_DOMAIN_NAME.",
    )


def service_faults(access: Access) -> Iterator[Finding]:
    """Iterate over the faults of the types that a catalog lists."""
    services = access.catalog.services
    listed_types = {service.type.lower() for service in services}
    for service in services:
        official_type = official(service.type)
        if not official_type and service.type.lower() not in CUSTOMARY:
            yield _unknown_type(service)
        elif official_type and official_type not in listed_types:
            yield _type_alias(service, official_type)
    if not access.catalog.of_type("compute"):
        yield _no_compute(access)


def _unknown_type(service: Service) -> Finding:
    return Finding(
        INFO,
        "type-unknown",
        f'"{service.type}" is not a service type of the service-types authority',
        "Programs that look for an official type will not find this service.",
        service=service.type,
    )


def _type_alias(service: Service, official_type: str) -> Finding:
    return Finding(
        INFO,
        "type-alias",
        f'"{service.type}" is an alias of "{official_type}"',
        f'mini-nova accepts both, but some programs only look for "{official_type}".',
        service=service.type,
    )


def _no_compute(access: Access) -> Finding:
    types = sorted({service.type for service in access.catalog.services})
    severity = INFO if access.version == "1" else ERROR  # v1 is mostly for object storage alone
    return Finding(
        severity,
        "no-compute",
        f"the catalog has no compute service; it has {', '.join(types)}",
        "Ask the operator to register one, or give its URL with --os-endpoint-override.",
    )


def duplicate_endpoints(entries: Iterable[CatalogEntry]) -> Iterator[Finding]:
    """Iterate over the endpoints that repeat another's service, region and interface."""
    urls: dict[tuple[str, str, str, str], str] = {}
    for entry in entries:
        service, endpoint = entry.service, entry.endpoint
        key = (service.type, service.name, endpoint.region, endpoint.interface)
        if key not in urls:
            urls[key] = endpoint.url
            continue
        finding = _duplicate_endpoint(service, endpoint, urls[key])
        yield entry.locate(finding)


def _duplicate_endpoint(service: Service, endpoint: Endpoint, first_url: str) -> Finding:
    return Finding(
        WARNING,
        "endpoint-twice",
        f"{service.type} has two {endpoint.interface} endpoints in one region; "
        f"the other is {redact.url(first_url)}",
        "Ask the operator to remove one: programs may use either.",
    )


def identity_elsewhere(entries: Iterable[CatalogEntry], auth_url: str) -> Iterator[Finding]:
    """Report if the catalog lists identity, but not at the address of the login."""
    if origin(auth_url) is None:
        return
    public = [entry for entry in entries if _is_public_identity(entry)]
    if not public:
        return
    for entry in public:
        if _is_same_keystone(entry.endpoint.url, auth_url):
            return
    entry = public[0]
    yield entry.locate(
        Finding(
            WARNING,
            "identity-elsewhere",
            f"the catalog lists identity at {redact.url(entry.endpoint.url)}, "
            f"but the login was at {redact.url(auth_url)}",
            "Set OS_AUTH_URL to the listed address if it is the right one: "
            "some programs go on there, so it must be reachable.",
        )
    )


def _is_public_identity(entry: CatalogEntry) -> bool:
    identity_services = entry.access.catalog.of_type("identity")
    return entry.service in identity_services and entry.endpoint.interface == "public"


def _is_same_keystone(url: str, auth_url: str) -> bool:
    """Return whether two addresses have the same host and path; versions may differ."""
    place, login = origin(url), origin(auth_url)
    if place is None or login is None:
        return False
    if place.scheme != login.scheme:
        return False
    if place.port != login.port:
        return False
    if not _is_same_host(place.host, login.host):
        return False
    root, login_root = split(without_version(url)), split(without_version(auth_url))
    return root.path == login_root.path


def _is_same_host(host: str, login_host: str) -> bool:
    """Return whether two hosts are the same; all names of this machine are."""
    if host == login_host:
        return True
    return is_local(host) and is_local(login_host)

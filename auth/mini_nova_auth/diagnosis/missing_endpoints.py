"""Services that are listed, but not in the region or on the interface in use."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth.access.access import Access
from mini_nova_auth.access.choice import usable_endpoints
from mini_nova_auth.access.service_types import official
from mini_nova_auth.diagnosis.findings import ERROR, WARNING, Finding
from mini_nova_auth.errors import EndpointNotFound
from mini_nova_auth.settings.endpoint import choose_endpoint
from mini_nova_auth.settings.resolve import Settings


def missing_endpoints(settings: Settings, access: Access) -> Iterator[Finding]:
    """Report the services of a catalog for which the settings choose no endpoint.

    A service other than compute may be missing in a region on purpose; it is reported only if it is
    there.
    """
    compute = settings["service_type"] or "compute"
    if access.catalog.of_type(compute):
        yield from _missing_endpoint(settings, access, compute, ERROR)
    types = [service.type for service in access.catalog.services]
    for service_type in dict.fromkeys(types):
        if official(service_type) in ("compute", official(compute)):
            continue
        if _is_in_region(settings, access, service_type):
            yield from _missing_endpoint(settings, access, service_type, WARNING)


def _missing_endpoint(
    settings: Settings, access: Access, service_type: str, severity: str
) -> Iterator[Finding]:
    try:
        choose_endpoint(settings, access, service_type)
    except EndpointNotFound as problem:
        yield Finding(
            severity,
            "no-endpoint",
            problem.message,
            problem.hint,
            service=service_type,
        )


def _is_in_region(settings: Settings, access: Access, service_type: str) -> bool:
    """Return whether a service has an endpoint in the region in use, or none in any region."""
    region = settings.service_setting(service_type, "region_name") or settings["region_name"]
    candidates = usable_endpoints(access.catalog.of_type(service_type))
    if not region or not candidates:
        return True
    regions = {endpoint.region for _, endpoint in candidates}
    return region in regions or regions == {""}

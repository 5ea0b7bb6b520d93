"""Choosing an endpoint from a catalog: a pure function that explains its choice, or why it has
none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mini_nova_auth import redact
from mini_nova_auth.access.catalog import Catalog, Endpoint, Service
from mini_nova_auth.access.region_names import nearest
from mini_nova_auth.errors import EndpointNotFound

_ASK_OPERATOR = "Ask the cloud's operator."
Candidate = tuple[Service, Endpoint]


class Choice(NamedTuple):
    """An endpoint, its service, and the reason for choosing it, in one sentence."""

    service: Service
    endpoint: Endpoint
    why: str


def interfaces(text: str) -> tuple[str, ...]:
    """Interface names in order of preference, from a list with commas; ``publicURL`` is public."""
    names = []
    for word in text.lower().split(","):
        name = word.strip().removesuffix("url")
        if name:
            names.append(name)
    if not names:
        return ("public",)
    return tuple(names)


def choose(
    catalog: Catalog,
    service_type: str,
    *,
    region: str = "",
    interface: str = "public",
    name: str = "",
) -> Choice:
    """Choose an endpoint by service type (or an alias), region, interface and the service's name.

    ``interface`` may list several: the first that exists counts. Raises EndpointNotFound, with what
    the catalog has instead.
    """
    services = _services(catalog, service_type, name)
    candidates = _in_region(usable_endpoints(services), service_type, region)
    names = interfaces(interface)
    service, endpoint = _on_interface(candidates, service_type, names)
    reason = _reason(service, endpoint, service_type, region)
    return Choice(service, endpoint, reason)


def _services(catalog: Catalog, service_type: str, name: str) -> tuple[Service, ...]:
    """The services of a type and name."""
    of_type = catalog.of_type(service_type)
    if not of_type:
        raise _no_such_type(catalog, service_type)
    if not name:
        return of_type
    services = tuple(service for service in of_type if service.name == name)
    if not services:
        names = _join([service.name for service in of_type])
        raise EndpointNotFound(
            f'no {service_type} service is named "{name}"; the catalog has {names}',
            hint="Leave out --service-name, or give one of these.",
        )
    return services


def usable_endpoints(services: Iterable[Service]) -> list[Candidate]:
    """The endpoints of services, each with its service, except those with an empty URL."""
    candidates: list[Candidate] = []
    for service in services:
        candidates += [(service, endpoint) for endpoint in service.endpoints if endpoint.url]
    return candidates


def with_region(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The endpoints that have a region; if none has one, all of them.

    Beside endpoints with regions, one without is left over from something else: an older service.
    """
    regional = [(service, endpoint) for service, endpoint in candidates if endpoint.region]
    return regional or candidates


def _in_region(
    candidates: Sequence[Candidate], service_type: str, region: str
) -> Sequence[Candidate]:
    """The endpoints in a region, or in all if it is ''."""
    if not candidates:
        raise EndpointNotFound(f"{service_type} is listed without any endpoint", hint=_ASK_OPERATOR)
    candidates = with_region(candidates)
    if not region:
        return candidates
    matches = []
    for service, endpoint in candidates:
        if endpoint.region in ("", region):
            matches.append((service, endpoint))
    if matches:
        return matches
    regions = sorted({endpoint.region for _, endpoint in candidates})
    names = _join(regions)
    raise EndpointNotFound(
        f'no {service_type} in region "{region}"; the catalog has {names}',
        hint=_region_hint(region, regions),
    )


def _region_hint(region: str, regions: Sequence[str]) -> str:
    """A command for the shell if one name is similar; a guess might lead to another cloud."""
    from shlex import quote

    name = nearest(region, regions)
    if name:
        return f"Set OS_REGION_NAME={quote(name)}."
    return "Set OS_REGION_NAME to one of these."


def _on_interface(
    candidates: Sequence[Candidate], service_type: str, names: Sequence[str]
) -> Candidate:
    """The first endpoint on the first of the interfaces that exists."""
    for name in names:
        for service, endpoint in candidates:
            if endpoint.interface == name:
                return service, endpoint
    descriptions = {_describe(endpoint) for _, endpoint in candidates}
    alternatives = _join(sorted(descriptions))
    interface_names = " or ".join(names)
    raise EndpointNotFound(
        f"{service_type} has no {interface_names} endpoint; it exists only as {alternatives}",
        hint=_interface_hint(candidates),
    )


def _interface_hint(candidates: Sequence[Candidate]) -> str:
    _, endpoint = candidates[0]
    if not endpoint.interface:
        return _ASK_OPERATOR
    return f"Try --os-interface {endpoint.interface}, if that address can be reached from here."


def _reason(service: Service, endpoint: Endpoint, service_type: str, region: str) -> str:
    kind = service.type
    if kind.lower() != service_type.lower():
        kind += f" (asked for as {service_type})"
    if region:
        place = f"in region {endpoint.region}"
    else:
        name = endpoint.region or "unnamed"
        place = f"in the first region, {name}"
    interface = endpoint.interface
    url = redact.url(endpoint.url)
    return f"{kind} {service.name}, {interface} {place}: {url}"


def _describe(endpoint: Endpoint) -> str:
    interface = endpoint.interface or "no interface"
    return f"{interface} ({redact.url(endpoint.url)})"


def _no_such_type(catalog: Catalog, service_type: str) -> EndpointNotFound:
    if not catalog.services:
        return EndpointNotFound(
            f"the service catalog is empty, so it has no {service_type}",
            hint="A login without a project gets no catalog: set OS_PROJECT_NAME; with one, ask "
            "the cloud's operator.",
        )
    types = {service.type for service in catalog.services}
    names = _join(sorted(types))
    return EndpointNotFound(
        f"the catalog has no {service_type} service; it has {names}",
        hint="Ask the cloud's operator, or give the address with --os-endpoint-override.",
    )


def _join(names: Iterable[str]) -> str:
    words = [name or '""' for name in names]
    return ", ".join(words) or "none"

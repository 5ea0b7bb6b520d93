"""The service catalog, and choosing an endpoint from it.

Wire shapes: v2.0's ``serviceCatalog`` (endpoints with ``publicURL``, ``internalURL`` and
``adminURL``) and v3's ``catalog`` (endpoints with ``interface`` and ``url``). v1 has no catalog;
its management and storage URLs make one. Choosing is a pure function that explains its choice, or
why it has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mini_nova_auth import lenient, redact
from mini_nova_auth.access.region_names import nearest
from mini_nova_auth.access.service_types import aliases
from mini_nova_auth.errors import EndpointNotFound
from mini_nova_auth.lenient import Members

INTERFACES = ("public", "internal", "admin")
_ASK_OPERATOR = "Ask the cloud's operator."


class Endpoint(NamedTuple):
    """A service's address for one interface (public, internal or admin) in one region.

    A catalog may list one with an empty URL, which is never chosen.
    """

    interface: str
    url: str
    region: str = ""
    id: str = ""


class Service(NamedTuple):
    """A service: its type (compute, image...), its name (nova, glance...) and its endpoints."""

    type: str
    name: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    id: str = ""


class Choice(NamedTuple):
    """An endpoint, its service, and the reason for choosing it, in one sentence."""

    service: Service
    endpoint: Endpoint
    why: str


class Catalog(NamedTuple):
    """The services of one login, in the identity service's order."""

    services: tuple[Service, ...] = ()

    @classmethod
    def from_v2(cls, value: Any) -> Catalog:
        """The ``serviceCatalog`` of a v2.0 login, without its malformed parts."""
        return cls(_parse(value, _v2_endpoints))

    @classmethod
    def from_v3(cls, value: Any) -> Catalog:
        """The ``catalog`` of a v3 login, without its malformed parts."""
        return cls(_parse(value, _v3_endpoints))

    def to_v3(self) -> list[dict[str, Any]]:
        """The catalog in v3's shape, as the cache stores it and machine formats print it."""
        return [_to_v3(service) for service in self.services]

    def of_type(self, service_type: str) -> tuple[Service, ...]:
        """The services of a type; if there are none, those of its first alias that has some."""
        for name in aliases(service_type):
            services = [service for service in self.services if service.type.lower() == name]
            if services:
                return tuple(services)
        return ()


Candidate = tuple[Service, Endpoint]


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
    """The endpoint of a service type, or of an alias, by region, interface and the service's name.

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
    """A command for the shell if one region is near; otherwise it might lead to another cloud."""
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


def _parse(value: Any, parse_item: Callable[[Members], Iterator[Endpoint]]) -> tuple[Service, ...]:
    """The services of a catalog in JSON, whose endpoints ``parse_item`` knows to read."""
    return tuple(_service(entry, parse_item) for entry in lenient.objects(value))


def _service(entry: Members, parse_item: Callable[[Members], Iterator[Endpoint]]) -> Service:
    endpoints: list[Endpoint] = []
    for item in entry.objects("endpoints"):
        endpoints.extend(parse_item(item))
    return Service(
        type=entry.text("type"),
        name=entry.text("name"),
        endpoints=tuple(endpoints),
        id=entry.text("id"),
    )


def _v2_endpoints(item: Members) -> Iterator[Endpoint]:
    """The endpoints of one item of a v2.0 catalog: one for each interface."""
    region = item.text("region")
    endpoint_id = item.text("id")
    for interface in INTERFACES:
        url = item.value(f"{interface}URL")
        if isinstance(url, str):
            yield Endpoint(interface, url, region, endpoint_id)


def _v3_endpoints(item: Members) -> Iterator[Endpoint]:
    """The endpoint of one item of a v3 catalog, unless it has no URL."""
    url = item.value("url")
    if not isinstance(url, str):
        return
    name = item.text("interface").lower()
    interface = name.removesuffix("url")
    region = item.text("region") or item.text("region_id")
    endpoint_id = item.text("id")
    yield Endpoint(interface, url, region, endpoint_id)


def _to_v3(service: Service) -> dict[str, Any]:
    endpoints = [
        {
            "id": endpoint.id,
            "interface": endpoint.interface,
            "region": endpoint.region,
            "url": endpoint.url,
        }
        for endpoint in service.endpoints
    ]
    return {
        "id": service.id,
        "type": service.type,
        "name": service.name,
        "endpoints": endpoints,
    }

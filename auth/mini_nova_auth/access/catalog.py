"""The service catalog, and choosing an endpoint from it.

Wire shapes: v2.0 ``serviceCatalog`` (endpoints with ``publicURL``, ``internalURL``, ``adminURL``) and v3 ``catalog``
(endpoints with ``interface`` and ``url``). v1 has no catalog; its management and storage URLs make one.
Choosing is a pure function that says why it chose, or why it could not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mini_nova_auth import lenient, redact
from mini_nova_auth.access.service_types import aliases
from mini_nova_auth.errors import EndpointNotFound

INTERFACES = ("public", "internal", "admin")


class Endpoint(NamedTuple):
    """Where a service answers, for one interface (public, internal or admin) in one region."""

    interface: str
    url: str
    region: str = ""
    id: str = ""


class Service(NamedTuple):
    """A service of the catalog: its type (compute, image...), its name (nova, glance...) and its endpoints."""

    type: str
    name: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    id: str = ""


class Choice(NamedTuple):
    """An endpoint, its service, and in one sentence why it was chosen."""

    service: Service
    endpoint: Endpoint
    why: str


class Catalog(NamedTuple):
    """The services of one login, in the order the identity service gave them."""

    services: tuple[Service, ...] = ()

    @classmethod
    def from_v2(cls, value: Any) -> Catalog:
        """The ``serviceCatalog`` of a v2.0 login. Parts that make no sense are left out."""
        return cls(tuple(_service(entry, _v2_endpoints) for entry in lenient.mappings(value)))

    @classmethod
    def from_v3(cls, value: Any) -> Catalog:
        """The ``catalog`` of a v3 login. Parts that make no sense are left out."""
        return cls(tuple(_service(entry, _v3_endpoints) for entry in lenient.mappings(value)))

    def to_v3(self) -> list[dict[str, Any]]:
        """The catalog in v3's shape, as the cache keeps it and the machine formats print it."""
        return [
            {
                "id": service.id,
                "type": service.type,
                "name": service.name,
                "endpoints": [
                    {"id": at.id, "interface": at.interface, "region": at.region, "url": at.url}
                    for at in service.endpoints
                ],
            }
            for service in self.services
        ]

    def of_type(self, service_type: str) -> tuple[Service, ...]:
        """The services of this type; where there is none, those of the first alias that has some."""
        for name in aliases(service_type):
            found = tuple(service for service in self.services if service.type.lower() == name)
            if found:
                return found
        return ()


def interfaces(given: str) -> tuple[str, ...]:
    """Interface names in order of preference: ``publicURL`` means ``public``; commas separate several."""
    names = (name.strip().lower().removesuffix("url") for name in given.split(","))
    return tuple(name for name in names if name) or ("public",)


def choose(
    catalog: Catalog,
    service_type: str,
    *,
    region: str = "",
    interface: str = "public",
    name: str = "",
) -> Choice:
    """The endpoint for a service type (or an alias of it), in a region, on the first of the interfaces that exists.

    Raises EndpointNotFound, with what the catalog has instead.
    """
    services = catalog.of_type(service_type)
    if not services:
        raise EndpointNotFound(
            _no_such_type(catalog, service_type), hint=_no_such_type_hint(catalog)
        )
    named = [service for service in services if not name or service.name == name]
    if not named:
        raise EndpointNotFound(
            f'no {service_type} service is named "{name}"; the catalog has {_listed(s.name for s in services)}',
            hint="Leave out --service-name, or give one of these.",
        )
    endpoints = [(service, at) for service in named for at in service.endpoints]
    if not endpoints:
        raise EndpointNotFound(
            f"{service_type} is listed without any endpoint", hint="Ask the cloud's operator."
        )
    here = [(service, at) for service, at in endpoints if not region or at.region in ("", region)]
    if not here:
        regions = sorted({at.region for _, at in endpoints})
        raise EndpointNotFound(
            f'no {service_type} in region "{region}"; the catalog has {_listed(regions)}',
            hint=f"Set OS_REGION_NAME={_nearest(region, regions)}.",
        )
    wanted = interfaces(interface)
    for kind in wanted:
        for service, at in here:
            if at.interface == kind:
                return Choice(service, at, _why(service, at, service_type, region))
    others = sorted({f"{at.interface or 'no interface'} ({redact.url(at.url)})" for _, at in here})
    raise EndpointNotFound(
        f"{service_type} has no {' or '.join(wanted)} endpoint; it exists only as {_listed(others)}",
        hint=f"Try --os-interface {here[0][1].interface}, if that address can be reached from here."
        if here[0][1].interface
        else "Ask the cloud's operator.",
    )


def _nearest(region: str, regions: list[str]) -> str:
    """The region that is written most like the one asked for, quoted as a shell needs it."""
    from difflib import get_close_matches
    from shlex import quote

    folded = {known.strip().casefold(): known for known in regions}
    near = get_close_matches(region.strip().casefold(), folded, n=1)
    return quote(folded[near[0]] if near else regions[0])


def _service(entry: dict[str, Any], endpoints: Any) -> Service:
    return Service(
        type=lenient.text(entry.get("type")),
        name=lenient.text(entry.get("name")),
        endpoints=tuple(
            at for item in lenient.mappings(entry.get("endpoints")) for at in endpoints(item)
        ),
        id=lenient.text(entry.get("id")),
    )


def _v2_endpoints(item: dict[str, Any]) -> Iterator[Endpoint]:
    region, identity = lenient.text(item.get("region")), lenient.text(item.get("id"))
    for interface in INTERFACES:
        url = lenient.text(item.get(f"{interface}URL"))
        if url:
            yield Endpoint(interface, url, region, identity)


def _v3_endpoints(item: dict[str, Any]) -> Iterator[Endpoint]:
    interface, url = lenient.text(item.get("interface")), lenient.text(item.get("url"))
    region = lenient.text(item.get("region")) or lenient.text(item.get("region_id"))
    if url:
        yield Endpoint(
            interface.lower().removesuffix("url"), url, region, lenient.text(item.get("id"))
        )


def _why(service: Service, endpoint: Endpoint, asked: str, region: str) -> str:
    alias = "" if service.type.lower() == asked.lower() else f" (asked for as {asked})"
    where = (
        f"in region {endpoint.region}"
        if region
        else f"in the first region, {endpoint.region or 'unnamed'}"
    )
    return f"{service.type}{alias} {service.name}, {endpoint.interface} {where}: {redact.url(endpoint.url)}"


def _no_such_type(catalog: Catalog, service_type: str) -> str:
    if not catalog.services:
        return f"the service catalog is empty, so it has no {service_type}"
    return f"the catalog has no {service_type} service; it has {_listed(sorted({s.type for s in catalog.services}))}"


def _no_such_type_hint(catalog: Catalog) -> str:
    if not catalog.services:
        return "A login without a project gets no catalog: set OS_PROJECT_NAME; with one, ask the cloud's operator."
    return "Ask the cloud's operator, or give the address with --os-endpoint-override."


def _listed(names: Any) -> str:
    return ", ".join(str(name) or '""' for name in names) or "none"

"""The service catalog.

Wire shapes: v2.0's ``serviceCatalog`` (endpoints with ``publicURL``, ``internalURL`` and
``adminURL``) and v3's ``catalog`` (endpoints with ``interface`` and ``url``). v1 has no catalog;
its management and storage URLs make one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.access.service_types import aliases
from mini_nova_auth.lenient import Members

INTERFACES = ("public", "internal", "admin")


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


def _parse(value: Any, parse_item: Callable[[Members], Iterator[Endpoint]]) -> tuple[Service, ...]:
    """The services of a catalog in JSON; ``parse_item`` reads an item of its endpoints."""
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

"""The services that a recording reads, each as a client at the version it is read at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from mini_nova.compute.api import Compute
from mini_nova.compute.resources.images import versioned as image_url
from mini_nova.compute.resources.networks import versioned as network_url
from mini_nova.compute.resources.volumes import TYPES as VOLUME_TYPES
from mini_nova.compute.service import ServiceClient
from mini_nova_auth.access.access import Access, Base
from mini_nova_auth.wire.urls import version_in

Clients = Mapping[str, ServiceClient]


def clients(compute: Compute) -> Clients:
    """Return the client of each service that the catalog has."""
    session = compute.session
    services: dict[str, ServiceClient] = {"compute": compute}
    for name, types, url in (
        ("identity", ("identity",), _identity_url),
        ("network", ("network",), network_url),
        ("image", ("image",), image_url),
        ("volume", VOLUME_TYPES, _as_it_is),
    ):
        for service_type in types:
            if session.has_endpoint(service_type):
                base = partial(url, session.endpoint(service_type))
                services[name] = ServiceClient(session, base, name)
                break
    return services


def _identity_url(base: Base, access: Access) -> str:
    """Return Keystone's URL with version 3: some catalogs have none, or that of version 2."""
    url = base(access)
    version = version_in(url)
    if version is None:
        return f"{url}/v3"
    if version[0] < 3:
        head, _, _ = url.rpartition("/")
        return f"{head}/v3"
    return url


def _as_it_is(base: Base, access: Access) -> str:
    return base(access)

"""Networks: finding one by name, at Neutron if the catalog has it, else at Nova's proxy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mini_nova.compute.names import choose
from mini_nova.compute.service import ServiceClient
from mini_nova.errors import NotFound
from mini_nova_auth.access.access import Access, Base
from mini_nova_auth.wire.urls import version_in

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

Network = dict[str, Any]


def find(compute: Compute, name: str) -> str:
    """Return the id of the network of that name. Raises NotFound, Ambiguous, EndpointNotFound."""
    read_all = partial(_candidates, compute)
    network = choose(_candidates(compute, name), "network", name, read_all)
    return str(network["id"])


def _candidates(compute: Compute, name: str = "") -> Iterable[Network]:
    """Return the networks of a name; without one, and at the proxy, all."""
    if compute.session.has_endpoint("network"):
        return _at_neutron(compute, name)
    return _at_proxy(compute)


def _at_neutron(compute: Compute, name: str) -> Iterator[Network]:
    base = compute.session.endpoint("network")
    url = partial(versioned, base)
    neutron = ServiceClient(compute.session, url, "network", compute.sightings)
    query = f"?name={quote(name, safe='')}" if name else ""
    return neutron.read_all(f"/networks{query}", "networks")


def _at_proxy(compute: Compute) -> list[Network]:
    """Return the networks that Nova knows, whose names it calls labels.

    Raises EndpointNotFound if it does not tell.
    """
    items = compute.read_all("/os-networks", "networks", headers=compute.proxy_headers)
    try:
        return [{**item, "name": item.get("label")} for item in items]
    except NotFound:
        session = compute.session
        session.endpoint("network")(session.access)  # says what the catalog lacks
        raise


def versioned(base: Base, access: Access) -> str:
    """Return Neutron's URL with its version."""
    url = base(access)
    if version_in(url):
        return url
    return f"{url}/v2.0"

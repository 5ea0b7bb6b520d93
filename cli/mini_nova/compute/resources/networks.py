"""Networks: finding one by name at Neutron."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from mini_nova.compute.names import choose
from mini_nova.compute.service import ServiceClient
from mini_nova_auth.access.access import Access, Base
from mini_nova_auth.wire.urls import version_in

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


def find(compute: Compute, name: str) -> str:
    """Return the id of the network of that name. Raises NotFound, Ambiguous, EndpointNotFound."""
    base = compute.session.endpoint("network")
    neutron = ServiceClient(compute.session, partial(_versioned, base), "network")
    query = quote(name, safe="")
    items = neutron.read_all(f"/networks?name={query}", "networks")
    network = choose(items, "network", name)
    return str(network["id"])


def _versioned(base: Base, access: Access) -> str:
    """Return Neutron's URL with its version."""
    url = base(access)
    if version_in(url):
        return url
    return f"{url}/v2.0"

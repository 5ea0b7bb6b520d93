"""Networks: finding one by name at Neutron."""

from __future__ import annotations

from urllib.parse import quote

from mini_nova.compute.api import Compute
from mini_nova.compute.names import choose
from mini_nova.compute.service import Service
from mini_nova_auth.access.access import Access
from mini_nova_auth.wire.urls import version_in


def find(compute: Compute, name: str) -> str:
    """Return the id of the network of that name. Raises NotFound, Ambiguous, EndpointNotFound."""
    base = compute.session.endpoint("network")

    def versioned(access: Access) -> str:
        url = base(access)
        return url if version_in(url) else f"{url}/v2.0"

    neutron = Service(compute.session, versioned)
    path = f"/networks?name={quote(name, safe='')}"
    network = choose(neutron.read_all(path, "networks"), "network", name)
    return str(network["id"])

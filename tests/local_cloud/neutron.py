"""Neutron: networks by name or id."""

import uuid
from urllib.parse import unquote

from .messages import Answer, Recorded, json_answer
from .refusals import keystone_refusal, neutron_refusal
from .world import World

_NETWORKS = "/v2.0/networks"


def handle(world: World, request: Recorded) -> Answer:
    """Answer a request under /network."""
    path = request.path.rstrip("/").removeprefix("/network").removesuffix(".json")
    return _route(world, request, path).with_headers(x_openstack_request_id=f"req-{uuid.uuid4()}")


def _route(world: World, request: Recorded, path: str) -> Answer:
    if path == "":
        links = [{"rel": "self", "href": f"{world.url}/network/v2.0/"}]
        return json_answer(200, {"versions": [{"id": "v2.0", "status": "CURRENT", "links": links}]})
    if world.tokens.find(request.headers.get("X-Auth-Token")) is None:
        return keystone_refusal(401).with_headers(
            WWW_Authenticate=f'Keystone uri="{world.url}/identity/v3"'
        )
    if request.method == "GET" and path == _NETWORKS:
        networks = [
            network
            for network in world.networks.values()
            if all(
                str(network[key]) in values
                for key, values in request.query.items()
                if key in network
            )
        ]
        return json_answer(200, {"networks": networks})
    if request.method == "GET" and path.startswith(f"{_NETWORKS}/"):
        network_id = unquote(path.removeprefix(f"{_NETWORKS}/"))
        network = world.networks.get(network_id)
        if network:
            return json_answer(200, {"network": network})
        return neutron_refusal(404, f"Network {network_id} could not be found.", "NetworkNotFound")
    return neutron_refusal(404, "The resource could not be found.", "HTTPNotFound")

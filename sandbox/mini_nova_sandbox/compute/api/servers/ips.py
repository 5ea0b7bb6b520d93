"""The addresses of a server by network."""

from __future__ import annotations

from mini_nova_sandbox.compute.api.servers import addresses
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation


def index(call: Call) -> Answer:
    """List a server's addresses by network."""
    instance = requested_server(call)
    networks = addresses.brief_view(instance["nw_info"])
    return Answer(body={"addresses": networks})


def show(call: Call) -> Answer:
    """List a server's addresses on one network."""
    instance = requested_server(call)
    networks = addresses.brief_view(instance["nw_info"])
    label = call.path["label"]
    if label not in networks:
        raise NotFound("Instance is not a member of specified network")
    return Answer(body={label: networks[label]})


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/ips", index, parameters=()),
    Operation("GET", "/servers/{server_id}/ips/{label}", show),
)

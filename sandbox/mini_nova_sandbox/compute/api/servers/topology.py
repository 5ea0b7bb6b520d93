"""The NUMA topology of a server: these guests have none."""

from __future__ import annotations

from mini_nova_sandbox.compute.api.microversions import TOPOLOGY
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation


def show(call: Call) -> Answer:
    """Show the NUMA nodes."""
    requested_server(call)
    return Answer(body={"nodes": [], "pagesize_kb": None})


OPERATIONS = (Operation("GET", "/servers/{server_id}/topology", show, since=TOPOLOGY),)

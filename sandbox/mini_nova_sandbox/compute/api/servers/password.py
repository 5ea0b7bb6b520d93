"""The encrypted password that a guest reports to the metadata service: these guests report none."""

from __future__ import annotations

from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation


def show(call: Call) -> Answer:
    """Show the password, which is always empty."""
    requested_server(call)
    return Answer(body={"password": ""})


def clear(call: Call) -> Answer:
    """Clear the password."""
    requested_server(call)
    return Answer(204)


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/os-server-password", show, parameters=()),
    Operation("DELETE", "/servers/{server_id}/os-server-password", clear),
)

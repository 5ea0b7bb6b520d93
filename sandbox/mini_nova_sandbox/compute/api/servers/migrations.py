"""Live migrations of a server, for admins: this cloud never has any."""

from __future__ import annotations

from mini_nova_sandbox.compute.api.microversions import SERVER_MIGRATIONS
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation


def index(call: Call) -> Answer:
    """List the live migrations in progress."""
    call.caller.require_admin()
    requested_server(call)
    return Answer(body={"migrations": []})


OPERATIONS = (Operation("GET", "/servers/{server_id}/migrations", index, since=SERVER_MIGRATIONS),)

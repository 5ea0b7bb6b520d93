"""Shares of a server (from 2.97): there is no Manila here, so no server has any."""

from __future__ import annotations

from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.microversions import SHARES
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server, require_state
from mini_nova_sandbox.compute.states import STOPPED
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation

PATH = "/servers/{server_id}/shares"
SHARE = schemas.obj({"share_id": schemas.UUID, "tag": schemas.TEXT}, "share_id")


def index(call: Call) -> Answer:
    """List a server's shares: none."""
    requested_server(call)
    return Answer(body={"shares": []})


def create(call: Call) -> Answer:
    """Refuse to attach a share. Raises Conflict for a server that runs, NotFound otherwise."""
    instance = requested_server(call)
    require_state(instance, "attach share", (STOPPED,))
    share_id = call.body["share"]["share_id"]
    raise NotFound(f"Share {share_id} could not be found.")


def missing(call: Call) -> Answer:
    """Refuse to show or detach a share: the server does not have it."""
    requested_server(call)
    share_id = call.path["share_id"]
    raise NotFound(f"Share {share_id} could not be found.")


OPERATIONS = (
    Operation("GET", PATH, index, since=SHARES),
    Operation("POST", PATH, create, schema=schemas.obj({"share": SHARE}, "share"), since=SHARES),
    Operation("GET", f"{PATH}/{{share_id}}", missing, since=SHARES),
    Operation("DELETE", f"{PATH}/{{share_id}}", missing, since=SHARES),
)

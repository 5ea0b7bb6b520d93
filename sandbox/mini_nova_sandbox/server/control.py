"""The sandbox's own endpoints, below ``/sandbox``: status, traces of servers, faults, page keys.

They take the control key of credentials.json (``Authorization: Bearer KEY``) instead of a token,
so they work even if the identity service has been made to fail.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.http import planned_faults
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import plain_refusal
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.page.keys import Keys
from mini_nova_sandbox.page.paths import PREFIX as PAGE
from mini_nova_sandbox.state.database import Row

PREFIX = "/sandbox"
OPERATOR = Caller("", "operator", "system", "", "", frozenset({"admin"}), "")


def control(
    cloud: Cloud,
    key: str,
    keys: Keys,
    description: Mapping[str, Any],
    operations: Iterable[Operation] = (),
) -> Service:
    """Return the service, with more ``operations``.

    ``GET /status`` answers the description of the process. ``keys`` are the page's, of which
    ``POST /page-key`` issues one.
    """

    def status(call: Call) -> Answer:
        database = call.database
        servers = instances.count(database)
        messages = database.value("SELECT count(*) FROM messages")
        return Answer(body={**description, "servers": servers, "queue": messages})

    def find_caller(token: str) -> Caller | None:
        return OPERATOR if hmac.compare_digest(token.encode(), key.encode()) else None

    return Service(
        name="sandbox",
        prefix=PREFIX,
        operations=[
            Operation("GET", "/status", status),
            Operation("POST", "/page-key", partial(page_key, keys)),
            *OPERATIONS,
            *operations,
        ],
        cloud=cloud,
        refusal=plain_refusal,
        find_caller=find_caller,
        parse_address=lambda path, _headers: Address(path),
        answer_headers=lambda _address, _request_id: {},
        read_token=lambda headers: headers.get("authorization", "").removeprefix("Bearer "),
    )


def page_key(keys: Keys, call: Call) -> Answer:
    """Answer the page's URL with a new one-time key."""
    return Answer(201, {"url": f"{call.cloud.root}{PAGE}#key={keys.issue()}"})


def trace(call: Call) -> Answer:
    """Answer the steps of a server, by id or name; a deleted one only by id."""
    instance = _find_instance(call, call.path["server"])
    server = {
        "id": instance["uuid"],
        "name": instance["display_name"],
        "vm_state": instance["vm_state"],
        "task_state": instance["task_state"],
    }
    return Answer(body={"server": server, "steps": call.cloud.trace.steps(instance["uuid"])})


def _find_instance(call: Call, reference: str) -> Row:
    rows = call.database.rows(
        "SELECT uuid, display_name, vm_state, task_state FROM instances"
        " WHERE uuid = ? OR (display_name = ? AND deleted = 0) LIMIT 2",
        reference,
        reference,
    )
    if not rows:
        raise NotFound(f"No server is called {reference}.")
    if len(rows) > 1:
        raise Conflict(f"Several servers are called {reference}: use an id.")
    return rows[0]


OPERATIONS = (Operation("GET", "/trace/{server:path}", trace), *planned_faults.OPERATIONS)

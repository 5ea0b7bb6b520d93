"""Tags of a server, from microversion 2.26 on."""

from __future__ import annotations

import re

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.servers import servers
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation

MOST = 50
SCHEMA = schemas.obj({"tags": schemas.TAGS}, "tags")


def index(call: Call) -> Answer:
    """All of them."""
    return Answer(body={"tags": servers.found(call)["tags"]})


def show(call: Call) -> Answer:
    """204 if it is there."""
    _must_have(call)
    return Answer(204)


def put(call: Call) -> Answer:
    """Adds one."""
    instance, tag = servers.found(call), call.path["tag"]
    if not re.fullmatch(r"[^,/]{1,60}", tag):
        raise BadRequest(f"Invalid input for field/attribute tag. Value: {tag}.")
    if tag in instance["tags"]:
        return Answer(204)
    if len(instance["tags"]) >= MOST:
        raise BadRequest(f"The number of tags exceeded the per-server limit {MOST}")
    instances.change(call.cloud.database, instance["uuid"], tags=sorted([*instance["tags"], tag]))
    return Answer(
        201,
        headers={
            "location": f"{call.base}/servers/{instance['uuid']}/tags/{tag}"
            if tag.isascii()
            else ""
        },
    )


def replace(call: Call) -> Answer:
    """These and no others."""
    instance = servers.found(call)
    tags = sorted(set(call.body["tags"]))
    instances.change(call.cloud.database, instance["uuid"], tags=tags)
    return Answer(body={"tags": tags})


def delete(call: Call) -> Answer:
    """Takes one away."""
    instance = _must_have(call)
    instances.change(
        call.cloud.database,
        instance["uuid"],
        tags=[tag for tag in instance["tags"] if tag != call.path["tag"]],
    )
    return Answer(204)


def delete_all(call: Call) -> Answer:
    """Takes all of them away."""
    instances.change(call.cloud.database, servers.found(call)["uuid"], tags=[])
    return Answer(204)


def _must_have(call: Call) -> instances.Instance:
    instance = servers.found(call)
    if call.path["tag"] not in instance["tags"]:
        raise NotFound(f"Instance {instance['uuid']} has no tag '{call.path['tag']}'")
    return instance


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/tags", index, since=(2, 26)),
    Operation("PUT", "/servers/{server_id}/tags", replace, schema=SCHEMA, since=(2, 26)),
    Operation("DELETE", "/servers/{server_id}/tags", delete_all, since=(2, 26)),
    Operation("GET", "/servers/{server_id}/tags/{tag}", show, since=(2, 26)),
    Operation("PUT", "/servers/{server_id}/tags/{tag}", put, since=(2, 26)),
    Operation("DELETE", "/servers/{server_id}/tags/{tag}", delete, since=(2, 26)),
)

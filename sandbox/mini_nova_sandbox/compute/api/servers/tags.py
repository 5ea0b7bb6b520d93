"""Tags of a server, from microversion 2.26."""

from __future__ import annotations

import re

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.microversions import TAGS
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation

MAX_TAGS = 50
_TAG = re.compile(r"[^,/]{1,60}")
REPLACE = schemas.obj({"tags": schemas.TAGS}, "tags")


def index(call: Call) -> Answer:
    """List a server's tags."""
    instance = requested_server(call)
    return Answer(body={"tags": instance["tags"]})


def show(call: Call) -> Answer:
    """Answer 204 if the server has the tag."""
    instance = requested_server(call)
    _require_tag(call, instance)
    return Answer(204)


def add(call: Call) -> Answer:
    """Add a tag."""
    instance = requested_server(call)
    tags = instance["tags"]
    tag = call.path["tag"]
    if not _TAG.fullmatch(tag):
        raise BadRequest(f"Invalid input for field/attribute tag. Value: {tag}.")
    if tag in tags:
        return Answer(204)
    if len(tags) >= MAX_TAGS:
        raise BadRequest(f"The number of tags exceeded the per-server limit {MAX_TAGS}")
    new_tags = sorted([*tags, tag])
    _save(call, instance, new_tags)
    location = ""
    if tag.isascii():  # headers have to be
        uuid = instance["uuid"]
        location = f"{call.base}/servers/{uuid}/tags/{tag}"
    return Answer(201, headers={"location": location})


def replace(call: Call) -> Answer:
    """Replace all tags."""
    tags = sorted(set(call.body["tags"]))
    instance = requested_server(call)
    _save(call, instance, tags)
    return Answer(body={"tags": tags})


def delete(call: Call) -> Answer:
    """Delete a tag."""
    instance = requested_server(call)
    _require_tag(call, instance)
    tags = instance["tags"]
    tags.remove(call.path["tag"])
    _save(call, instance, tags)
    return Answer(204)


def delete_all(call: Call) -> Answer:
    """Delete all tags."""
    instance = requested_server(call)
    _save(call, instance, [])
    return Answer(204)


def _save(call: Call, instance: Instance, tags: list[str]) -> None:
    instances.change(call.database, instance["uuid"], tags=tags)


def _require_tag(call: Call, instance: Instance) -> None:
    tag = call.path["tag"]
    uuid = instance["uuid"]
    if tag not in instance["tags"]:
        raise NotFound(f"Server {uuid} has no tag '{tag}'")


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/tags", index, since=TAGS),
    Operation("PUT", "/servers/{server_id}/tags", replace, schema=REPLACE, since=TAGS),
    Operation("DELETE", "/servers/{server_id}/tags", delete_all, since=TAGS),
    Operation("GET", "/servers/{server_id}/tags/{tag}", show, since=TAGS),
    Operation("PUT", "/servers/{server_id}/tags/{tag}", add, since=TAGS),
    Operation("DELETE", "/servers/{server_id}/tags/{tag}", delete, since=TAGS),
)

"""Metadata of a server: read and written as a whole and item by item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import instances, quotas
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.servers import servers
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation

WHOLE = schemas.obj({"metadata": schemas.METADATA}, "metadata")
ITEM = schemas.obj({"meta": {**schemas.METADATA, "minProperties": 1, "maxProperties": 1}}, "meta")


def index(call: Call) -> Answer:
    """All of it."""
    return Answer(body={"metadata": servers.found(call)["metadata"]})


def merge(call: Call) -> Answer:
    """Adds items, and changes those that are there."""
    known = servers.found(call)["metadata"]
    return Answer(body={"metadata": _save(call, {**known, **call.body["metadata"]})})


def replace(call: Call) -> Answer:
    """These items and no others."""
    return Answer(body={"metadata": _save(call, call.body["metadata"])})


def show(call: Call) -> Answer:
    """One item."""
    return Answer(body={"meta": {call.path["key"]: _item(call)}})


def put(call: Call) -> Answer:
    """Sets one item."""
    if list(call.body["meta"]) != [call.path["key"]]:
        raise BadRequest("Request body and URI mismatch")
    _save(call, {**servers.found(call)["metadata"], **call.body["meta"]})
    return Answer(body={"meta": call.body["meta"]})


def delete(call: Call) -> Answer:
    """Takes one item away."""
    _item(call)
    known = servers.found(call)["metadata"]
    _save(call, {name: value for name, value in known.items() if name != call.path["key"]})
    return Answer(204)


def _item(call: Call) -> str:
    known = servers.found(call)["metadata"]
    if call.path["key"] not in known:
        raise NotFound("Metadata item was not found")
    return str(known[call.path["key"]])


def _save(call: Call, metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    instance = servers.found(call)
    servers.refuse_locked(call, instance)
    limit = quotas.limits(call.cloud.database, instance["project_id"])["metadata_items"]
    if limit != quotas.UNLIMITED and len(metadata) > limit:
        raise Forbidden(f"Maximum number of metadata items exceeds {limit}")
    instances.change(call.cloud.database, instance["uuid"], metadata=dict(metadata))
    return metadata


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/metadata", index),
    Operation("POST", "/servers/{server_id}/metadata", merge, schema=WHOLE),
    Operation("PUT", "/servers/{server_id}/metadata", replace, schema=WHOLE),
    Operation("GET", "/servers/{server_id}/metadata/{key}", show),
    Operation("PUT", "/servers/{server_id}/metadata/{key}", put, schema=ITEM),
    Operation("DELETE", "/servers/{server_id}/metadata/{key}", delete),
)

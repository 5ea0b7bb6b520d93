"""Metadata of a server, as a whole and item by item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import faults, instances, quotas
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.servers import body_fields
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server, require_unlocked
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation


def index(call: Call) -> Answer:
    """Show a server's metadata."""
    instance = requested_server(call)
    return Answer(body={"metadata": instance["metadata"]})


def merge(call: Call) -> Answer:
    """Add items, replacing those of the same keys."""
    instance = requested_server(call)
    items = body_fields.metadata(call.body)
    metadata = {**instance["metadata"], **items}
    _save(call, instance, metadata)
    return Answer(body={"metadata": metadata})


def replace(call: Call) -> Answer:
    """Replace all items."""
    metadata = body_fields.metadata(call.body)
    instance = requested_server(call)
    _save(call, instance, metadata)
    return Answer(body={"metadata": metadata})


def show(call: Call) -> Answer:
    """Show one item."""
    instance = requested_server(call)
    key = call.path["key"]
    _require_item(instance, key)
    item = {key: instance["metadata"][key]}
    return Answer(body={"meta": item})


def update(call: Call) -> Answer:
    """Set one item."""
    item = call.body["meta"]
    if list(item) != [call.path["key"]]:
        raise BadRequest("Request body and URI mismatch")
    faults.check(item)
    instance = requested_server(call)
    metadata = {**instance["metadata"], **item}
    _save(call, instance, metadata)
    return Answer(body={"meta": item})


def delete(call: Call) -> Answer:
    """Delete one item."""
    instance = requested_server(call)
    key = call.path["key"]
    _require_item(instance, key)
    metadata = instance["metadata"]
    del metadata[key]
    _save(call, instance, metadata)
    return Answer(204)


def _require_item(instance: Instance, key: str) -> None:
    if key not in instance["metadata"]:
        raise NotFound("Metadata item was not found")


def _save(call: Call, instance: Instance, metadata: Mapping[str, Any]) -> None:
    """Save a server's metadata. Raises Conflict if it is locked, Forbidden over the quota."""
    require_unlocked(call, instance)
    database = call.database
    limits = quotas.limits(database, instance["project_id"])
    limit = limits["metadata_items"]
    is_limited = limit != quotas.UNLIMITED
    if is_limited and len(metadata) > limit:
        raise Forbidden(f"Maximum number of metadata items exceeds {limit}")
    uuid = instance["uuid"]
    instances.change(database, uuid, metadata=metadata)


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/metadata", index),
    Operation("POST", "/servers/{server_id}/metadata", merge, schema=schemas.METADATA_BODY),
    Operation("PUT", "/servers/{server_id}/metadata", replace, schema=schemas.METADATA_BODY),
    Operation("GET", "/servers/{server_id}/metadata/{key}", show),
    Operation("PUT", "/servers/{server_id}/metadata/{key}", update, schema=schemas.ITEM_BODY),
    Operation("DELETE", "/servers/{server_id}/metadata/{key}", delete),
)

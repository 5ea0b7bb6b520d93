"""Properties of images as Nova proxied them before 2.39, as a whole and one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.compute.api.microversions import NO_IMAGE_METADATA, before
from mini_nova_sandbox.compute.api.proxies.images import find, properties
from mini_nova_sandbox.compute.api.schemas import ITEM_BODY, METADATA_BODY
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

LAST = before(NO_IMAGE_METADATA)


def index(call: Call) -> Answer:
    """Show an image's properties."""
    return Answer(body={"metadata": properties(find(call))})


def merge(call: Call) -> Answer:
    """Add properties, replacing those of the same keys."""
    image = find(call)
    items = {**properties(image), **call.body["metadata"]}
    _save(call, image, items)
    return Answer(body={"metadata": items})


def replace(call: Call) -> Answer:
    """Replace all properties."""
    items = call.body["metadata"]
    _save(call, find(call), items)
    return Answer(body={"metadata": items})


def show(call: Call) -> Answer:
    """Show one property."""
    items = properties(find(call))
    key = call.path["key"]
    if key not in items:
        raise NotFound("The resource could not be found.")
    return Answer(body={"meta": {key: items[key]}})


def update(call: Call) -> Answer:
    """Set one property."""
    item = call.body["meta"]
    if call.path["key"] not in item:
        raise BadRequest("Request body and URI mismatch")
    image = find(call)
    _save(call, image, {**properties(image), **item})
    return Answer(body={"meta": item})


def delete(call: Call) -> Answer:
    """Delete one property."""
    image = find(call)
    items = properties(image)
    if items.pop(call.path["key"], None) is None:
        raise NotFound("Invalid metadata key")
    _save(call, image, items)
    return Answer(204)


def _save(call: Call, image: Row, items: Mapping[str, str]) -> None:
    """Save an image's properties. Raises Forbidden over the quota, and for another's image."""
    caller = call.caller
    if image["owner"] != caller.project_id and not caller.is_admin:
        raise Forbidden(f"Not authorized for image {image['id']}.")
    database = call.database
    limit = quotas.limits(database, caller.project_id)["metadata_items"]
    if limit != quotas.UNLIMITED and len(items) > limit:
        raise Forbidden("Image metadata limit exceeded")
    changes = {"properties": json.dumps(items), "updated_at": clock.now()}
    database.update("images", changes, id=image["id"])


OPERATIONS = (
    Operation("GET", "/images/{image_id}/metadata", index, until=LAST),
    Operation("POST", "/images/{image_id}/metadata", merge, schema=METADATA_BODY, until=LAST),
    Operation("PUT", "/images/{image_id}/metadata", replace, schema=METADATA_BODY, until=LAST),
    Operation("GET", "/images/{image_id}/metadata/{key}", show, until=LAST),
    Operation("PUT", "/images/{image_id}/metadata/{key}", update, schema=ITEM_BODY, until=LAST),
    Operation("DELETE", "/images/{image_id}/metadata/{key}", delete, until=LAST),
)

"""The tags of images over the API: add and delete."""

from __future__ import annotations

import json

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image.lookup import own_image
from mini_nova_sandbox.image.schemas import MAX_TAG, MAX_TAGS


def add(call: Call) -> Answer:
    """Add a tag. Raises BadRequest, Forbidden, NotFound."""
    row = own_image(call)
    tag = call.path["tag"]
    tags = json.loads(row["tags"])
    if len(tag) > MAX_TAG or len(tags) >= MAX_TAGS:
        raise BadRequest("Too many tags, or one that is too long.")
    _store(call, row["id"], sorted({*tags, tag}))
    return Answer(204)


def delete(call: Call) -> Answer:
    """Delete a tag. Raises Forbidden, NotFound."""
    row = own_image(call)
    tags = json.loads(row["tags"])
    if call.path["tag"] not in tags:
        raise NotFound("Tag not found.")
    _store(call, row["id"], [tag for tag in tags if tag != call.path["tag"]])
    return Answer(204)


def _store(call: Call, image_id: str, tags: list[str]) -> None:
    call.database.update("images", {"tags": json.dumps(tags)}, id=image_id)


_TAG = "/v2/images/{image_id}/tags/{tag}"
OPERATIONS = (
    Operation("PUT", _TAG, add),
    Operation("DELETE", _TAG, delete),
)

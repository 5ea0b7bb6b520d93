"""The tags of images over the API: add and delete."""

from __future__ import annotations

import json

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image.lookup import own_image
from mini_nova_sandbox.image.schemas import MAX_TAG, MAX_TAGS
from mini_nova_sandbox.state.database import Row


def add(call: Call) -> Answer:
    """Add a tag. Raises BadRequest, Forbidden, NotFound."""
    row = own_image(call)
    tag = call.path["tag"]
    tags = json.loads(row["tags"])
    is_too_long = len(tag) > MAX_TAG
    if is_too_long or len(tags) >= MAX_TAGS:
        raise BadRequest("Too many tags, or one that is too long.")
    new_tags = {*tags, tag}
    _store(call, row, sorted(new_tags))
    return Answer(204)


def delete(call: Call) -> Answer:
    """Delete a tag. Raises Forbidden, NotFound."""
    row = own_image(call)
    tag = call.path["tag"]
    tags = json.loads(row["tags"])
    if tag not in tags:
        raise NotFound("Tag not found.")
    tags.remove(tag)
    _store(call, row, tags)
    return Answer(204)


def _store(call: Call, row: Row, tags: list[str]) -> None:
    changes = {"tags": json.dumps(tags)}
    call.database.update("images", changes, id=row["id"])


_TAG = "/v2/images/{image_id}/tags/{tag}"
OPERATIONS = (
    Operation("PUT", _TAG, add),
    Operation("DELETE", _TAG, delete),
)

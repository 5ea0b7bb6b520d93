"""The tags of images over the API: add and delete."""

from __future__ import annotations

import json

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import schemas
from mini_nova_sandbox.image.lookup import own_image
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

UNKNOWN_IMAGE = "Image {} not found."


def add(call: Call) -> Answer:
    """Add a tag. Raises BadRequest, Forbidden, NotFound, TooLarge."""
    tag = call.path["tag"]
    schemas.check_image({"tags": [tag]})
    row = own_image(call, "modify_image", UNKNOWN_IMAGE)
    tags = {*json.loads(row["tags"]), tag}
    schemas.check_count("tags", len(tags))
    _store(call, row, sorted(tags))
    return Answer(204)


def delete(call: Call) -> Answer:
    """Delete a tag. Raises Forbidden, NotFound."""
    row = own_image(call, "modify_image", UNKNOWN_IMAGE)
    tag = call.path["tag"]
    tags = json.loads(row["tags"])
    if tag not in tags:
        raise NotFound("The resource could not be found.")
    tags.remove(tag)
    _store(call, row, tags)
    return Answer(204)


def _store(call: Call, row: Row, tags: list[str]) -> None:
    changes = {"tags": json.dumps(tags), "updated_at": clock.now()}
    call.database.update("images", changes, id=row["id"])


_TAG = "/v2/images/{image_id}/tags/{tag}"
OPERATIONS = (
    Operation("PUT", _TAG, add),
    Operation("DELETE", _TAG, delete),
)

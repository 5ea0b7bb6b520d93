"""Tags over the API: list, replace, add, check and remove those of a resource of any kind."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import tags
from mini_nova_sandbox.network.neutron import RESOURCES
from mini_nova_sandbox.network.resources import Resource
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

MAX_LENGTH = 255
TAGGED: dict[str, Resource] = {
    resource.path: resource for resource in RESOURCES if resource.name != "rbac_policy"
}


def index(call: Call) -> Answer:
    """List the tags of a resource. Raises NotFound."""
    row = _resource(call).find(call, call.path["id"])
    return Answer(body={"tags": tags.of(call.database, row["id"])})


def replace(call: Call) -> Answer:
    """Give a resource the tags of the body, and no others. Raises NotFound, BadRequest."""
    row = _own_row(call)
    new_tags = _body_tags(call)
    tags.replace(call.database, row["id"], new_tags)
    _touch(call, row)
    return Answer(body={"tags": new_tags})


def add_all(call: Call) -> Answer:
    """Add the tags of the body to a resource. Raises NotFound, BadRequest."""
    row = _own_row(call)
    for tag in _body_tags(call):
        tags.add(call.database, row["id"], tag)
    _touch(call, row)
    return Answer(body={"tags": tags.of(call.database, row["id"])})


def add(call: Call) -> Answer:
    """Add the tag of the path to a resource. Raises NotFound, BadRequest."""
    row = _own_row(call)
    tag = call.path["tag"]
    _check(tag)
    tags.add(call.database, row["id"], tag)
    _touch(call, row)
    return Answer(201, text="null", headers={"content-type": "application/json"})


def check(call: Call) -> Answer:
    """Answer 204 if a resource has a tag. Raises NotFound."""
    row = _resource(call).find(call, call.path["id"])
    if call.path["tag"] not in tags.of(call.database, row["id"]):
        raise _not_found(call)
    return Answer(204)


def remove(call: Call) -> Answer:
    """Take a tag from a resource. Raises NotFound."""
    row = _own_row(call)
    if not tags.remove(call.database, row["id"], call.path["tag"]):
        raise _not_found(call)
    _touch(call, row)
    return Answer(204)


def clear(call: Call) -> Answer:
    """Take all tags from a resource. Raises NotFound."""
    row = _own_row(call)
    tags.clear(call.database, row["id"])
    _touch(call, row)
    return Answer(204)


def _resource(call: Call) -> Resource:
    """Return the kind of resource in the path. Raises NotFound."""
    resource = TAGGED.get(call.path["collection"])
    if resource is None:
        raise NotFound("The resource could not be found.", kind="HTTPNotFound")
    return resource


def _own_row(call: Call) -> Row:
    return _resource(call).find_own(call)


def _touch(call: Call, row: Row) -> None:
    """Set a resource's time of change and its revision."""
    changes: dict[str, Any] = {"updated_at": clock.now()}
    if "revision" in row:
        changes["revision"] = row["revision"] + 1
    call.database.update(_resource(call).table, changes, id=row["id"])


def _body_tags(call: Call) -> list[str]:
    """Return the tags of the body. Raises BadRequest."""
    body = call.body
    if not isinstance(body, dict) or "tags" not in body:
        raise _invalid("Invalid tags body.")
    new_tags = body["tags"]
    if not isinstance(new_tags, list):
        raise _invalid(f"'{new_tags}' is not a list.")
    for number, tag in enumerate(new_tags):
        _check(tag)
        if tag in new_tags[:number]:
            raise _invalid(f"Duplicate items in the list: '{tag}'.")
    return new_tags


def _check(tag: Any) -> None:
    if not isinstance(tag, str):
        raise _invalid(f"'{tag}' is not a valid string.")
    if len(tag) > MAX_LENGTH:
        raise _invalid(f"'{tag}' exceeds maximum length of {MAX_LENGTH}.")


def _invalid(reason: str) -> BadRequest:
    return BadRequest(f"Invalid input for operation: {reason}", kind="InvalidInput")


def _not_found(call: Call) -> NotFound:
    return NotFound(f"Tag {call.path['tag']} could not be found.", kind="TagNotFound")


_TAGS = "/v2.0/{collection}/{id}/tags"
_TAG = f"{_TAGS}/{{tag}}"
OPERATIONS = (
    Operation("GET", _TAGS, index),
    Operation("PUT", _TAGS, replace),
    Operation("POST", _TAGS, add_all),
    Operation("DELETE", _TAGS, clear),
    Operation("GET", _TAG, check),
    Operation("PUT", _TAG, add),
    Operation("DELETE", _TAG, remove),
)

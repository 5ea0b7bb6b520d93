"""The documents below ``/v2/schemas``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import schemas

TEXT = {"type": "string"}
IMAGE_LINKS = (("self", "{self}"), ("enclosure", "{file}"), ("describedby", "{schema}"))
PAGE_LINKS = (("first", "{first}"), ("next", "{next}"), ("describedby", "{schema}"))
NOT_LISTED = ("input", "result", "message")  # members of a task that lists leave out
LIST_LINKS = (("describedby", "{schema}"),)


def show(call: Call) -> Answer:
    """Show a schema. Raises NotFound."""
    name = call.path["name"]
    documents = {
        "image": _image,
        "images": _images,
        "member": _member,
        "members": _members,
        "task": _task,
        "tasks": _tasks,
    }
    if name not in documents:
        raise NotFound("The resource could not be found.")
    return Answer(body=documents[name]())


def _image() -> dict[str, Any]:
    links = _links(IMAGE_LINKS)
    return {"name": "image", **schemas.IMAGE, "links": links}


def _images() -> dict[str, Any]:
    return paged_collection("images", _image())


def _member() -> dict[str, Any]:
    return {"name": "member", "properties": schemas.MEMBER_PROPERTIES}


def _members() -> dict[str, Any]:
    return _collection("members", _member())


def _task() -> dict[str, Any]:
    return {"name": "task", "properties": schemas.TASK_PROPERTIES}


def _tasks() -> dict[str, Any]:
    properties = dict(schemas.TASK_PROPERTIES)
    for name in NOT_LISTED:
        del properties[name]
    return _collection("tasks", {"name": "task", "properties": properties})


def _collection(name: str, item: Mapping[str, Any]) -> dict[str, Any]:
    items = {"type": "array", "items": item}
    return {
        "name": name,
        "properties": {name: items, "schema": TEXT},
        "links": _links(LIST_LINKS),
    }


def paged_collection(name: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a list that comes in pages."""
    items = {"type": "array", "items": item}
    return {
        "name": name,
        "properties": {name: items, "first": TEXT, "next": TEXT, "schema": TEXT},
        "links": _links(PAGE_LINKS),
    }


def _links(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"rel": relation, "href": template} for relation, template in pairs]


OPERATIONS = (Operation("GET", "/v2/schemas/{name}", show),)

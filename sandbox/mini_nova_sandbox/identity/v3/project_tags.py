"""The tags of projects."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy
from mini_nova_sandbox.identity.v3 import schemas

FILTERS: Mapping[str, Callable[[set[str], set[str]], bool]] = {
    "tags": lambda tags, words: words <= tags,
    "tags-any": lambda tags, words: bool(words & tags),
    "not-tags": lambda tags, words: not words <= tags,
    "not-tags-any": lambda tags, words: not words & tags,
}


def matching(call: Call, views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the projects that fit the query in their tags: ``tags=a,b`` has to have both."""
    for parameter, fits in FILTERS.items():
        text = call.query_value(parameter)
        if text:
            words = set(text.split(","))
            views = [view for view in views if fits(set(view["tags"]), words)]
    return views


def index(call: Call) -> Answer:
    """List a project's tags. Raises Forbidden, NotFound."""
    return _answer(call, _tags(call))


def replace(call: Call) -> Answer:
    """Give a project the tags of the body, and no others. Raises Forbidden, NotFound."""
    _tags(call)
    return _answer(call, _store(call, call.body["tags"]))


def clear(call: Call) -> Answer:
    """Take all tags from a project. Raises Forbidden, NotFound."""
    _tags(call)
    _store(call, [])
    return Answer(204)


def add(call: Call) -> Answer:
    """Give a project one more tag. Raises Forbidden, NotFound."""
    _store(call, [*_tags(call), call.path["tag"]])
    return Answer(201)


def check(call: Call) -> Answer:
    """Answer 204 if a project has a tag. Raises Forbidden, NotFound."""
    _tags_with(call)
    return Answer(204)


def remove(call: Call) -> Answer:
    """Take a tag from a project. Raises Forbidden, NotFound."""
    tags = _tags_with(call)
    tags.remove(call.path["tag"])
    _store(call, tags)
    return Answer(204)


def _tags(call: Call) -> list[str]:
    project = directory.by_id(call.database, "project", call.path["id"])
    domain_id = project["domain_id"]
    if call.method in ("GET", "HEAD"):
        is_own = call.caller.project_id == project["id"]
        allowed = is_own or policy.is_domain_reader(call, domain_id)
        policy.require_reader(call, "list_project_tags", allowed=allowed)
    else:
        allowed = policy.is_domain_manager(call, domain_id)
        policy.require(call, "update_project_tags", allowed=allowed)
    return list(json.loads(project["tags"]))


def _tags_with(call: Call) -> list[str]:
    """Return the tags of a project that has the tag of the path. Raises NotFound."""
    tags = _tags(call)
    if call.path["tag"] not in tags:
        raise NotFound(f"Could not find project tag: {call.path['tag']}.")
    return tags


def _store(call: Call, tags: list[str]) -> list[str]:
    unique_tags = sorted(set(tags))
    call.database.update("projects", {"tags": json.dumps(unique_tags)}, id=call.path["id"])
    return unique_tags


def _answer(call: Call, tags: list[str]) -> Answer:
    links = {"self": f"{call.root}{call.url_path}"}
    return Answer(body={"tags": tags, "links": links})


_TAGS = "/v3/projects/{id}/tags"
_TAG = f"{_TAGS}/{{tag}}"
OPERATIONS = (
    Operation("GET", _TAGS, index),
    Operation("PUT", _TAGS, replace, schema=schemas.PROJECT_TAGS),
    Operation("DELETE", _TAGS, clear),
    Operation("PUT", _TAG, add),
    Operation("GET", _TAG, check),
    Operation("HEAD", _TAG, check),
    Operation("DELETE", _TAG, remove),
)

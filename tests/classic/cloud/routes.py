"""The way from a request to its answer, and what answers have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from tests.local_cloud.messages import Answer, Json, json_answer
from tests.local_cloud.nova_call import Call
from tests.local_cloud.refusals import nova_refusal

Handler = Callable[..., Answer]
Route = tuple[str, str, Handler]


def dispatch(routes: Sequence[Route]) -> Callable[[Call], Answer]:
    """A function that answers a call by the first route that fits; 404 if there is none.

    The parts of the path in braces, as in ``/servers/{id}``, become arguments of the handler.
    """
    patterns = [(method, _pattern(path), handler) for method, path, handler in routes]

    def handle(call: Call) -> Answer:
        method = "GET" if call.request.method == "HEAD" else call.request.method
        for route_method, pattern, handler in patterns:
            match = pattern.fullmatch(call.path)
            if match and method == route_method:
                parts = {name: unquote(text) for name, text in match.groupdict().items()}
                return handler(call, **parts)
        return nova_refusal(404, "The resource could not be found.")

    return handle


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


def fixed(status: int, payload: Any = None) -> Handler:
    """A handler that gives the same answer to every call."""

    def handler(call: Call, **_: str) -> Answer:
        return Answer(status) if payload is None else json_answer(status, payload)

    return handler


def since(call: Call, thing: Json, firsts: dict[str, int]) -> Json:
    """A copy without the keys that are newer than the call's microversion."""
    minor = call.version[1]
    return {key: value for key, value in thing.items() if minor >= firsts.get(key, 0)}


def page(call: Call, things: Sequence[Json], key: str = "id") -> list[Json]:
    """The things after the call's marker, up to its limit."""
    marker = call.request.first("marker")
    keys = [str(thing[key]) for thing in things]
    start = keys.index(marker) + 1 if marker in keys else 0
    limit = call.request.first("limit")
    end = start + int(limit) if limit and limit.isdecimal() else None
    return list(things[start:end])

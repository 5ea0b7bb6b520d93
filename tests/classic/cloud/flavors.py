"""Flavors, their extra specs and their access lists."""

from __future__ import annotations

from typing import Any

from tests.local_cloud.messages import Answer, Json, json_answer
from tests.local_cloud.nova_call import Call
from tests.local_cloud.refusals import nova_refusal
from tests.local_cloud.shapes import flavor_shape

from .contents import OTHER_PROJECT, PROJECT
from .routes import Route, fixed, page, since


def _flavor(flavor_id: str, name: str, **changes: Any) -> Json:
    return {**flavor_shape(flavor_id, name), **changes}


_SECRET = _flavor("9", "secret", **{"os-flavor-access:is_public": False})
_FLAVORS = [
    _flavor("2", "m1.small", ram=2048, disk=20, swap=64, description="small"),
    _flavor("6", "testflav", extra_specs={"hw:cpu_policy": "shared", "a": "1"}),
    _flavor("1", "m1.tiny"),
    _flavor("f1", "twin"),
    _flavor("f2", "twin"),
]


def _view(call: Call, flavor: Json) -> Json:
    fields = since(call, flavor, {"description": 55, "extra_specs": 61})
    if call.version < (2, 75) and not fields["swap"]:
        fields["swap"] = ""
    return {**fields, "links": []}


def _flavors(call: Call) -> list[Json]:
    with_private = call.request.first("is_public") == "None"
    return page(call, [*_FLAVORS, _SECRET] if with_private else _FLAVORS)


def _index(call: Call) -> Answer:
    keys = ("id", "name", "links")
    views = [_view(call, flavor) for flavor in _flavors(call)]
    return json_answer(200, {"flavors": [{key: item[key] for key in keys} for item in views]})


def _detail(call: Call) -> Answer:
    return json_answer(200, {"flavors": [_view(call, flavor) for flavor in _flavors(call)]})


def _find(flavor_id: str) -> Json | None:
    flavors = (flavor for flavor in [*_FLAVORS, _SECRET] if flavor["id"] == flavor_id)
    return next(flavors, None)


def _show(call: Call, id: str) -> Answer:
    flavor = _find(id)
    if flavor is None:
        return nova_refusal(404, f"Flavor {id} could not be found.")
    return json_answer(200, {"flavor": _view(call, flavor)})


def _create(call: Call) -> Answer:
    body = call.request.json["flavor"]
    if body["name"] == "m1.small":
        return nova_refusal(409, "Flavor with name m1.small already exists.")
    flavor = {**_flavor("f-new", body["name"]), **body}
    flavor["id"] = body["id"] or "f-new"
    return json_answer(200, {"flavor": _view(call, flavor)})


def _update(call: Call, id: str) -> Answer:
    flavor = {**(_find(id) or {}), **call.request.json["flavor"]}
    return json_answer(200, {"flavor": _view(call, flavor)})


def _extra_specs(call: Call, id: str) -> Answer:
    flavor = _find(id)
    return json_answer(200, {"extra_specs": flavor["extra_specs"] if flavor else {}})


def _access(call: Call, id: str) -> Answer:
    projects = (PROJECT, OTHER_PROJECT)
    rows = [{"flavor_id": id, "tenant_id": project} for project in projects]
    return json_answer(200, {"flavor_access": rows})


_F = "/flavors/{id}"
ROUTES: list[Route] = [
    ("GET", "/flavors", _index),
    ("POST", "/flavors", _create),
    ("GET", "/flavors/detail", _detail),
    ("GET", _F, _show),
    ("PUT", _F, _update),
    ("DELETE", _F, fixed(202)),
    ("GET", f"{_F}/os-extra_specs", _extra_specs),
    ("POST", f"{_F}/os-extra_specs", fixed(200, {"extra_specs": {"a": "1"}})),
    ("DELETE", f"{_F}/os-extra_specs/{{key}}", fixed(200)),
    ("GET", f"{_F}/os-flavor-access", _access),
    ("POST", f"{_F}/action", _access),
]

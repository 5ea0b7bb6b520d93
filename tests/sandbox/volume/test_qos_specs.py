"""QoS specs of volume types."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import BASE, NOBODY

PATH = f"{BASE}/qos-specs"


def create(api: Api, **members: Any) -> str:
    """Create QoS specs and return their id."""
    answer = api("POST", PATH, {"qos_specs": {"name": "q", **members}})
    assert answer.status == 200, answer.content
    return str(answer.json["qos_specs"]["id"])


def test_keys_are_set_and_removed(api: Api) -> None:
    path = f"{PATH}/{create(api, a='b')}"
    assert api("PUT", path, {"qos_specs": {"c": "d", "consumer": "both"}}).status == 200
    assert api("PUT", f"{path}/delete_keys", {"keys": ["a"]}).status == 202
    assert api("PUT", f"{path}/delete_keys", {"keys": ["a"]}).status == 404
    specs = api("GET", path).json["qos_specs"]
    assert (specs["consumer"], specs["specs"]) == ("both", {"c": "d"})
    assert api("GET", PATH).json["qos_specs"] == [specs]


def test_a_type_has_one(api: Api) -> None:
    first = create(api)
    second = create(api, name="r")
    type_id = api("GET", f"{BASE}/types/default").json["volume_type"]["id"]
    query = f"vol_type_id={type_id}"
    assert api("GET", f"{PATH}/{first}/associate?{query}").status == 202
    assert api("GET", f"{PATH}/{second}/associate?{query}").status == 400
    (association,) = api("GET", f"{PATH}/{first}/associations").json["qos_associations"]
    assert association["id"] == type_id
    shown = api("GET", f"{BASE}/types/{type_id}").json["volume_type"]
    assert shown["qos_specs_id"] == first
    assert api("DELETE", f"{PATH}/{first}").status == 400
    assert api("GET", f"{PATH}/{first}/disassociate?{query}").status == 202
    assert api("GET", f"{PATH}/{second}/associate?{query}").status == 202
    assert api("GET", f"{PATH}/{second}/disassociate_all").status == 202
    for specs_id in (first, second):
        assert api("DELETE", f"{PATH}/{specs_id}").status == 202


def test_force_deletes_what_a_type_has(api: Api) -> None:
    specs_id = create(api)
    type_id = api("GET", f"{BASE}/types/default").json["volume_type"]["id"]
    assert api("GET", f"{PATH}/{specs_id}/associate?vol_type_id={type_id}").status == 202
    assert api("DELETE", f"{PATH}/{specs_id}?force=True").status == 202
    assert api("GET", f"{BASE}/types/{type_id}").json["volume_type"]["qos_specs_id"] is None


@pytest.mark.parametrize(
    ("members", "status"), [({"consumer": "nope"}, 400), ({"a": 1}, 400), ({"name": "q"}, 409)]
)
def test_refused_specs(api: Api, members: dict[str, Any], status: int) -> None:
    create(api)
    assert api("POST", PATH, {"qos_specs": {"name": "r", **members}}).status == status


def test_only_admins_see_them(api: Api) -> None:
    assert api("GET", PATH, user="demo").status == 403
    assert api("GET", f"{PATH}/{NOBODY}").status == 404
    assert api("GET", f"{PATH}/{create(api)}/associate").status == 400

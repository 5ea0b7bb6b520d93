"""Metadata definitions: namespaces, and what is in them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api, Reply

SPACES = "/image/v2/metadefs/namespaces"
SPACE = f"{SPACES}/hw"
PROPERTY = {"name": "cores", "title": "Cores", "type": "integer"}


@pytest.fixture
def space(api: Api) -> Api:
    """A client of a cloud with the public namespace ``hw``."""
    body = {"namespace": "hw", "display_name": "Hardware", "visibility": "public"}
    assert api("POST", SPACES, body).status == 201
    return api


def test_a_private_namespace_is_its_owners(api: Api) -> None:
    assert api("POST", SPACES, {"namespace": "own"}).json["visibility"] == "private"
    assert api("GET", f"{SPACES}/own", user="demo").status == 404
    assert api("GET", SPACES, user="demo").json["namespaces"] == []
    assert len(api("GET", SPACES).json["namespaces"]) == 1


def test_only_admins_write(space: Api) -> None:
    assert space("POST", SPACES, {"namespace": "x"}, user="demo").status == 403
    assert space("PUT", SPACE, {"namespace": "x"}, user="demo").status == 403
    assert space("POST", f"{SPACE}/properties", PROPERTY, user="demo").status == 403
    assert space("DELETE", SPACE, user="demo").status == 403
    assert space("GET", SPACE, user="demo").status == 200


@pytest.mark.parametrize(
    ("plural", "body", "change"),
    [
        ("properties", PROPERTY, {**PROPERTY, "minimum": 1}),
        (
            "objects",
            {"name": "o", "properties": {"p": PROPERTY}},
            {"name": "o", "description": "d"},
        ),
    ],
)
def test_an_item_from_creation_to_deletion(
    space: Api, plural: str, body: dict[str, Any], change: dict[str, Any]
) -> None:
    path = f"{SPACE}/{plural}"
    item = f"{path}/{body['name']}"
    assert space("POST", path, body).status == 201
    assert space("POST", path, body).status == 409
    assert space("POST", path, {}).status == 400
    assert space("GET", item).json.items() >= body.items()
    assert space("PUT", item, change).json.items() >= change.items()
    assert space("DELETE", item).status == 204
    assert space("DELETE", item).status == 404
    assert space("GET", item).status == 404


def tag_names(answer: Reply) -> set[str]:
    return {tag["name"] for tag in answer.json["tags"]}


def test_tags_are_created_replaced_and_added(space: Api) -> None:
    tags = f"{SPACE}/tags"
    assert space("POST", f"{tags}/a").status == 201
    assert space("POST", f"{tags}/a").status == 409
    space("POST", tags, {"tags": [{"name": "b"}]})
    assert tag_names(space("GET", tags)) == {"b"}
    space("POST", tags, {"tags": [{"name": "c"}]}, headers={"X-Openstack-Append": "True"})
    assert tag_names(space("GET", tags)) == {"b", "c"}
    assert space("PUT", f"{tags}/b", {"name": "d"}).json["name"] == "d"
    assert space("DELETE", tags).status == 204
    assert tag_names(space("GET", tags)) == set()


def test_a_resource_types_prefix_begins_the_properties(space: Api) -> None:
    space("POST", f"{SPACE}/properties", PROPERTY)
    body = {"name": "OS::Nova::Flavor", "prefix": "hw:"}
    assert space("POST", f"{SPACE}/resource_types", body).status == 201
    view = space("GET", f"{SPACE}?resource_type=OS::Nova::Flavor").json
    assert list(view["properties"]) == ["hw:cores"]
    assert list(space("GET", SPACE).json["properties"]) == ["cores"]
    namespaces = space("GET", f"{SPACES}?resource_types=OS::Nova::Flavor").json["namespaces"]
    assert [namespace["namespace"] for namespace in namespaces] == ["hw"]
    assert space("GET", f"{SPACES}?resource_types=OS::None").json["namespaces"] == []
    assert space("DELETE", f"{SPACE}/resource_types/OS::Nova::Flavor").status == 204
    names = [
        kind["name"]
        for kind in space("GET", "/image/v2/metadefs/resource_types").json["resource_types"]
    ]
    assert "OS::Nova::Flavor" in names


def test_a_protected_namespace_stays(space: Api) -> None:
    space("PUT", SPACE, {"namespace": "hw", "protected": True})
    assert space("DELETE", SPACE).status == 403
    assert space("DELETE", f"{SPACE}/tags").status == 403


def test_a_whole_namespace_is_created_at_once_and_renamed(api: Api) -> None:
    body = {
        "namespace": "all",
        "properties": {"p": {"title": "P", "type": "string"}},
        "objects": [{"name": "o"}],
        "tags": [{"name": "t"}],
        "resource_type_associations": [{"name": "OS::Nova::Server"}],
    }
    assert api("POST", SPACES, body).json.keys() >= body.keys()
    api("PUT", f"{SPACES}/all", {"namespace": "new"})
    view = api("GET", f"{SPACES}/new").json
    assert view["properties"]["p"]["title"] == "P"
    assert tag_names(api("GET", f"{SPACES}/new/tags")) == {"t"}


def test_a_new_namespace_has_each_name_once(api: Api) -> None:
    body = {"namespace": "twice", "objects": [{"name": "a"}, {"name": "a"}]}
    assert api("POST", SPACES, body).status == 409
    assert api("GET", f"{SPACES}/twice").status == 404

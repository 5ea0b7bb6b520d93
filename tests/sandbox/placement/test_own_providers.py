"""Providers of clients' own, with their inventories, traits, aggregates and allocations."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.placement.test_hosts import call

AGGREGATE = "11111111-2222-3333-4444-555555555555"
CONSUMER = "aaaaaaaa-2222-3333-4444-555555555555"


class Provider:
    """A provider with 10 of CUSTOM_GOLD."""

    def __init__(self, api: Api, name: str = "own", parent: str | None = None) -> None:
        self._api = api
        body = {"name": name, "parent_provider_uuid": parent}
        self.uuid = str(call(api, "POST", "/resource_providers", body).json["uuid"])
        call(api, "PUT", "/resource_classes/CUSTOM_GOLD")
        inventories = {"CUSTOM_GOLD": {"total": 10}}
        answer = self("PUT", "/inventories", inventories=inventories)
        assert answer.status == 200, answer.content

    @property
    def generation(self) -> int:
        return int(self("GET").json["generation"])

    def __call__(self, method: str, path: str = "", **body: Any) -> Reply:
        """Send a request about the provider; a body has its generation."""
        content = {"resource_provider_generation": self.generation, **body} if body else None
        return call(self._api, method, f"/resource_providers/{self.uuid}{path}", content)


@pytest.fixture
def provider(api: Api) -> Provider:
    return Provider(api)


def allocate(api: Api, provider: Provider, amount: int, generation: int | None = None) -> Reply:
    """Give the consumer so much gold, or nothing."""
    resources = {provider.uuid: {"resources": {"CUSTOM_GOLD": amount}}}
    body = {
        "allocations": resources if amount else {},
        "project_id": "p",
        "user_id": "u",
        "consumer_generation": generation,
        "consumer_type": "DWARF",
    }
    return call(api, "PUT", f"/allocations/{CONSUMER}", body)


def test_an_allocation_from_beginning_to_end(api: Api, provider: Provider) -> None:
    assert allocate(api, provider, 11).status == 409
    assert allocate(api, provider, 3).status == 204
    assert allocate(api, provider, 4).status == 409  # of another generation
    assert provider("GET", "/usages").json["usages"] == {"CUSTOM_GOLD": 3}
    usages = call(api, "GET", "/usages?project_id=p").json["usages"]
    assert usages == {"DWARF": {"CUSTOM_GOLD": 3, "consumer_count": 1}}
    assert provider("DELETE").status == 409
    assert provider("DELETE", "/inventories/CUSTOM_GOLD").status == 409
    assert call(api, "DELETE", "/resource_classes/CUSTOM_GOLD").status == 409
    assert allocate(api, provider, 0, generation=1).status == 204
    assert call(api, "GET", f"/allocations/{CONSUMER}").json == {"allocations": {}}
    assert provider("DELETE").status == 204
    assert call(api, "DELETE", "/resource_classes/CUSTOM_GOLD").status == 204


def test_a_refused_allocation_leaves_the_old_one(api: Api, provider: Provider) -> None:
    allocate(api, provider, 3)
    assert allocate(api, provider, 11, generation=1).status == 409
    allocations = call(api, "GET", f"/allocations/{CONSUMER}").json["allocations"]
    assert allocations[provider.uuid]["resources"] == {"CUSTOM_GOLD": 3}


def test_the_old_form_of_an_allocation(api: Api, provider: Provider) -> None:
    allocation = {"resource_provider": {"uuid": provider.uuid}, "resources": {"CUSTOM_GOLD": 1}}
    body = {"allocations": [allocation]}
    assert call(api, "PUT", f"/allocations/{CONSUMER}", body, version="1.0").status == 204
    assert call(api, "GET", f"/allocations/{CONSUMER}").json["consumer_type"] == "unknown"
    assert call(api, "DELETE", f"/allocations/{CONSUMER}").status == 204
    assert call(api, "DELETE", f"/allocations/{CONSUMER}").status == 404


def test_candidates_have_room_traits_and_aggregates(api: Api, provider: Provider) -> None:
    call(api, "PUT", "/traits/CUSTOM_SHINY")
    assert provider("PUT", "/traits", traits=["CUSTOM_SHINY"]).status == 200
    assert provider("PUT", "/aggregates", aggregates=[AGGREGATE]).status == 200
    query = f"resources=CUSTOM_GOLD:2&required=CUSTOM_SHINY&member_of={AGGREGATE}"
    answer = call(api, "GET", f"/allocation_candidates?{query}").json
    request = answer["allocation_requests"][0]
    assert request["allocations"] == {provider.uuid: {"resources": {"CUSTOM_GOLD": 2}}}
    assert request["mappings"] == {"": [provider.uuid]}
    summary = answer["provider_summaries"][provider.uuid]
    assert summary["resources"] == {"CUSTOM_GOLD": {"capacity": 10, "used": 0}}
    for refused in ("resources=CUSTOM_GOLD:11", "resources=CUSTOM_GOLD:1&required=!CUSTOM_SHINY"):
        requests = call(api, "GET", f"/allocation_candidates?{refused}").json
        assert requests["allocation_requests"] == []


def test_groups_come_from_one_tree(api: Api, provider: Provider) -> None:
    child = Provider(api, "child", provider.uuid)
    query = "resources1=CUSTOM_GOLD:6&resources2=CUSTOM_GOLD:6&group_policy=isolate"
    requests = call(api, "GET", f"/allocation_candidates?{query}").json["allocation_requests"]
    assert [set(request["allocations"]) for request in requests] == [
        {provider.uuid, child.uuid},
        {provider.uuid, child.uuid},
    ]
    assert provider("DELETE").status == 409  # it has a child
    assert child("GET").json["root_provider_uuid"] == provider.uuid


def test_a_write_of_an_old_generation_is_refused(api: Api, provider: Provider) -> None:
    old = provider.generation
    provider("PUT", "/aggregates", aggregates=[AGGREGATE])
    body = {"resource_provider_generation": old, "traits": []}
    answer = call(api, "PUT", f"/resource_providers/{provider.uuid}/traits", body)
    assert answer.status == 409
    assert answer.json["errors"][0]["code"] == "placement.concurrent_update"


def test_inventories_one_by_one(provider: Provider) -> None:
    assert provider("POST", "/inventories", resource_class="VCPU", total=4).status == 201
    assert provider("POST", "/inventories", resource_class="VCPU", total=4).status == 409
    answer = provider("PUT", "/inventories/VCPU", total=8, allocation_ratio=2.0)
    assert (answer.json["total"], answer.json["allocation_ratio"]) == (8, 2.0)
    assert provider("PUT", "/inventories/DISK_GB", total=8).status == 400
    assert provider("DELETE", "/inventories/VCPU").status == 204
    assert provider("DELETE", "/inventories/VCPU").status == 404
    assert provider("DELETE", "/inventories").status == 204
    assert provider("GET", "/inventories").json["inventories"] == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/traits/NOPE", 400),
        ("PUT", "/traits/CUSTOM_X", 201),
        ("DELETE", "/traits/COMPUTE_NODE", 400),
        ("DELETE", "/traits/CUSTOM_NOPE", 404),
        ("PUT", "/resource_classes/NOPE", 400),
        ("DELETE", "/resource_classes/VCPU", 400),
        ("GET", "/resource_classes/NOPE", 404),
        ("GET", "/resource_providers?nope=1", 400),
        ("GET", "/resource_providers?resources=VCPU", 400),
        ("GET", "/resource_providers?uuid=x", 400),
        ("GET", "/allocation_candidates", 400),
        ("GET", "/allocation_candidates?resources=VCPU:1&limit=x", 400),
        ("GET", "/allocation_candidates?resources1=VCPU:1&resources2=VCPU:1", 400),
        ("POST", "/reshaper", 403),
    ],
)
def test_what_is_refused(api: Api, method: str, path: str, status: int) -> None:
    assert call(api, method, path).status == status


def test_a_provider_is_renamed_and_never_below_itself(api: Api, provider: Provider) -> None:
    child = Provider(api, "child", provider.uuid)
    path = f"/resource_providers/{provider.uuid}"
    assert call(api, "PUT", path, {"name": "new"}).json["name"] == "new"
    assert call(api, "PUT", path, {"name": "child"}).status == 409
    body = {"name": "new", "parent_provider_uuid": child.uuid}
    assert call(api, "PUT", path, body).status == 400
    tree = call(api, "GET", f"/resource_providers?in_tree={child.uuid}").json
    assert len(tree["resource_providers"]) == 2


@pytest.mark.parametrize("amount", ["²", "0", "-1", "x", "", "9" * 99])
def test_amounts_in_a_query_are_whole_numbers(api: Api, amount: str) -> None:
    answer = call(api, "GET", f"/resource_providers?resources=VCPU:{quote(amount)}")
    assert answer.status == 400, answer.content


def test_a_query_with_many_classes_and_providers_ends(api: Api, provider: Provider) -> None:
    for number in range(20):
        Provider(api, f"child-{number}", parent=provider.uuid)
    classes = [f"CUSTOM_{number}" for number in range(20)]
    for name in classes:
        call(api, "PUT", f"/resource_classes/{name}")
    query = ",".join(f"{name}:1" for name in classes)
    answer = call(api, "GET", f"/allocation_candidates?resources={query}")
    assert answer.json["allocation_requests"] == []

"""Servers: finding, deleting, listing them, and what is shown of them."""

import pytest

from mini_nova.compute.api import Compute
from mini_nova.compute.resources import servers
from mini_nova.errors import Ambiguous, NotFound
from tests.local_cloud import Fault, LocalCloud

UUID_NAME = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


def _requests(cloud: LocalCloud) -> list[str]:
    return [
        f"{request.method} {request.target.partition('/v2.1')[2]}"
        for request in cloud.matching(path="/servers")
    ]


def test_an_id_costs_one_request(cloud: LocalCloud, compute: Compute) -> None:
    server = cloud.add_server(name="vm")
    assert servers.find(compute, server["id"])["name"] == "vm"
    assert _requests(cloud) == [f"GET /servers/{server['id']}"]


def test_a_name_costs_one_request_more(cloud: LocalCloud, compute: Compute) -> None:
    cloud.add_server(name="vm-2")
    server = cloud.add_server(name="vm")
    assert servers.find(compute, "vm")["id"] == server["id"]
    assert _requests(cloud) == ["GET /servers?name=%5Evm%24", f"GET /servers/{server['id']}"]


def test_a_name_that_looks_like_an_id(cloud: LocalCloud, compute: Compute) -> None:
    server = cloud.add_server(name=UUID_NAME)
    assert servers.find(compute, UUID_NAME)["id"] == server["id"]


@pytest.mark.parametrize("name", ["a/b", "a.b", "c++ (x)", "^$", "名前", "a b", "a?b#c&d=e%2F"])
def test_names_of_every_kind(cloud: LocalCloud, compute: Compute, name: str) -> None:
    server = cloud.add_server(name=name)
    cloud.add_server(name="a-b")
    assert servers.find(compute, name)["id"] == server["id"]


def test_a_filter_that_is_not_a_regular_expression_is_tried_once_more(
    cloud: LocalCloud, compute: Compute
) -> None:
    server = cloud.add_server(name="vm")
    cloud.faults.add(Fault("GET", "/servers$", "status", status=200, body={"servers": []}))
    assert servers.find(compute, "vm")["id"] == server["id"]
    assert _requests(cloud)[:2] == ["GET /servers?name=%5Evm%24", "GET /servers?name=vm"]


def test_names_are_looked_for_on_every_page(cloud: LocalCloud, compute: Compute) -> None:
    cloud.page_size = 2
    reference = cloud.add_server(name="same", created="2020-01-01T00:00:00Z")
    for _ in range(4):
        cloud.add_server(name="same", created="2026-01-01T00:00:00Z")
    with pytest.raises(Ambiguous) as several:
        servers.find(compute, "same")
    assert reference["id"] in several.value.hint
    assert several.value.hint.count(",") == 4


def test_all_tenants(cloud: LocalCloud, compute: Compute) -> None:
    cloud.add_server(name="vm")
    servers.find(compute, "vm", servers.ALL_TENANTS)
    assert cloud.matching("GET", "/servers")[0].query == {"name": ["^vm$"], "all_tenants": ["1"]}


def test_deleting_by_id_costs_one_request(cloud: LocalCloud, compute: Compute) -> None:
    server = cloud.add_server(name="vm")
    servers.delete(compute, server["id"])
    assert _requests(cloud) == [f"DELETE /servers/{server['id']}"]
    assert not cloud.servers


def test_a_delete_whose_answer_is_lost_is_repeated(cloud: LocalCloud, compute: Compute) -> None:
    server = cloud.add_server(name="vm")
    cloud.faults.add(Fault("DELETE", "/servers/", "lose-answer"))
    servers.delete(compute, server["id"])
    assert not cloud.servers


def test_deleting_what_is_not_there(cloud: LocalCloud, compute: Compute) -> None:
    for reference in ("vm", UUID_NAME):
        with pytest.raises(NotFound, match=f"No server with a name or ID of '{reference}' exists"):
            servers.delete(compute, reference)


def test_every_server_page_after_page(cloud: LocalCloud, compute: Compute) -> None:
    cloud.page_size = 2
    ids = {cloud.add_server(name=f"vm{number}")["id"] for number in range(5)}
    listing = [server["id"] for server in servers.list_all(compute, [])]
    assert set(listing) == ids
    assert len(listing) == 5


def test_a_server_list_that_ignores_the_marker_ends(cloud: LocalCloud, compute: Compute) -> None:
    body = {"servers": [{"id": "1", "name": "vm"}]}
    cloud.faults.add(Fault("GET", "/servers/detail", "status", times=50, status=200, body=body))
    assert list(servers.list_all(compute, []))
    assert cloud.count("GET", "/servers") == 2

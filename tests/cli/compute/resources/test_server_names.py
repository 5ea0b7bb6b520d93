"""Looking up many servers by name with one list."""

import pytest

from mini_nova.compute.api import Compute
from mini_nova.compute.resources import server_names
from mini_nova.compute.resources.server_names import ids_of_names
from tests.local_cloud import Fault, LocalCloud

LIST = r"/servers$"


def _queries(cloud: LocalCloud) -> list[dict[str, list[str]]]:
    return [request.query for request in cloud.matching("GET", LIST)]


def _add(cloud: LocalCloud, *names: str) -> dict[str, str]:
    return {name: str(cloud.add_server(name=name)["id"]) for name in names}


def test_many_names_cost_one_list(cloud: LocalCloud, compute: Compute) -> None:
    ids = _add(cloud, "web", "db (1)", "a.b|c")
    _add(cloud, "web-2", "adb|c")
    assert ids_of_names(compute, [*ids, "nosuch"]) == ids
    assert _queries(cloud) == [{"limit": ["80"]}]


def test_the_list_is_of_names_that_begin_alike(cloud: LocalCloud, compute: Compute) -> None:
    ids = _add(cloud, "web(1)", "web(2)")
    _add(cloud, "db")
    assert ids_of_names(compute, list(ids)) == ids
    assert _queries(cloud) == [{"limit": ["40"], "name": ["^web."]}]


def test_a_name_of_several_servers_is_left_out(cloud: LocalCloud, compute: Compute) -> None:
    ids = _add(cloud, "web")
    _add(cloud, "twin")
    _add(cloud, "twin")
    assert ids_of_names(compute, ["web", "twin"]) == ids


def test_ids_and_a_single_name_cost_nothing(cloud: LocalCloud, compute: Compute) -> None:
    server_id = cloud.add_server(name="web")["id"]
    assert ids_of_names(compute, [server_id, "web", "web", ""]) == {}
    assert _queries(cloud) == []


def test_a_long_list_may_hide_another_server_of_the_name(
    cloud: LocalCloud, compute: Compute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_names, "SERVERS_PER_NAME", 1)
    ids = _add(cloud, "web", "db", "other")
    assert ids_of_names(compute, ["web", "db"]) == {}
    assert ids_of_names(compute, [*ids, "nosuch"]) == ids


def test_a_cloud_that_refuses_the_list(cloud: LocalCloud, compute: Compute) -> None:
    ids = _add(cloud, "web", "db")
    cloud.faults.add(Fault("GET", LIST, "status", status=400, message="Invalid input"))
    assert ids_of_names(compute, list(ids)) == {}

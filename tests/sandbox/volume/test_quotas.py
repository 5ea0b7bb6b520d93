"""Quotas, limits, and the services behind the volumes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import BASE, NEWEST, act, create_volume, message


@pytest.fixture
def quota_set(api: Api) -> str:
    """The path of admin's quota set."""
    project_id = api.cloud.database.value("SELECT id FROM projects WHERE name = 'admin'")
    return f"{BASE}/os-quota-sets/{project_id}"


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"volumes": 1}, "Maximum number of volumes allowed (1) exceeded for quota 'volumes'."),
        ({"volumes___DEFAULT__": 1}, "exceeded for quota 'volumes___DEFAULT__'."),
        ({"gigabytes": 2}, "Requested 2G, quota is 2G and 1G has been consumed."),
        ({"per_volume_gigabytes": 1}, "Requested volume size 2G is larger than maximum"),
    ],
)
def test_a_limit_is_kept(api: Api, quota_set: str, limits: dict[str, int], words: str) -> None:
    create_volume(api)
    assert api("PUT", quota_set, {"quota_set": limits}).status == 200
    answer = api("POST", f"{BASE}/volumes", {"volume": {"size": 2}})
    assert (answer.status, answer.headers["retry-after"]) == (413, "0")
    assert words in message(answer)
    create_volume(api, user="demo")


def test_snapshots_and_extensions_count(api: Api, quota_set: str) -> None:
    volume_id = create_volume(api)
    api("PUT", quota_set, {"quota_set": {"snapshots": 0, "gigabytes": 2}})
    body = {"snapshot": {"volume_id": volume_id}}
    answer = api("POST", f"{BASE}/snapshots", body)
    assert message(answer) == "Maximum number of snapshots allowed (0) exceeded"
    assert act(api, volume_id, "os-extend", {"new_size": 3}).status == 413
    assert act(api, volume_id, "os-extend", {"new_size": 2}).status == 202


def test_usage(api: Api, quota_set: str) -> None:
    create_volume(api, size=3)
    quotas = api("GET", f"{quota_set}?usage=True").json["quota_set"]
    assert quotas["gigabytes"]["in_use"] == quotas["gigabytes___DEFAULT__"]["in_use"] == 3
    assert quotas["volumes"]["in_use"] == 1
    assert quotas["volumes_multiattach"] == {"limit": -1, "in_use": 0, "reserved": 0}
    absolute = api("GET", f"{BASE}/limits").json["limits"]["absolute"]
    assert (absolute["totalGigabytesUsed"], absolute["maxTotalVolumes"]) == (3, 1000)


def test_limits_go_back_to_the_defaults(api: Api, quota_set: str) -> None:
    defaults = api("GET", quota_set).json
    api("PUT", quota_set, {"quota_set": {"volumes": 5}})
    assert api("GET", quota_set).json["quota_set"]["volumes"] == 5
    compute = quota_set.replace(BASE, "/compute/v2.1")
    api("PUT", compute, {"quota_set": {"cores": 7}})
    assert api("DELETE", quota_set).status == 200
    assert api("GET", quota_set).json == defaults
    assert api("GET", compute).json["quota_set"]["cores"] == 7


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"volumes": -2}, "volumes must be >= -1"),
        ({"volumes": "x"}, "volumes must be an integer"),
        ({"bad": 1}, "Invalid input received: Bad key(s) in quota set: bad"),
    ],
)
def test_refusals(api: Api, quota_set: str, limits: dict[str, Any], words: str) -> None:
    answer = api("PUT", quota_set, {"quota_set": limits})
    assert (answer.status, message(answer)) == (400, words)


def test_quotas_are_for_the_project_and_for_admins(api: Api, quota_set: str) -> None:
    assert api("GET", quota_set, user="demo").status == 403
    assert api("PUT", quota_set, {"quota_set": {"volumes": 5}}, user="demo").status == 403


def test_services_pools_and_zones(api: Api) -> None:
    services = api("GET", f"{BASE}/os-services", version=NEWEST).json["services"]
    assert [service["binary"] for service in services] == ["cinder-volume", "cinder-scheduler"]
    assert {service["state"] for service in services} == {"up"}
    assert api("GET", f"{BASE}/os-services", user="demo").status == 403
    (pool,) = api("GET", f"{BASE}/scheduler-stats/get_pools?detail=true").json["pools"]
    assert pool["capabilities"]["multiattach"] is True
    zones = api("GET", f"{BASE}/os-availability-zone", user="demo").json["availabilityZoneInfo"]
    assert api("GET", f"{BASE}/os-availability-zone.json", user="demo").json == {
        "availabilityZoneInfo": zones
    }
    assert [zone["zoneName"] for zone in zones] == ["nova"]


@pytest.mark.parametrize("path", ["backups", "qos-specs", "os-volume-transfer", "group_types"])
def test_what_there_is_none_of(api: Api, path: str) -> None:
    (items,) = api("GET", f"{BASE}/{path}", version=NEWEST).json.values()
    assert items == []

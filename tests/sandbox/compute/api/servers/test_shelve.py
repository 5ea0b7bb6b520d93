"""Shelving: the host is freed, an image is kept, and the server comes back anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, act, boot, show


def image_names(api: Api) -> list[str]:
    """Return the names of the images."""
    return [image["name"] for image in api("GET", "/image/v2/images").json["images"]]


def zone(api: Api, name: str, host: str) -> None:
    """Make a zone of one host."""
    path = f"{BASE}/os-aggregates"
    body = {"aggregate": {"name": name, "availability_zone": name}}
    aggregate_id = api("POST", path, body).json["aggregate"]["id"]
    api("POST", f"{path}/{aggregate_id}/action", {"add_host": {"host": host}})


def test_a_shelved_server_is_on_no_host_and_its_image_is_kept(api: Api) -> None:
    uuid = boot(api, "box")
    addresses = show(api, uuid)["addresses"]
    act(api, uuid, {"shelve": None})
    server = show(api, uuid)
    assert server["status"] == "SHELVED_OFFLOADED"
    assert server["OS-EXT-SRV-ATTR:host"] is None
    assert server["OS-EXT-STS:power_state"] == 4
    assert server["addresses"] == addresses
    assert "box-shelved" in image_names(api)
    statistics = api("GET", f"{BASE}/os-hypervisors/statistics").json["hypervisor_statistics"]
    assert statistics["memory_mb_used"] == 0
    for body in ({"shelve": None}, {"shelveOffload": None}, {"os-start": None}):
        act(api, uuid, body, status=409)
    act(api, uuid, {"unshelve": None})
    server = show(api, uuid)
    assert (server["status"], server["addresses"]) == ("ACTIVE", addresses)
    assert "box-shelved" not in image_names(api)


@pytest.mark.parametrize("before", ["os-stop", "pause", "suspend"])
def test_servers_that_do_not_run_can_be_shelved_and_come_back_running(
    api: Api, before: str
) -> None:
    uuid = boot(api)
    act(api, uuid, {before: None})
    act(api, uuid, {"shelve": None})
    assert show(api, uuid)["status"] == "SHELVED_OFFLOADED"
    act(api, uuid, {"unshelve": None})
    assert show(api, uuid)["status"] == "ACTIVE"


def test_a_deleted_shelved_server_leaves_no_image(api: Api) -> None:
    uuid = boot(api, "box")
    act(api, uuid, {"shelve": None})
    assert api("DELETE", f"{BASE}/servers/{uuid}").status == 204
    assert "box-shelved" not in image_names(api)


def test_unshelve_to_a_host_and_to_a_zone(api: Api) -> None:
    zone(api, "east", "compute2")
    uuid = boot(api)
    act(api, uuid, {"shelve": None})
    to_zone = {"availability_zone": "east"}
    act(api, uuid, {"unshelve": {"availability_zone": "west"}}, status=400)
    act(api, uuid, {"unshelve": {"host": "nope"}}, status=400)
    act(api, uuid, {"unshelve": {"host": "compute1", **to_zone}}, status=409)
    act(api, uuid, {"unshelve": {"host": "compute2"}}, version="2.90", status=400)
    act(api, uuid, {"unshelve": to_zone}, version="2.77")
    server = show(api, uuid)
    assert (server["OS-EXT-SRV-ATTR:host"], server["pinned_availability_zone"]) == (
        "compute2",
        "east",
    )
    act(api, uuid, {"shelve": None})
    act(api, uuid, {"unshelve": {"host": "compute1", "availability_zone": None}})
    server = show(api, uuid)
    assert (server["OS-EXT-SRV-ATTR:host"], server["pinned_availability_zone"]) == (
        "compute1",
        None,
    )


def test_only_admins_unshelve_to_a_host(api: Api) -> None:
    uuid = boot(api, user="demo")
    path = f"{BASE}/servers/{uuid}/action"

    def status(body: dict[str, Any]) -> int:
        answer = api("POST", path, body, user="demo", version="2.91")
        api.work()
        return answer.status

    assert status({"shelve": None}) == 202
    assert status({"unshelve": {"host": "compute1"}}) == 403
    assert status({"unshelve": None}) == 202


def test_a_server_that_fits_nowhere_stays_shelved(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"shelve": None})
    for host in ("compute1", "compute2"):
        body = {"host": host, "binary": "nova-compute"}
        api("PUT", f"{BASE}/os-services/disable", body)
    act(api, uuid, {"unshelve": None})
    server = show(api, uuid)
    assert (server["status"], server["OS-EXT-STS:task_state"]) == ("SHELVED_OFFLOADED", None)

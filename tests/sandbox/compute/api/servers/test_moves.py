"""Moves between hosts: resize, migrate, live migration and evacuation, with their records."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.server import workers
from mini_nova_sandbox.state.queue import Queue
from tests.sandbox.asgi_client import Api, Reply, send_async
from tests.sandbox.compute.api.steps import BASE, act, boot, show

LIVE = {"os-migrateLive": {"host": None, "block_migration": "auto"}}


def host_of(api: Api, uuid: str) -> str:
    """Return the host of a server."""
    return str(show(api, uuid)["OS-EXT-SRV-ATTR:host"])


def other_host(host: str) -> str:
    """Return the other one of the two hosts."""
    return "compute2" if host == "compute1" else "compute1"


def records(api: Api, uuid: str, version: str = "2.96") -> list[dict[str, Any]]:
    """Return the migrations of a server, the newest first."""
    answer = api("GET", f"{BASE}/os-migrations?instance_uuid={uuid}", version=version)
    assert answer.status == 200, answer.content
    return list(answer.json["migrations"])


def force_down(api: Api, host: str, is_down: bool = True) -> None:
    """Force a host down, or let it come back."""
    body = {"host": host, "binary": "nova-compute", "forced_down": is_down}
    assert api("PUT", f"{BASE}/os-services/force-down", body, version="2.11").status == 200


def events(api: Api, uuid: str) -> dict[str, str]:
    """Return the newest action's events: result by name."""
    path = f"{BASE}/servers/{uuid}/os-instance-actions"
    action = api("GET", path, version="2.96").json["instanceActions"][0]
    answer = api("GET", f"{path}/{action['request_id']}", version="2.96")
    return {event["event"]: event["result"] for event in answer.json["instanceAction"]["events"]}


def port_hosts(api: Api, uuid: str) -> list[str]:
    """Return the hosts that a server's ports are bound to."""
    answer = api("GET", f"/network/v2.0/ports?device_id={uuid}")
    return [port["binding:host_id"] for port in answer.json["ports"]]


def test_a_resize_shows_the_old_flavor_until_its_destination_finishes_it(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"resize": {"flavorRef": "2"}})
    for task_state, flavor in (("resize_migrated", "testflav"), ("resize_finish", "m1.small")):
        instances.change(api.cloud.database, uuid, task_state=task_state)
        assert show(api, uuid)["flavor"]["original_name"] == flavor


def test_a_migration_goes_to_another_host_and_is_confirmed(api: Api) -> None:
    uuid = boot(api)
    source = host_of(api, uuid)
    act(api, uuid, {"migrate": None})
    server = show(api, uuid)
    assert server["status"] == "VERIFY_RESIZE"
    assert server["OS-EXT-SRV-ATTR:host"] == other_host(source)
    assert port_hosts(api, uuid) == [other_host(source)]
    (record,) = records(api, uuid)
    assert (record["status"], record["migration_type"]) == ("finished", "migration")
    assert (record["source_compute"], record["dest_compute"]) == (source, other_host(source))
    act(api, uuid, {"confirmResize": None}, status=204)
    assert show(api, uuid)["status"] == "ACTIVE"
    assert records(api, uuid)[0]["status"] == "confirmed"
    assert events(api, uuid) == {"compute_confirm_resize": "Success"}


def test_a_reverted_resize_goes_back_to_its_host_and_flavor(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"os-stop": None})
    source = host_of(api, uuid)
    act(api, uuid, {"resize": {"flavorRef": "2", "OS-DCF:diskConfig": "AUTO"}})
    server = show(api, uuid)
    assert server["OS-EXT-SRV-ATTR:host"] == other_host(source)
    assert server["OS-EXT-STS:power_state"] == 4  # it was stopped
    assert server["OS-DCF:diskConfig"] == "AUTO"
    act(api, uuid, {"revertResize": None})
    server = show(api, uuid)
    assert (server["status"], server["flavor"]["original_name"]) == ("SHUTOFF", "testflav")
    assert server["OS-EXT-SRV-ATTR:host"] == source
    assert port_hosts(api, uuid) == [source]
    assert records(api, uuid)[0]["status"] == "reverted"
    assert list(events(api, uuid)) == ["compute_finish_revert_resize", "compute_revert_resize"]


def test_the_new_flavor_shows_when_the_destination_has_it(api: Api) -> None:
    uuid = boot(api)
    answer = api("POST", f"{BASE}/servers/{uuid}/action", {"resize": {"flavorRef": "2"}})
    assert answer.status == 202
    server = show(api, uuid)
    assert server["status"] == "RESIZE"
    assert server["flavor"]["original_name"] == "testflav"
    api.work()
    assert show(api, uuid)["flavor"]["original_name"] == "m1.small"


def test_a_claim_counts_on_both_hosts_until_the_move_has_ended(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"migrate": None})
    assert memory_by_host(api) == [512, 512]
    act(api, uuid, {"revertResize": None})
    assert sorted(memory_by_host(api)) == [0, 512]
    act(api, uuid, LIVE)
    assert sorted(memory_by_host(api)) == [0, 512]


def memory_by_host(api: Api) -> list[int]:
    """Return the memory in use on each host, in MB."""
    answer = api("GET", f"{BASE}/os-hypervisors/detail")
    return [host["memory_mb_used"] for host in answer.json["hypervisors"]]


def test_a_host_may_be_named_and_is_checked(api: Api) -> None:
    uuid = boot(api)
    source = host_of(api, uuid)
    act(api, uuid, {"migrate": {"host": "nope"}}, status=400)
    act(api, uuid, {"migrate": {"host": source}}, status=400)
    act(api, uuid, {"migrate": {"host": other_host(source)}})
    assert host_of(api, uuid) == other_host(source)


def test_with_one_host_up_a_migration_ends_as_it_began_and_a_resize_stays(api: Api) -> None:
    uuid = boot(api)
    source = host_of(api, uuid)
    force_down(api, other_host(source))
    act(api, uuid, {"migrate": None})
    server = show(api, uuid)
    assert (server["status"], server["OS-EXT-STS:task_state"]) == ("ACTIVE", None)
    assert records(api, uuid)[0]["status"] == "error"
    assert events(api, uuid) == {"cold_migrate": "Error"}
    act(api, uuid, {"resize": {"flavorRef": "2"}})
    assert show(api, uuid)["status"] == "VERIFY_RESIZE"
    assert host_of(api, uuid) == source


def test_a_live_migration_keeps_the_server_running(api: Api) -> None:
    uuid = boot(api)
    source = host_of(api, uuid)
    act(api, uuid, LIVE)
    server = show(api, uuid)
    assert (server["status"], server["OS-EXT-STS:task_state"]) == ("ACTIVE", None)
    assert server["OS-EXT-SRV-ATTR:host"] == other_host(source)
    assert records(api, uuid)[0]["status"] == "completed"
    assert "compute_live_migration" in events(api, uuid)


def test_checks_of_a_live_migration_come_before_the_answer_only_before_2_34(api: Api) -> None:
    uuid = boot(api)
    host = host_of(api, uuid)
    old_body = {
        "os-migrateLive": {"host": host, "block_migration": False, "disk_over_commit": False}
    }
    act(api, uuid, old_body, version="2.1", status=400)
    act(api, uuid, {"os-migrateLive": {"host": host, "block_migration": "auto"}})
    assert records(api, uuid)[0]["status"] == "error"
    assert show(api, uuid)["status"] == "ACTIVE"
    unknown = {"os-migrateLive": {"host": "nope", "block_migration": "auto"}}
    act(api, uuid, unknown, status=400)


class RunningCloud:
    """A cloud whose workers run while requests come."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def send(self, method: str, path: str, body: Any = None) -> Reply:
        headers = {
            "X-Auth-Token": self.api.token("admin"),
            "OpenStack-API-Version": "compute 2.96",
        }
        return await send_async(self.api.app, method, f"{BASE}{path}", body, headers)

    async def status(self, uuid: str) -> str:
        """Return the status of a server's only migration, once it is under way."""
        while True:
            answer = await self.send("GET", f"/os-migrations?instance_uuid={uuid}")
            (record,) = answer.json["migrations"]
            if record["status"] not in ("accepted", "queued", "preparing"):
                return str(record["status"])
            await asyncio.sleep(0.005)

    async def settle(self) -> None:
        while not self.api.cloud.queue.is_empty:
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("method", "suffix", "body", "end"),
    [
        ("DELETE", "", None, "cancelled"),
        ("POST", "/action", {"force_complete": None}, "completed"),
    ],
)
def test_a_slow_live_migration_can_be_aborted_and_forced(
    api: Api, method: str, suffix: str, body: Any, end: str
) -> None:
    uuid = boot(api)
    source = host_of(api, uuid)
    metadata = {"metadata": {"sandbox:fault": "slow:600"}}
    assert api("POST", f"{BASE}/servers/{uuid}/metadata", metadata).status == 200
    running = RunningCloud(api)

    async def migrate() -> None:
        workers.start(api.cloud)
        path = f"/servers/{uuid}/migrations"
        assert (await running.send("POST", f"/servers/{uuid}/action", LIVE)).status == 202
        assert await running.status(uuid) == "running"
        (record,) = (await running.send("GET", path)).json["migrations"]
        shown = await running.send("GET", f"{path}/{record['id']}")
        assert shown.json["migration"]["server_uuid"] == uuid
        server = (await running.send("GET", f"/servers/{uuid}")).json["server"]
        assert server["status"] == "MIGRATING"
        answer = await running.send(method, f"{path}/{record['id']}{suffix}", body)
        assert answer.status == 202
        await running.settle()
        assert (await running.send("GET", f"{path}/{record['id']}")).status == 404
        answer = await running.send(method, f"{path}/{record['id']}{suffix}", body)
        assert answer.status == 409  # it is over
        await api.cloud.queue.close()

    api.cloud.queue = Queue(api.cloud.database)
    asyncio.run(asyncio.wait_for(migrate(), 60))
    api.cloud.queue = Queue(api.cloud.database)
    assert records(api, uuid)[0]["status"] == end
    assert show(api, uuid)["status"] == "ACTIVE"
    assert host_of(api, uuid) == (source if end == "cancelled" else other_host(source))


def test_an_evacuation_needs_a_host_that_is_down(api: Api) -> None:
    uuid = boot(api)
    source = host_of(api, uuid)
    act(api, uuid, {"evacuate": {}}, status=400)
    force_down(api, source)
    act(api, uuid, {"evacuate": {"host": "nope"}}, status=404)
    act(api, uuid, {"evacuate": {"host": source}}, status=400)
    act(api, uuid, {"evacuate": {}}, status=200)
    server = show(api, uuid)
    assert server["OS-EXT-SRV-ATTR:host"] == other_host(source)
    assert server["status"] == "SHUTOFF"  # from 2.95 on
    (record,) = records(api, uuid)
    assert (record["status"], record["migration_type"]) == ("done", "evacuation")
    force_down(api, source, is_down=False)
    assert records(api, uuid)[0]["status"] == "completed"


def test_an_evacuation_before_2_95_keeps_the_state_and_before_2_14_answers_a_password(
    api: Api,
) -> None:
    uuid = boot(api)
    force_down(api, host_of(api, uuid))
    body = {"evacuate": {"onSharedStorage": False, "adminPass": "new"}}
    answer = act(api, uuid, body, version="2.13", status=200)
    assert answer == {"adminPass": "new"}
    assert show(api, uuid)["status"] == "ACTIVE"


def test_an_evacuation_that_fits_nowhere_leads_to_error(api: Api) -> None:
    uuid = boot(api)
    for host in ("compute1", "compute2"):
        force_down(api, host)
    act(api, uuid, {"evacuate": {}}, status=200)
    assert show(api, uuid)["status"] == "ERROR"
    assert records(api, uuid)[0]["status"] == "error"


@pytest.mark.parametrize(
    "body", [{"migrate": None}, LIVE, {"evacuate": {}}, {"shelveOffload": None}]
)
def test_moves_are_for_admins(api: Api, body: dict[str, Any]) -> None:
    uuid = boot(api, user="demo")
    path = f"{BASE}/servers/{uuid}/action"
    assert api("POST", path, body, user="demo", version="2.96").status == 403


def test_migrations_come_in_pages_from_2_59(api: Api) -> None:
    uuid = boot(api)
    for _ in range(3):
        act(api, uuid, LIVE)
    newest, *_ = records(api, uuid)
    answer = api("GET", f"{BASE}/os-migrations?limit=1", version="2.59")
    assert [record["id"] for record in answer.json["migrations"]] == [newest["id"]]
    assert "migrations_links" in answer.json
    answer = api("GET", f"{BASE}/os-migrations?marker={newest['uuid']}", version="2.59")
    assert len(answer.json["migrations"]) == 2
    assert api("GET", f"{BASE}/os-migrations?marker=nope", version="2.59").status == 400
    assert api("GET", f"{BASE}/os-migrations?nope=1", version="2.59").status == 400
    assert [record["id"] for record in records(api, uuid, "2.1")] == [1, 2, 3]


def test_a_build_that_fails_on_a_host_goes_to_another(api: Api) -> None:
    hosts = []
    for host in ("compute1", "compute2"):
        uuid = boot(api, metadata={"sandbox:fault": f"spawn:{host}"})
        server = show(api, uuid)
        assert server["status"] == "ACTIVE"
        hosts.append(server["OS-EXT-SRV-ATTR:host"])
        assert len(port_hosts(api, uuid)) == 1
    assert hosts == ["compute2", "compute1"]


def test_a_build_that_fails_on_all_hosts_says_so(api: Api) -> None:
    uuid = boot(api, metadata={"sandbox:fault": "spawn"})
    fault = show(api, uuid)["fault"]
    assert "Exhausted all hosts available for retrying build failures" in fault["message"]
    assert "sandbox:fault=spawn" in fault["details"]
    assert port_hosts(api, uuid) == []


def test_deleting_a_resized_server_ends_its_record(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"migrate": None})
    assert api("DELETE", f"{BASE}/servers/{uuid}").status == 204
    api.work()
    assert records(api, uuid)[0]["status"] == "confirmed"
    assert memory_by_host(api) == [0, 0]


@pytest.mark.parametrize("body", [{"migrate": None}, LIVE])
def test_a_server_is_in_the_zone_of_the_host_that_it_moves_to(
    api: Api, body: dict[str, Any]
) -> None:
    uuid = boot(api)
    path = f"{BASE}/os-aggregates"
    aggregate = {"aggregate": {"name": "east", "availability_zone": "east"}}
    aggregate_id = api("POST", path, aggregate).json["aggregate"]["id"]
    add_host = {"add_host": {"host": other_host(host_of(api, uuid))}}
    assert api("POST", f"{path}/{aggregate_id}/action", add_host).status == 200
    act(api, uuid, body)
    assert show(api, uuid)["OS-EXT-AZ:availability_zone"] == "east"
    if body != LIVE:
        act(api, uuid, {"revertResize": None})
        assert show(api, uuid)["OS-EXT-AZ:availability_zone"] == "nova"

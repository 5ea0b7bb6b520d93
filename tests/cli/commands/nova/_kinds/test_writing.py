"""What commands that change something share: --dry-run and --jobs."""

import json
from collections.abc import Generator
from threading import Barrier
from typing import Any

import pytest

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.compute.resources import servers
from mini_nova.context import Context
from tests.local_cloud import LocalCloud
from tests.runner import nova

HEADERS = {"OpenStack-API-Version": "compute 2.96", "X-OpenStack-Nova-API-Version": "2.96"}


def test_a_dry_run_shows_the_request_and_sends_none(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm")
    run = nova("pause", "vm", "--poll", "--dry-run", "-f", "json")
    (request,) = run.json
    assert request["method"] == "POST"
    assert request["url"].endswith(f"/servers/{server['id']}/action")
    assert set(request["headers"]) == set(HEADERS)
    assert request["body"] == {"pause": None}
    assert [sent for sent in cloud.matching("POST") if "/servers" in sent.path] == []
    assert cloud.servers[server["id"]]["status"] == "ACTIVE"


def test_for_people_it_reads_like_the_request(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    run = nova("pause", "vm", "--dry-run")
    assert run.lines[0].startswith("POST http")
    assert run.lines[-1] == json.dumps({"pause": None})
    assert "X-Auth-Token" not in run.stdout


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_each_target_has_its_request(cloud: LocalCloud, jobs: str) -> None:
    ids = [cloud.add_server(name=f"vm{number}")["id"] for number in range(4)]
    run = nova("delete", *ids, "--dry-run", "--jobs", jobs, "-f", "json")
    assert [request["method"] for request in run.json] == ["DELETE"] * 4
    assert [request["url"].rpartition("/")[2] for request in run.json] == ids
    assert set(cloud.servers) == set(ids)


def test_a_name_that_does_not_exist_fails_in_a_dry_run(cloud: LocalCloud) -> None:
    run = nova("pause", "nosuch", "--dry-run")
    assert (run.stdout, run.exit_code) == ("", 4)


@pytest.mark.parametrize("options", [(), ("--idempotency-key", "k"), ("--poll", "--rm-on-failure")])
def test_a_boot_in_a_dry_run_shows_its_whole_body_without_secrets(
    cloud: LocalCloud, options: tuple[str, ...]
) -> None:
    run = nova(
        "boot", "vm", "--flavor", "testflav", "--image", "cirros-0.3.0-x86_64",
        "--admin-pass", "hunter2", "--dry-run", *options, "-f", "json",
    )  # fmt: skip
    (request,) = run.json
    server = request["body"]["server"]
    assert (server["flavorRef"], server["adminPass"]) == ("6", "***")
    assert ("metadata" in server) == ("--idempotency-key" in options)
    assert cloud.servers == {}
    assert "hunter2" not in run.stdout + run.stderr


def test_the_servers_of_a_key_in_a_dry_run(cloud: LocalCloud) -> None:
    booted = nova(
        "boot", "vm", "--flavor", "6", "--image", "cirros-0.3.0-x86_64", "--idempotency-key", "k"
    )
    assert booted.exit_code == 0
    run = nova("delete", "--idempotency-key", "k", "--dry-run", "-f", "json")
    assert [request["method"] for request in run.json] == ["DELETE"]
    assert len(cloud.servers) == 1


def test_jobs_act_at_once_and_report_in_the_order_of_the_targets(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three meet at a barrier, which one alone would never pass; the first goes alone."""
    ids = [cloud.add_server(name=f"vm{number}")["id"] for number in range(4)]
    barrier = Barrier(3, timeout=60)
    delete = servers.delete

    def meet(compute: Any, reference: str, *lookup: Any) -> str:
        if reference != ids[0]:
            barrier.wait()
        return delete(compute, reference, *lookup)

    monkeypatch.setattr(servers, "delete", meet)
    run = nova("delete", *ids, "--jobs", "3")
    assert run.lines == [
        f"Request to delete server {server_id} has been accepted." for server_id in ids
    ]
    assert (cloud.servers, run.exit_code) == ({}, 0)


def test_failures_of_jobs_do_not_stop_the_rest(cloud: LocalCloud) -> None:
    for number in range(4):
        cloud.add_server(name=f"vm{number}")
    run = nova("delete", "vm0", "nosuch1", "vm1", "nosuch2", "vm2", "vm3", "--jobs", "2")
    assert [line.split()[4] for line in run.lines] == ["vm0", "vm1", "vm2", "vm3"]
    assert run.errors == [
        "ERROR (CommandError): No server with a name or ID of 'nosuch1' exists.",
        "ERROR (CommandError): No server with a name or ID of 'nosuch2' exists.",
        "ERROR (CommandError): Unable to delete the specified server(s).",
    ]
    assert run.exit_code == 4


def test_an_interrupt_waits_for_the_jobs_under_way() -> None:
    context = Context()
    context.jobs = 2
    actions = Each(context, ["a", "b", "c", "d", "e"], str.upper)
    results = iter(actions)
    assert isinstance(results, Generator)
    assert [next(results), next(results)] == ["A", "B"]
    under_way = results.throw(KeyboardInterrupt)
    assert [under_way, *results] == ["C"]
    assert actions.results == ["A", "B", "C"]


@pytest.mark.parametrize("command", ["pause", "reboot", "delete"])
def test_an_interrupt_begins_no_wait(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The second server is not acted on, and nobody waits for the first."""
    ids = [cloud.add_server(name=f"vm{number}")["id"] for number in range(2)]
    name = "delete" if command == "delete" else "act"
    function = getattr(servers, name)

    def interrupt(compute: Any, reference: str, *rest: Any, **names: Any) -> Any:
        if reference == ids[1]:
            raise KeyboardInterrupt
        return function(compute, reference, *rest, **names)

    monkeypatch.setattr(servers, name, interrupt)
    run = nova(command, *ids, "--wait" if command == "delete" else "--poll")
    assert run.exit_code == 130
    assert "interrupted; the" not in run.stderr
    assert cloud.requests[-1].method != "GET"


@pytest.mark.parametrize("jobs", ["0", "33", "x"])
def test_a_wrong_number_of_jobs_is_refused(cloud: LocalCloud, jobs: str) -> None:
    run = nova("delete", "vm", "--jobs", jobs)
    assert (run.exit_code, cloud.requests) == (2, [])

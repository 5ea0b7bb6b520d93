"""``--idempotency-key``: a rerun finds the server for certain."""

import os
import signal
import subprocess
from pathlib import Path
from threading import Event

import pytest

from mini_nova.compute.boot.matching import KEY
from tests.cli.compute.boot.booting import (
    BOOT,
    IMAGE,
    SERVERS,
    assert_one,
    boot,
)
from tests.local_cloud import Fault, LocalCloud
from tests.runner import COMMAND, LIMIT, environment, finish, nova, start, wait_until


def test_a_rerun_finds_the_server(cloud: LocalCloud) -> None:
    first, second = (
        boot("--idempotency-key", "job-7"),
        boot("--idempotency-key", "job-7", "--poll"),
    )
    assert first.lines == second.lines == [*cloud.servers]
    assert cloud.count("POST", SERVERS) == 1


def test_another_machine_finds_it_too(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    first = boot("--idempotency-key", "job-7")
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, os.environ["HOME"] + "/elsewhere")
    assert boot("--idempotency-key", "job-7").lines == first.lines


def test_the_key_is_in_the_metadata_beside_the_users_own(cloud: LocalCloud) -> None:
    boot("--idempotency-key", "job-7", "--meta", "a=b")
    (server,) = cloud.servers.values()
    assert server["metadata"] == {"a": "b", KEY: "job-7"}


def test_without_a_key_nothing_is_added(cloud: LocalCloud) -> None:
    boot()
    (request,) = cloud.matching("POST", SERVERS)
    assert "metadata" not in request.json["server"]


def test_another_key_is_another_server(cloud: LocalCloud) -> None:
    assert boot("--idempotency-key", "a").lines != boot("--idempotency-key", "b").lines
    assert len(cloud.servers) == 2


def test_a_key_of_another_boot_is_refused(cloud: LocalCloud) -> None:
    boot("--idempotency-key", "job-7")
    run = nova("boot", "other", *BOOT[2:], "--idempotency-key", "job-7")
    assert run.exit_code == 1
    assert "belongs to another boot" in run.errors[0]
    assert len(cloud.servers) == 1


def test_a_key_costs_a_list_of_one_name_before_and_after(cloud: LocalCloud) -> None:
    for number in range(30):
        cloud.add_server(f"other{number}")
    cloud.page_size = 10
    boot("--idempotency-key", "job-7", "--poll")
    queries = [request.query for request in cloud.matching("GET", r"/servers/detail$")]
    assert queries == [{"name": ["vm"]}] * 2


def test_a_flavor_whose_name_is_a_number_is_found_again(cloud: LocalCloud) -> None:
    cloud.add_flavor(name="2048", id="big")
    arguments = ("boot", "vm", "--flavor", "2048", *BOOT[4:], "--idempotency-key", "job-7")
    assert nova(*arguments).lines == nova(*arguments).lines == [*cloud.servers]


def test_a_deleted_server_does_not_count(cloud: LocalCloud) -> None:
    (server_id,) = boot("--idempotency-key", "job-7").lines
    cloud.remove_server(server_id)
    assert boot("--idempotency-key", "job-7").lines == [*cloud.servers]


def test_a_lost_answer_is_found_by_the_key(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "lose-answer"))
    assert_one(cloud, boot("--idempotency-key", "job-7"), posts=1)


def test_a_refusal_leaves_nothing_to_wait_for(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "status", status=403))
    assert boot("--idempotency-key", "job-7").exit_code == 1
    run = boot("--idempotency-key", "job-7")
    assert run.exit_code == 0
    assert "waiting for its server" not in run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("fault", [("hang", 0), ("late", 3)], ids=lambda fault: fault[0])
def test_a_killed_client_and_a_rerun_make_one_server(
    cloud: LocalCloud, fault: tuple[str, int]
) -> None:
    cloud.faults.add(Fault("POST", SERVERS, fault[0], seconds=fault[1]))
    killed = start(*BOOT, "--idempotency-key", "job-7")
    wait_until(lambda: cloud.count("POST", SERVERS) == 1)
    killed.send_signal(signal.SIGKILL)
    assert finish(killed).exit_code == -signal.SIGKILL
    rerun = finish(start(*BOOT, "--idempotency-key", "job-7"))
    assert_one(cloud, rerun, posts=1)


@pytest.mark.slow
def test_two_at_once_on_one_machine_make_one_server(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "delay", seconds=1.0))
    runs = [finish(p) for p in [start(*BOOT, "--idempotency-key", "job-7") for _ in range(4)]]
    assert [run.exit_code for run in runs] == [0] * 4
    assert {run.stdout for run in runs} == {f"{server_id}\n" for server_id in cloud.servers}
    assert len(cloud.servers) == 1


def test_of_two_at_once_from_two_machines_the_older_stays(cloud: LocalCloud) -> None:
    """The other machine's server appears between our look and our request."""
    their_ids: list[str] = []

    def add_their_server() -> None:
        wait_until(lambda: cloud.count("GET", r"/servers/detail$") >= 1)
        server = cloud.add_server(
            "vm",
            flavor="6",
            image=IMAGE,
            created="2026-01-01T00:00:00Z",
            metadata={KEY: "job-7"},
        )
        their_ids.append(str(server["id"]))

    is_there = Event()
    cloud.faults.add(Fault("POST", SERVERS, "delay", until=is_there))
    process = subprocess.Popen(
        [*COMMAND, *BOOT, "--idempotency-key", "job-7"],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    add_their_server()
    is_there.set()
    with process:
        out, _ = process.communicate(timeout=LIMIT)
    assert out.split() == their_ids
    assert [*cloud.servers] == their_ids


def test_no_boot_waits_for_a_person_that_another_asks(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The token turns out to be revoked while the key is locked."""
    boot("--idempotency-key", "first")
    cloud.revoke_tokens()
    locks = Path(os.environ["XDG_STATE_HOME"]) / "mini-nova" / "boots"
    listing = tmp_path / "listing"
    monkeypatch.delenv("OS_PASSWORD")
    monkeypatch.setenv("OS_PASSWORD_CMD", f"sh -c 'ls {locks} >{listing}; echo {cloud.password}'")
    run = boot("--idempotency-key", "job-7")
    assert run.exit_code == 0, run.stderr
    assert listing.read_text() == ""
    assert cloud.count("POST", SERVERS) == 2
    assert list(locks.iterdir()) == [], "neither notes nor locks stay"

"""``delete``: one server, several, and those that cannot be deleted."""

from threading import Event, Thread

import pytest

from mini_nova.compute.boot.matching import KEY
from mini_nova.compute.boot.pauses import Pauses
from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import A_LOOK, Fault, LocalCloud
from tests.runner import LIMIT, finish, nova, start, wait_until

BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE)


@pytest.mark.parametrize("tty", [False, True])
def test_each_is_reported_as_it_was_typed(cloud: LocalCloud, tty: bool) -> None:
    web, _ = cloud.add_server(name="web"), cloud.add_server(name="db")
    run = nova("delete", web["id"], "db", tty=tty)
    assert run.lines == [
        f"Request to delete server {web['id']} has been accepted.",
        "Request to delete server db has been accepted.",
    ]
    assert (run.stderr, run.exit_code) == ("", 0)
    assert not cloud.servers


def test_one_that_is_not_there(cloud: LocalCloud) -> None:
    run = nova("delete", "nosuch")
    assert (run.stdout, run.exit_code) == ("", 4)
    assert run.errors[0] == "ERROR (CommandError): No server with a name or ID of 'nosuch' exists."


def test_what_fails_does_not_stop_the_rest(cloud: LocalCloud) -> None:
    for name in ("one", "two"):
        cloud.add_server(name=name)
    run = nova("delete", "one", "nosuch", "neither", "two")
    assert run.lines == [
        "Request to delete server one has been accepted.",
        "Request to delete server two has been accepted.",
    ]
    assert run.errors == [
        "ERROR (CommandError): No server with a name or ID of 'nosuch' exists.",
        "ERROR (CommandError): No server with a name or ID of 'neither' exists.",
        "ERROR (CommandError): Unable to delete the specified server(s).",
    ]
    assert run.exit_code == 4
    assert not cloud.servers


def test_failures_of_several_kinds(cloud: LocalCloud) -> None:
    cloud.add_server(name="locked")
    cloud.faults.add(
        Fault("DELETE", "/servers/", "status", status=409, message="Instance is locked")
    )
    run = nova("delete", "locked", "nosuch")
    assert run.exit_code == 1
    assert run.errors[0].startswith(
        "ERROR (Conflict): Instance is locked (HTTP 409) (Request-ID: req-"
    )


def test_several_of_a_name_are_left_alone(cloud: LocalCloud) -> None:
    for _ in range(2):
        cloud.add_server(name="twin")
    run = nova("delete", "twin")
    assert run.exit_code == 4
    assert len(cloud.servers) == 2


def test_a_name_is_exact(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm-2")
    assert nova("delete", "vm").exit_code == 4
    assert nova("delete", "vm.2").exit_code == 4
    assert len(cloud.servers) == 1


def test_all_tenants(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    assert nova("delete", "vm", "--all-tenants").exit_code == 0
    assert cloud.matching("GET", "/servers")[0].query["all_tenants"] == ["1"]


def test_a_refused_login_is_reported_once(cloud: LocalCloud) -> None:
    run = nova("delete", "one", "two", "--os-password", "wrong")
    assert run.exit_code == 3
    assert len(run.errors) == 2


def test_the_sentence_in_a_format_for_programs(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    assert nova("delete", "vm", "-f", "json").json == [
        {"message": "Request to delete server vm has been accepted."}
    ]


def test_a_name_that_would_drive_the_terminal(cloud: LocalCloud) -> None:
    name = "a\x1b]0;owned\x07b\u202e"
    cloud.add_server(name=name)
    run = nova("delete", name)
    assert run.exit_code == 0
    assert run.stdout.replace("\n", "").isprintable()


def test_each_result_is_told_even_if_the_login_ends_on_the_way(cloud: LocalCloud) -> None:
    for name in ("one", "two", "three"):
        cloud.add_server(name=name)
    cloud.faults.add(
        Fault("DELETE", "/servers/", "pass"),
        Fault("DELETE", "/servers/", "status", status=401),
        Fault("POST", "/auth/tokens", "pass"),
        Fault("POST", "/auth/tokens", "status", status=401),
    )
    run = nova("delete", "one", "two", "three")
    assert run.lines == [
        "Request to delete server one has been accepted.",
        "Request to delete server three has been accepted.",
    ]
    assert run.errors[-1] == "ERROR (CommandError): Unable to delete the specified server(s)."
    assert len(cloud.servers) == 1


@pytest.mark.parametrize("action", ["redirect", "html", "lose-answer"])
def test_trouble_with_one_does_not_hide_the_others(cloud: LocalCloud, action: str) -> None:
    for name in ("one", "two", "three"):
        cloud.add_server(name=name)
    cloud.faults.add(
        Fault("DELETE", "/servers/", "pass"),
        Fault("DELETE", "/servers/", action, location="http://127.0.0.1:1/", status=302),
    )
    run = nova("delete", "one", "two", "three", "-f", "value")
    assert "Request to delete server one has been accepted." in run.lines
    assert "Request to delete server three has been accepted." in run.lines


def test_a_login_that_fails_at_once_is_tried_once(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", "/auth/tokens", "status", status=401, times=9))
    run = nova("delete", "one", "two", "three")
    assert (run.exit_code, run.stdout) == (3, "")
    assert cloud.count("POST", "/auth/tokens") == 1


@pytest.mark.parametrize("output_format", ["table", "json", "jsonl", "value"])
def test_an_interrupt_does_not_hide_what_is_done(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, output_format: str
) -> None:
    for name in ("one", "two"):
        cloud.add_server(name=name)

    def interrupt(_: object, reference: str, *__: object) -> str:
        if reference == "two":
            raise KeyboardInterrupt
        return reference

    monkeypatch.setattr("mini_nova.compute.resources.servers.delete", interrupt)
    run = nova("delete", "one", "two", "-f", output_format)
    assert "Request to delete server one has been accepted." in run.stdout
    assert run.exit_code == 130


def test_a_wrong_column_is_refused_before_anything_is_deleted(cloud: LocalCloud) -> None:
    cloud.add_server(name="one")
    for output_format in ("json", "jsonl", "value"):
        assert nova("delete", "one", "-f", output_format, "-c", "nosuch").exit_code == 2
    assert cloud.servers


def test_waits_until_they_are_gone(cloud: LocalCloud) -> None:
    cloud.delete_takes = A_LOOK
    first, second = cloud.add_server(name="one"), cloud.add_server(name="two")
    run = nova("delete", "--wait", "one", "two")
    assert (run.exit_code, len(run.lines)) == (0, 2)
    assert not cloud.servers
    for server in (first, second):
        states = [line for line in run.errors if server["id"] in line]
        assert "ACTIVE deleting" in states[0]
        assert "DELETED" in states[-1]


def test_a_wait_has_a_limit(cloud: LocalCloud) -> None:
    cloud.delete_takes = 3600
    server = cloud.add_server(name="one")
    run = nova("delete", "--wait", "--timeout", "0.1", "one")
    assert run.exit_code == 6
    assert run.errors[-1] == f"To go on waiting: mini-nova delete --wait {server['id']}"


def test_many_cost_one_lookup_and_one_list_a_look(cloud: LocalCloud) -> None:
    names = [f"web-{number}" for number in range(5)]
    ids = [cloud.add_server(name=name)["id"] for name in names]
    run = nova("delete", "--wait", *names)
    assert run.exit_code == 0
    assert run.errors[0].startswith(f"{names[0]} ({ids[0]}): DELETED, ")
    assert cloud.count("GET", r"/servers$") == 1
    assert cloud.count("GET", r"/servers/detail$") == 1
    assert cloud.count("GET", r"/servers/[0-9a-f-]{36}$") == 0


def test_a_deletion_that_fails_ends_the_wait(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = cloud.add_server(name="one")

    def fail(*_: object) -> str:
        server.update({"status": "ERROR", "OS-EXT-STS:task_state": None})
        return str(server["id"])

    monkeypatch.setattr("mini_nova.compute.resources.servers.delete", fail)
    run = nova("delete", "--wait", "one")
    assert run.exit_code == 5
    assert "could not be deleted: it is in ERROR" in run.errors[-2]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("one", "--timeout", "1"),
        ("one", "--idempotency-key", "k"),
        ("--idempotency-key", ""),
        ("--idempotency-key", " "),
    ],
)
def test_refused_with_nothing_sent(cloud: LocalCloud, arguments: tuple[str, ...]) -> None:
    run = nova("delete", *arguments)
    assert (run.exit_code, cloud.requests) == (2, [])


def test_a_key_stands_for_the_servers_that_were_booted_with_it(cloud: LocalCloud) -> None:
    for key in ("mine", "other"):
        assert nova(*BOOT, "--max-count", "2", "--idempotency-key", key).exit_code == 0
    run = nova("delete", "--idempotency-key", "mine")
    assert (run.exit_code, len(run.lines)) == (0, 2)
    keys = [server["metadata"][KEY] for server in cloud.servers.values()]
    assert keys == ["other", "other"]


def test_a_key_without_servers_is_done(cloud: LocalCloud) -> None:
    run = nova("delete", "--idempotency-key", "k", "--wait")
    assert (run.exit_code, run.stdout) == (0, "")
    assert run.errors == ["no server has this idempotency key"]


def test_a_boot_that_was_cut_off_is_waited_for(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "mini_nova.commands.nova.servers._deletion.PAUSES", Pauses(settle=LIMIT, first_look=0.05)
    )
    looked = Event()
    cloud.faults.add(Fault("POST", "/servers", "delay", until=looked))
    process = start(*BOOT, "--idempotency-key", "k")
    wait_until(lambda: cloud.count("POST", "/servers") == 1)
    process.kill()
    finish(process)
    looks = cloud.count("GET", "/servers/detail")

    def make_it_after_a_look() -> None:
        wait_until(lambda: cloud.count("GET", "/servers/detail") > looks)
        looked.set()

    cloud_at_work = Thread(target=make_it_after_a_look)
    cloud_at_work.start()
    run = nova("delete", "--idempotency-key", "k", "--wait")
    cloud_at_work.join()
    assert run.exit_code == 0
    assert len(run.lines) == 1
    assert not cloud.servers


def test_a_boot_that_is_under_way_is_waited_for(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", "/servers", "delay-answer", seconds=1.0))
    process = start(*BOOT, "--idempotency-key", "k")
    wait_until(lambda: cloud.count("POST", "/servers") == 1)
    run = nova("delete", "--idempotency-key", "k")
    assert finish(process).exit_code == 0
    assert (run.exit_code, len(run.lines)) == (0, 1)
    assert not cloud.servers


def test_a_boot_does_not_take_a_server_on_its_way_out(cloud: LocalCloud) -> None:
    cloud.pace = []  # or the build would set its own task state later
    nova(*BOOT, "--idempotency-key", "k")
    (first,) = cloud.servers.values()
    first["OS-EXT-STS:task_state"] = "deleting"
    assert nova(*BOOT, "--idempotency-key", "k").exit_code == 0
    assert len(cloud.servers) == 2

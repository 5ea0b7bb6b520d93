"""``wait``: following servers that were booted before."""

from collections.abc import Callable
from time import monotonic, sleep

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova


@pytest.mark.parametrize("tty", [False, True])
def test_servers_by_name_and_id(cloud: LocalCloud, tty: bool) -> None:
    first, second = cloud.add_server(name="one"), cloud.add_server(name="two")
    run = nova("wait", second["id"], "one", tty=tty)
    assert run.exit_code == 0
    assert run.cells[0] == ["ID", "Name", "Status", "Networks"]
    assert [row[:3] for row in run.cells[1:]] == [
        [first["id"], "one", "ACTIVE"],
        [second["id"], "two", "ACTIVE"],
    ]


def test_until_the_last_is_active(cloud: LocalCloud) -> None:
    nova("boot", "vm", "--flavor", "6", "--image", next(iter(cloud.images)), "--max-count", "2")
    run = nova("wait", "vm-1", "vm-2")
    assert run.exit_code == 0
    assert run.stderr.count(": ACTIVE, ") == 2


def test_the_same_server_twice(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    assert nova("wait", "vm", "vm", "-f", "value", "-c", "Name").exit_code == 0


@pytest.mark.parametrize(
    ("status", "options", "code", "kind"),
    [
        ("ERROR", (), 5, "ResourceInErrorState"),
        ("SHUTOFF", (), 1, "CommandError"),
        ("BUILD", ("--timeout", "0.05"), 6, "TimedOut"),
    ],
)
def test_ends_as_boot_does(
    cloud: LocalCloud, status: str, options: tuple[str, ...], code: int, kind: str
) -> None:
    server = cloud.add_server(name="vm", status=status)
    run = nova("wait", "vm", *options)
    assert (run.exit_code, run.stdout) == (code, "")
    assert run.errors[-2].startswith(f"ERROR ({kind}): ")
    assert server["id"] in run.errors[-2]


def test_an_interrupt_names_the_servers(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mini_nova.commands.nova._kinds.waiting.sleep", sleep)
    server = cloud.add_server(name="vm", status="BUILD")
    run = nova("wait", "vm")
    assert run.exit_code == 130
    assert run.errors[-2:] == [
        "ERROR (Interrupted): interrupted; the servers are still building",
        f"To resume waiting: mini-nova wait {server['id']}",
    ]


def _in_the_first_pause(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something in the first pause of a wait."""
    acts = [act]

    def pause(seconds: float) -> None:
        while acts:
            acts.pop()()
        sleep(seconds)

    monkeypatch.setattr("mini_nova.commands.nova._kinds.waiting.sleep", pause)


@pytest.mark.parametrize("status", ["REBOOT", "MIGRATING", "REVERT_RESIZE", "BUILD(scheduling)"])
def test_a_state_that_passes_is_waited_through(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    server = cloud.add_server(name="vm", status=status)
    _in_the_first_pause(monkeypatch, lambda: server.update(status="ACTIVE"))
    run = nova("wait", "vm", "-f", "value", "-c", "Status")
    assert (run.stdout, run.exit_code) == ("ACTIVE\n", 0)


def test_a_server_on_its_way_out_is_no_success(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = cloud.add_server(name="vm", **{"OS-EXT-STS:task_state": "deleting"})
    _in_the_first_pause(monkeypatch, lambda: cloud.remove_server(server["id"]))
    run = nova("wait", "vm")
    assert run.exit_code == 1
    assert run.errors[-1].endswith("was deleted during the wait")


def test_no_such_server(cloud: LocalCloud) -> None:
    run = nova("wait", "nosuch")
    assert run.exit_code == 4
    assert "No server with a name or ID of 'nosuch' exists." in run.stderr


@pytest.mark.parametrize("options", [(), ("vm", "--timeout", "0"), ("vm", "--timeout", "-1")])
def test_refused_with_nothing_sent(cloud: LocalCloud, options: tuple[str, ...]) -> None:
    run = nova("wait", *options)
    assert (run.exit_code, cloud.requests) == (2, [])


def test_a_name_of_several_lines_forges_no_line(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm\nERROR (Forged): look here\x1b[2J")
    run = nova("wait", server["id"])
    assert run.exit_code == 0
    assert len(run.errors) == 1
    assert "\x1b" not in run.stdout + run.stderr


@pytest.mark.parametrize("path", ["/servers$", "/servers/"])
def test_an_answer_that_drips_holds_no_longer_than_the_limit(cloud: LocalCloud, path: str) -> None:
    server = cloud.add_server(name="vm", status="BUILD")
    cloud.faults.add(Fault("GET", path, "drip", times=99, seconds=1.0))
    start = monotonic()
    run = nova("wait", server["id"], "--timeout", "1.5")
    assert monotonic() - start < 60, "the whole answer takes some ten minutes"
    assert (run.exit_code, run.stdout) == (6, "")


def test_a_server_that_is_named_twice_is_shown_once(cloud: LocalCloud) -> None:
    server_id = cloud.add_server(name="vm")["id"]
    run = nova("wait", "vm", server_id, "vm", "-f", "value", "-c", "ID")
    assert run.lines == [server_id]


def test_another_status_to_wait_for(cloud: LocalCloud) -> None:
    cloud.add_server(name="one", status="SHUTOFF")
    cloud.add_server(name="two", status="VERIFY_RESIZE")
    run = nova("wait", "--until", "shutoff", "--until", "VERIFY_RESIZE", "one", "two")
    assert [row[2] for row in run.cells[1:]] == ["SHUTOFF", "VERIFY_RESIZE"]
    assert run.exit_code == 0

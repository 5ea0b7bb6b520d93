"""Commands that post an action to servers: a row in the table for each, and what all of them share."""

import json
from typing import Any

import pytest

from tests.cli.commands.nova._kinds.kinds import commands_of
from tests.local_cloud import A_LOOK, Fault, LocalCloud
from tests.runner import nova

ACTION = r"/servers/[^/]+/action$"

STARTED = "Request to start server vm has been accepted."
STOPPED = "Request to stop server vm has been accepted."
RESET = "Reset state for server vm succeeded; new state is"
AUTO: dict[str, Any] = {"host": None, "block_migration": "auto"}
COPY: dict[str, Any] = {"host": "h", "block_migration": True}
# Each command line, of which the server "vm" is the last word unless it is named, the JSON that it
# posts, what it prints, and a status that ends --poll well; '' if there is no --poll.
COMMANDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("add-secgroup vm g", {"addSecurityGroup": {"name": "g"}}, "", ""),
    ("evacuate vm", {"evacuate": {}}, "", "ACTIVE"),
    ("evacuate vm h --password p", {"evacuate": {"host": "h", "adminPass": "p"}}, "", "SHUTOFF"),
    ("force-delete", {"forceDelete": None}, "", ""),
    ("live-migration vm", {"os-migrateLive": AUTO}, "", "ACTIVE"),
    ("live-migration vm h --block-migrate", {"os-migrateLive": COPY}, "", "PAUSED"),
    ("lock", {"lock": None}, "", ""),
    ("lock --reason why", {"lock": {"locked_reason": "why"}}, "", ""),
    ("migrate", {"migrate": {}}, "", "VERIFY_RESIZE"),
    ("migrate --host h", {"migrate": {"host": "h"}}, "", "ACTIVE"),
    ("pause", {"pause": None}, "", "PAUSED"),
    ("remove-secgroup vm g", {"removeSecurityGroup": {"name": "g"}}, "", ""),
    ("rescue", {"rescue": None}, "", "RESCUE"),
    ("rescue --password p", {"rescue": {"adminPass": "p"}}, "", "RESCUE"),
    ("reset-network", {"resetNetwork": None}, "", ""),
    ("reset-state", {"os-resetState": {"state": "error"}}, f"{RESET} error", ""),
    ("reset-state --active", {"os-resetState": {"state": "active"}}, f"{RESET} active", ""),
    ("resize vm 6", {"resize": {"flavorRef": "6"}}, "", "VERIFY_RESIZE"),
    ("resize vm testflav", {"resize": {"flavorRef": "6"}}, "", "SHUTOFF"),
    ("resize-confirm", {"confirmResize": None}, "", "SHUTOFF"),
    ("resize-revert", {"revertResize": None}, "", "ACTIVE"),
    ("restore", {"restore": None}, "", "ACTIVE"),
    ("resume", {"resume": None}, "", "ACTIVE"),
    ("set-password --password-stdin", {"changePassword": {"adminPass": "typed"}}, "", ""),
    ("shelve", {"shelve": None}, "", "SHELVED"),
    ("shelve-offload", {"shelveOffload": None}, "", "SHELVED_OFFLOADED"),
    ("start", {"os-start": None}, STARTED, "ACTIVE"),
    ("stop", {"os-stop": None}, STOPPED, "SHUTOFF"),
    ("suspend", {"suspend": None}, "", "SUSPENDED"),
    ("trigger-crash-dump", {"trigger_crash_dump": None}, "", ""),
    ("unlock", {"unlock": None}, "", ""),
    ("unpause", {"unpause": None}, "", "ACTIVE"),
    ("unrescue", {"unrescue": None}, "", "ACTIVE"),
    ("unshelve", {"unshelve": None}, "", "ACTIVE"),
    ("unshelve --availability-zone z", {"unshelve": {"availability_zone": "z"}}, "", "ACTIVE"),
    (
        "unshelve --no-availability-zone --host h",
        {"unshelve": {"availability_zone": None, "host": "h"}},
        "",
        "ACTIVE",
    ),
]


@pytest.mark.parametrize(("line", "body", "sentence", "status"), COMMANDS)
def test_each_command_posts_its_action(
    cloud: LocalCloud, line: str, body: dict[str, Any], sentence: str, status: str
) -> None:
    server = cloud.add_server(name="vm", status=status or "ACTIVE")
    cloud.faults.add(Fault("POST", ACTION, "status", status=202, body=b""))
    poll = ["--poll"] if status else []
    run = nova(*_words(line), *poll, stdin="typed\n")
    assert (run.stdout.strip(), run.exit_code) == (sentence, 0)
    (request,) = cloud.matching("POST", ACTION)
    assert request.path.endswith(f"/servers/{server['id']}/action")
    assert request.body.decode() == json.dumps(body)


def _words(line: str) -> list[str]:
    words = line.split()
    return words if "vm" in words else [*words, "vm"]


def test_by_name_it_costs_one_request_more(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm")
    run = nova("pause", "vm")
    assert (run.stdout, run.stderr, run.exit_code) == ("", "", 0)
    assert len(cloud.matching(path="/servers")) == 2
    assert cloud.servers[server["id"]]["status"] == "PAUSED"


def test_a_server_by_id_costs_one_request(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm")
    assert nova("pause", server["id"]).exit_code == 0
    assert len(cloud.matching(path="/servers")) == 1


def test_a_name_that_looks_like_an_id(cloud: LocalCloud) -> None:
    name = "11111111-2222-3333-4444-555555555555"
    server = cloud.add_server(name=name)
    assert nova("pause", name).exit_code == 0
    assert cloud.servers[server["id"]]["status"] == "PAUSED"


def test_an_action_that_the_state_forbids(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm", status="PAUSED")
    run = nova("pause", "vm")
    assert run.exit_code == 1
    assert run.errors[0].startswith("ERROR (Conflict): Cannot 'pause' instance ")


def test_one_that_fails_does_not_stop_the_rest(cloud: LocalCloud) -> None:
    servers = [cloud.add_server(name=name) for name in ("one", "two")]
    run = nova("pause", "one", "nosuch", "two")
    assert run.errors == [
        "ERROR (CommandError): No server with a name or ID of 'nosuch' exists.",
        "ERROR (CommandError): Unable to pause the specified server(s).",
    ]
    assert run.exit_code == 4
    assert {cloud.servers[server["id"]]["status"] for server in servers} == {"PAUSED"}


def test_a_lost_answer_is_an_error_and_the_action_is_not_repeated(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    cloud.faults.add(Fault("POST", ACTION, "lose-answer"))
    assert nova("pause", "vm").exit_code == 1
    assert cloud.count("POST", ACTION) == 1


@pytest.mark.parametrize(
    ("command", "status", "task"),
    [("pause", "ACTIVE", "pausing"), ("unpause", "PAUSED", "unpausing")],
)
def test_poll_waits_for_the_status(cloud: LocalCloud, command: str, status: str, task: str) -> None:
    cloud.action_takes = A_LOOK
    server = cloud.add_server(name="vm", status=status)
    run = nova(command, "vm", "--poll")
    end = {"pause": "PAUSED", "unpause": "ACTIVE"}[command]
    assert (run.stdout, run.exit_code) == ("", 0)
    changes = [line.partition(",")[0] for line in run.errors]
    assert changes == [f"vm ({server['id']}): {status} {task}", f"vm ({server['id']}): {end}"]


def test_many_cost_one_lookup_and_one_list_a_look(cloud: LocalCloud) -> None:
    names = [f"web-{number}" for number in range(5)]
    for name in names:
        cloud.add_server(name=name)
    run = nova("pause", "--poll", *names, "nosuch")
    assert run.exit_code == 4
    assert run.errors[-1] == "ERROR (CommandError): Unable to pause the specified server(s)."
    assert cloud.count("POST", ACTION) == len(names)
    lookups = [request.query for request in cloud.matching("GET", r"/servers$")]
    assert lookups[:2] == [{"limit": ["120"]}, {"name": ["^nosuch$"]}]
    assert cloud.count("GET", r"/servers/[0-9a-f-]{36}$") <= 1  # for the last one


def test_poll_ends_if_the_cloud_gives_up(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    cloud.faults.add(Fault("POST", ACTION, "status", status=202))
    run = nova("pause", "vm", "--poll")
    assert run.exit_code == 1
    assert "is ACTIVE and not PAUSED" in run.stderr


def test_a_time_limit_says_how_to_go_on(cloud: LocalCloud) -> None:
    cloud.action_takes = 3600.0
    server = cloud.add_server(name="vm")
    run = nova("pause", "vm", "--poll", "--timeout", "0.1")
    assert run.exit_code == 6
    command = f"mini-nova wait --until PAUSED {server['id']}"
    assert run.errors[-1] == f"It may still get there. To resume waiting: {command}"


def test_an_interrupt_names_the_servers(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mini_nova.commands.nova._kinds.waiting.sleep", sleep)
    cloud.action_takes = 3600.0
    server = cloud.add_server(name="vm")
    run = nova("pause", "vm", "--poll")
    assert run.exit_code == 130
    assert run.errors[-1] == f"They are: {server['id']}"


@pytest.mark.parametrize(
    "options", [(), ("vm", "--timeout", "5"), ("vm", "--poll", "--timeout", "0")]
)
def test_refused_with_nothing_sent(cloud: LocalCloud, options: tuple[str, ...]) -> None:
    run = nova("pause", *options)
    assert (run.exit_code, cloud.requests) == (2, [])


def test_every_command_of_the_kind_is_in_the_table() -> None:
    assert commands_of("server_action") == sorted({line.split()[0] for line, *_ in COMMANDS})

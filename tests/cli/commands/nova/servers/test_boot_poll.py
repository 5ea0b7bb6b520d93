"""``boot --poll``: one request a round, the states on the way, and every way that it can end."""

import re

import pytest

from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import A_LOOK, Fault, LocalCloud
from tests.runner import nova, nova_on_terminal

BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE, "--poll")
SERVER = r"/servers/[^/]+$"
FAULT = "No valid host was found. "
SOON, FOREVER = [("scheduling", A_LOOK)], [("scheduling", 3600.0)]


@pytest.fixture
def cloud(cloud: LocalCloud) -> LocalCloud:
    """The cloud, which builds in no time."""
    cloud.pace = []
    return cloud


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the first pause of a wait."""

    def sleep(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mini_nova.commands.nova._kinds.waiting.sleep", sleep)


def _only_id(cloud: LocalCloud) -> str:
    (server_id,) = cloud.servers
    return server_id


def test_piped_there_is_a_line_a_change(cloud: LocalCloud) -> None:
    cloud.pace = [("scheduling", A_LOOK), ("spawning", A_LOOK)]
    run = nova(*BOOT, "-f", "value", "-c", "status", "-c", "id")
    server_id = _only_id(cloud)
    assert (run.stdout, run.exit_code) == (f"ACTIVE\n{server_id}\n", 0)
    assert [re.sub(r"[\d.]+ s$", "S", line) for line in run.errors] == [
        f"vm ({server_id}): BUILD scheduling, S",
        f"vm ({server_id}): BUILD spawning, S",
        f"vm ({server_id}): ACTIVE, S",
    ]


def test_on_a_terminal_there_is_one_live_line(cloud: LocalCloud) -> None:
    cloud.pace = SOON
    run = nova(*BOOT, "-f", "value", "-c", "status", tty=True)
    assert run.stdout == "ACTIVE\n"
    first, *drawn = run.stderr.split("\r\x1b[2K")
    assert first == f"vm: {_only_id(cloud)}\n"
    assert re.match(r"vm: BUILD scheduling  \d+ s", drawn[0])
    *lines, last = drawn
    assert re.fullmatch(r"vm: ACTIVE, \d+\.\d s\n", last)
    assert "\n" not in "".join(lines)


def test_on_a_true_terminal_the_line_is_gone_before_the_result(cloud: LocalCloud) -> None:
    cloud.pace = SOON
    run = nova_on_terminal(*BOOT, "-f", "value", "-c", "status")
    assert run.exit_code == 0
    assert "\r\x1b[2Kvm: BUILD " in run.stdout
    assert re.search(r"\r\x1b\[2Kvm: ACTIVE, \d+\.\d s\r\nACTIVE\r\n$", run.stdout)


def test_one_server_is_polled_by_its_id_over_one_connection(cloud: LocalCloud) -> None:
    cloud.pace = SOON
    nova(*BOOT, "-f", "json")
    server_id = _only_id(cloud)
    later = cloud.requests[cloud.requests.index(cloud.matching("POST", "/servers")[0]) + 1 :]
    assert {request.path for request in later} == {f"/compute/v2.1/servers/{server_id}"}
    assert len({request.connection for request in cloud.requests}) == 1


def test_several_servers_are_one_request_a_round(cloud: LocalCloud) -> None:
    cloud.pace = SOON
    run = nova(*BOOT, "--max-count", "3")
    assert run.exit_code == 0, run.stderr
    assert [line.split(" | ")[1:3] for line in run.lines[3:-1]] == [
        ["vm-1", "ACTIVE"],
        ["vm-2", "ACTIVE"],
        ["vm-3", "ACTIVE"],
    ]
    later = cloud.requests[cloud.requests.index(cloud.matching("POST", "/servers")[0]) + 1 :]
    assert {request.path for request in later} == {"/compute/v2.1/servers/detail"}
    assert len(later) == 2


def test_several_servers_share_one_live_line(cloud: LocalCloud) -> None:
    cloud.pace = [("scheduling", A_LOOK), ("spawning", A_LOOK)]  # the siblings cost the first look
    run = nova(*BOOT, "--max-count", "3", tty=True)
    assert re.search(r"vm: 3 BUILD spawning  \d+ s", run.stderr)


@pytest.mark.parametrize(
    "columns", [("-c", "ID"), ("-c", "id"), ("-c", "Networks"), ("-c", "Created")]
)
def test_several_servers_have_columns(cloud: LocalCloud, columns: tuple[str, ...]) -> None:
    run = nova(*BOOT, "--max-count", "2", "-f", "value", *columns)
    assert run.exit_code == 0
    assert len(run.lines) == 2


def test_a_column_that_several_servers_do_not_have_is_refused_before_they_are_booked(
    cloud: LocalCloud,
) -> None:
    run = nova(*BOOT, "--max-count", "2", "-c", "nosuch")
    assert run.exit_code == 2
    assert run.errors[0].startswith('ERROR (CommandError): there is no column "nosuch"; ')
    assert cloud.requests == []


def test_boots_of_one_name_right_after_another(cloud: LocalCloud) -> None:
    for count in (1, 2):
        run = nova(*BOOT, "--max-count", "2")
        assert run.exit_code == 0, run.stderr
        assert len(cloud.servers) == 2 * count


@pytest.mark.parametrize("count", ["1", "2"])
def test_a_reservation_can_be_waited_for(cloud: LocalCloud, count: str) -> None:
    run = nova(*BOOT, "--return-reservation-id", "--max-count", count)
    assert run.exit_code == 0, run.stderr
    assert {server["status"] for server in cloud.servers.values()} == {"ACTIVE"}


@pytest.mark.parametrize("tty", [False, True])
def test_error_is_reported_with_its_fault(cloud: LocalCloud, tty: bool) -> None:
    cloud.outcome = "ERROR"
    run = nova(*BOOT, tty=tty)
    sentence, hint = run.stderr.split("\x1b[2K")[-1].splitlines()[-2:]
    assert (run.exit_code, run.stdout) == (5, "")
    assert (
        sentence
        == f"ERROR (ResourceInErrorState): vm ({_only_id(cloud)}) went to ERROR: {FAULT.strip()}"
    )
    assert "mini-nova show" in hint


def test_each_of_several_errors_is_reported(cloud: LocalCloud) -> None:
    cloud.outcome = "ERROR"
    run = nova(*BOOT, "--max-count", "2")
    assert run.exit_code == 5
    assert all(server_id in run.errors[-2] for server_id in cloud.servers)


def test_a_server_deleted_during_the_wait(cloud: LocalCloud) -> None:
    cloud.outcome, cloud.pace = "DELETED", [("deleting", A_LOOK)]
    run = nova(*BOOT)
    assert run.exit_code == 1
    assert run.errors[-1].startswith("ERROR (InstanceInDeletedState): server ")


@pytest.mark.parametrize("tty", [False, True])
def test_a_time_limit_says_how_to_resume(cloud: LocalCloud, tty: bool) -> None:
    cloud.pace = FOREVER
    run = nova(*BOOT, "--timeout", "0.3", tty=tty)
    sentence, hint = run.stderr.split("\x1b[2K")[-1].splitlines()[-2:]
    assert run.exit_code == 6
    server_id = _only_id(cloud)
    assert (
        sentence
        == f"ERROR (TimedOut): gave up waiting after 0.3 s: vm ({server_id}) is BUILD scheduling"
    )
    assert f"mini-nova wait {server_id}" in hint


def test_a_cloud_that_hangs_does_not_outlast_the_time_limit(cloud: LocalCloud) -> None:
    cloud.pace = FOREVER
    cloud.faults.add(Fault("GET", SERVER, "hang"))
    assert nova(*BOOT, "--timeout", "0.3").exit_code == 6


@pytest.mark.parametrize(("outcome", "code"), [("ERROR", 5), ("BUILD", 6)])
def test_rm_on_failure_deletes_what_this_boot_made(
    cloud: LocalCloud, outcome: str, code: int
) -> None:
    older = cloud.add_server(name="vm")
    cloud.outcome = outcome
    if outcome == "BUILD":
        cloud.pace = FOREVER
    run = nova(*BOOT, "--max-count", "2", "--timeout", "0.3", "--rm-on-failure")
    assert run.exit_code == code
    assert list(cloud.servers) == [older["id"]]
    assert run.stderr.count("deleted ") == 2


def test_without_it_nothing_is_deleted(cloud: LocalCloud) -> None:
    cloud.outcome = "ERROR"
    nova(*BOOT)
    assert cloud.count("DELETE") == 0
    assert len(cloud.servers) == 1


def test_failed_deletions_are_reported(cloud: LocalCloud) -> None:
    cloud.outcome = "ERROR"
    cloud.faults.add(Fault("DELETE", "/servers/", "status", status=409, message="Locked"))
    run = nova(*BOOT, "--rm-on-failure")
    assert run.exit_code == 5
    assert f"WARNING: {_only_id(cloud)} could not be deleted: Locked" in run.errors


@pytest.mark.usefixtures("interrupted")
@pytest.mark.parametrize("options", [(), ("--max-count", "2")])
def test_an_interrupt_names_what_goes_on(cloud: LocalCloud, options: tuple[str, ...]) -> None:
    cloud.pace = FOREVER
    run = nova(*BOOT, *options)
    assert (run.exit_code, run.stdout) == (130, "")
    sentence, hint = run.errors[-2:]
    for server_id in cloud.servers:
        assert server_id in sentence
        assert server_id in hint
    assert sentence.startswith("ERROR (Interrupted): interrupted; the server was still building: ")
    assert "mini-nova wait" in hint
    assert "mini-nova delete" in hint
    assert cloud.servers


@pytest.mark.usefixtures("interrupted")
@pytest.mark.parametrize("options", [(), ("--max-count", "2")])
def test_an_interrupt_deletes_what_the_boot_made(
    cloud: LocalCloud, options: tuple[str, ...]
) -> None:
    cloud.pace = FOREVER
    run = nova(*BOOT, "--rm-on-failure", *options)
    assert (run.exit_code, run.stdout) == (130, "")
    assert run.errors[-1] == "What this boot made has been deleted, as requested."
    assert not cloud.servers


@pytest.mark.usefixtures("interrupted")
def test_an_interrupt_deletes_nothing_of_an_earlier_run(cloud: LocalCloud) -> None:
    cloud.pace = FOREVER
    key = ("--idempotency-key", "k")
    nova(*BOOT, *key)
    run = nova(*BOOT, *key, "--rm-on-failure")
    assert run.exit_code == 130
    assert "not deleted: an earlier run with this key made it" in run.errors
    assert _only_id(cloud) in run.errors[-2]


def test_passing_trouble_is_waited_out(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", SERVER, "status", status=503), Fault("GET", SERVER, "html"))
    run = nova(*BOOT)
    assert run.exit_code == 0
    assert run.stderr.count("; still waiting") == 2


def test_a_token_that_ends_on_the_way_is_renewed(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", SERVER, "status", status=401))
    assert nova(*BOOT).exit_code == 0
    assert cloud.logins == 2

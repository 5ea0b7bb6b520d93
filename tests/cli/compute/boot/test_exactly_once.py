"""A create request whose answer is lost, in every way: there is one server in the end."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from mini_nova.compute.boot import booker
from tests.cli.compute.boot.booting import (
    BOOT,
    IMAGE,
    PAUSES,
    QUICK,
    SERVER,
    SERVERS,
    assert_one,
    boot,
)
from tests.local_cloud import Fault, LocalCloud
from tests.runner import COMMAND, LIMIT, environment, finish, nova, start, wait_until

DONE_BUT_NOT_ANSWERED = [
    Fault("POST", SERVERS, "lose-answer"),
    Fault("POST", SERVERS, "reset-answer"),
    Fault("POST", SERVERS, "cut-answer"),
    Fault("POST", SERVERS, "html"),
    Fault("POST", SERVERS, "html", status=202),
    Fault("POST", SERVERS, "bad-json"),
    Fault("POST", SERVERS, "empty"),
    *(
        Fault("POST", SERVERS, "status-after", status=status)
        for status in (408, 429, 500, 502, 503, 504)
    ),
]


@pytest.mark.parametrize(
    "fault", DONE_BUT_NOT_ANSWERED, ids=lambda fault: f"{fault.action} {fault.details}"
)
@pytest.mark.parametrize("poll", [(), ("--poll",)], ids=["", "poll"])
def test_a_lost_answer_is_looked_for(
    cloud: LocalCloud, fault: Fault, poll: tuple[str, ...]
) -> None:
    cloud.faults.add(Fault(fault.method, SERVERS, fault.action, **fault.details))
    run = boot(*poll)
    assert_one(cloud, run, posts=1)
    assert "looking for the server" in run.stderr


NOT_DONE = [
    Fault("POST", SERVERS, "refuse-before"),
    *(Fault("POST", SERVERS, "status", status=status) for status in (408, 429, 502, 503, 504)),
]


@pytest.mark.parametrize("fault", NOT_DONE, ids=lambda fault: f"{fault.action} {fault.details}")
def test_a_lost_request_is_sent_again_after_looking(cloud: LocalCloud, fault: Fault) -> None:
    cloud.faults.add(Fault(fault.method, SERVERS, fault.action, **fault.details))
    run = boot()
    assert_one(cloud, run, posts=2)
    methods = [r.method for r in cloud.requests if "/servers" in r.path]
    assert methods.index("GET") < len(methods) - 1 - methods[::-1].index("POST")


def test_a_server_that_appears_late_is_waited_for(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PAUSES, QUICK._replace(settle=LIMIT))
    cloud.faults.add(Fault("POST", SERVERS, "late", seconds=0.2))
    assert_one(cloud, boot("--poll"), posts=1)


def test_a_server_that_appears_after_the_request_was_resent_is_reported(cloud: LocalCloud) -> None:
    resent, done = Event(), Event()
    cloud.pace = [("spawning", done)]
    cloud.faults.add(Fault("POST", SERVERS, "late", until=resent))

    def do_the_lost_request() -> None:
        wait_until(lambda: cloud.count("POST", SERVERS) == 2)
        resent.set()
        wait_until(lambda: len(cloud.servers) == 2)
        done.set()

    cloud_at_work = Thread(target=do_the_lost_request)
    cloud_at_work.start()
    run = boot("--poll")
    cloud_at_work.join()
    assert run.exit_code == 7
    assert len(cloud.servers) == 2
    assert all(server_id in run.stderr for server_id in cloud.servers)


def test_a_retry_after_is_obeyed(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "status", status=429, headers={"Retry-After": "1"}))
    assert_one(cloud, boot(), posts=2)
    first, second = (request.at for request in cloud.matching("POST", SERVERS))
    assert second - first >= 1.0


def test_a_hanging_answer_ends_with_the_time_limit(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "hang"))
    assert_one(cloud, nova("--timeout", "3", *BOOT), posts=1)


def test_a_401_logs_in_and_sends_it_again(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "status", status=401))
    assert_one(cloud, boot(), posts=2)
    assert cloud.logins == 2


def test_a_service_that_says_it_failed_is_not_asked_again(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "status", status=500))
    run = boot()
    assert run.exit_code == 1
    assert run.errors[-2].startswith("ERROR (ClientException): ")
    assert "(HTTP 500)" in run.errors[-2]
    assert cloud.count("POST", SERVERS) == 1


def test_we_give_up_on_a_cloud_that_is_down(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "status", status=503, times=9))
    run = boot()
    assert run.exit_code == 1
    assert cloud.count("POST", SERVERS) == booker.MOST_POSTS
    assert not cloud.servers


def test_a_redirect_is_an_error_and_the_token_stays_here(cloud: LocalCloud) -> None:
    with LocalCloud() as target:
        elsewhere = target.url.replace("127.0.0.1", "localhost") + "/compute/v2.1/servers"
        cloud.faults.add(
            Fault("POST", SERVERS, "redirect", status=307, location=elsewhere, times=9)
        )
        run = boot()
        assert target.requests == []
    assert run.exit_code == 1
    assert not cloud.servers


def test_refusals_are_final(cloud: LocalCloud) -> None:
    for status in (400, 403, 404, 409, 413):
        cloud.faults.add(Fault("POST", SERVERS, "status", status=status))
        count = cloud.count("POST", SERVERS)
        assert boot().exit_code != 0
        assert cloud.count("POST", SERVERS) == count + 1


def test_an_older_server_of_that_name_is_not_adopted(cloud: LocalCloud) -> None:
    cloud.add_server(
        "vm", flavor="6", image=IMAGE, created="2020-01-01T00:00:00Z", user_id=cloud.user_id
    )
    (old,) = cloud.servers
    cloud.faults.add(Fault("POST", SERVERS, "refuse-before"))
    run = boot()
    assert run.exit_code == 0
    assert run.lines != [old]
    assert len(cloud.servers) == 2


@pytest.fixture
def other_machine(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Goes on as if on another machine, which knows nothing of what this one has booked."""

    def leave() -> None:
        monkeypatch.setenv("XDG_STATE_HOME", os.environ["HOME"] + "/elsewhere")

    return leave


def test_two_that_fit_are_reported_and_nothing_more_is_sent(
    cloud: LocalCloud, other_machine: Callable[[], None]
) -> None:
    assert boot().exit_code == 0
    (server,) = cloud.servers.values()
    server["created"] = "2099-01-01T00:00:00Z"  # it is as new as the next, and fits as well
    other_machine()
    cloud.faults.add(Fault("POST", SERVERS, "lose-answer"))
    run = boot()
    assert run.exit_code == 7
    assert "OutcomeUnknown" in run.stderr
    assert all(server_id in run.stderr for server_id in cloud.servers)
    assert len(cloud.servers) == 2


def test_what_this_machine_booked_just_before_is_not_adopted(cloud: LocalCloud) -> None:
    first = boot()
    cloud.faults.add(Fault("POST", SERVERS, "refuse-before"))
    second = boot()
    cloud.faults.add(Fault("POST", SERVERS, "lose-answer"))
    third = boot()
    assert len({first.stdout, second.stdout, third.stdout}) == len(cloud.servers) == 3


def test_a_server_of_a_clock_that_is_behind_is_not_made_twice(
    cloud: LocalCloud, other_machine: Callable[[], None]
) -> None:
    cloud.add_server(
        "vm",
        flavor="6",
        image=IMAGE,
        user_id=cloud.user_id,
        created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 5)),
    )
    cloud.faults.add(Fault("POST", SERVERS, "refuse-before"))
    run = boot()
    assert run.exit_code == 7
    assert cloud.count("POST", SERVERS) == 1


def test_another_users_new_server_of_that_name_makes_the_outcome_unknown(
    cloud: LocalCloud, other_machine: Callable[[], None]
) -> None:
    boot()
    (server,) = cloud.servers.values()
    server["user_id"] = "somebody-else"
    other_machine()
    cloud.faults.add(Fault("POST", SERVERS, "refuse-before"))
    run = boot()
    assert run.exit_code == 7
    assert str(server["id"]) in run.stderr
    assert cloud.count("POST", SERVERS) == 2


def test_an_answer_that_is_lost_behind_a_proxy_is_looked_for(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", cloud.url)  # asked for the whole URL, it answers for the path
    endpoint = f"http://nova.invalid/compute/v2.1/{cloud.project.id}"
    monkeypatch.setenv("OS_ENDPOINT_OVERRIDE", endpoint)
    cloud.faults.add(Fault("POST", "/servers$", "lose-answer"))
    run = boot()
    assert run.exit_code == 0, run.stderr
    assert (len(cloud.servers), cloud.count("POST", "/servers$")) == (1, 1)


def test_a_server_that_somebody_stopped_is_not_removed(cloud: LocalCloud) -> None:
    boot("--idempotency-key", "job-7")
    (server,) = cloud.servers.values()
    server.update({"status": "SHUTOFF", "OS-EXT-STS:vm_state": "stopped"})
    run = boot("--idempotency-key", "job-7", "--poll", "--rm-on-failure")
    assert run.exit_code == 1
    assert "SHUTOFF" in run.stderr
    assert len(cloud.servers) == 1


def test_a_message_that_nobody_can_read_loses_no_server(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "lose-answer"))
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [*COMMAND, *BOOT],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            check=False,
        )
    assert (process.stdout.split(), process.returncode) == ([*cloud.servers], 0)


def test_a_server_without_a_believable_age_makes_the_outcome_unknown(cloud: LocalCloud) -> None:
    cloud.add_server(
        "vm", flavor="6", image=IMAGE, created="1970-01-01T00:00:00.000000Z", user_id=cloud.user_id
    )
    cloud.faults.add(Fault("POST", SERVERS, "refuse-before"))
    run = boot()
    assert run.exit_code == 7
    assert cloud.count("POST", SERVERS) == 1


def test_if_looking_fails_too_the_outcome_is_unknown(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mini_nova_auth.wire.retry.FIRST_PAUSE", 0.01)
    cloud.faults.add(Fault("POST", SERVERS, "lose-answer"))
    cloud.faults.add(Fault("GET", r"/servers", "status", status=503, times=999))
    run = boot()
    assert run.exit_code == 7
    assert "mini-nova list --name vm" in run.errors[-1]


SENSELESS_LOOKS = [
    *(Fault("GET", r"/servers", "status", status=status) for status in (408, 413, 429, 503)),
    Fault("GET", r"/servers", "status", status=200, body={}),
    Fault("GET", r"/servers", "status", status=200, body={"servers": None}),
    Fault("GET", r"/servers", "status", status=200, body=[]),
    Fault("GET", r"/servers", "html"),
]


@pytest.mark.parametrize("fault", SENSELESS_LOOKS, ids=lambda fault: f"{fault.action}")
@pytest.mark.parametrize("number", [0, 1])
def test_a_look_that_says_nothing_is_repeated(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, fault: Fault, number: int
) -> None:
    """The first look, or the second one that makes sure of the match."""
    monkeypatch.setattr(PAUSES, QUICK._replace(settle=LIMIT))
    cloud.faults.add(Fault("POST", SERVERS, "lose-answer"))
    cloud.faults.add(*[Fault("GET", r"/servers", "pass")] * number)
    cloud.faults.add(Fault("GET", r"/servers", fault.action, **fault.details))
    assert_one(cloud, boot(), posts=1)


def test_all_of_several_are_found_after_a_lost_answer(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "lose-answer"))
    run = boot("--max-count", "3", "--poll")
    assert run.exit_code == 0, run.stderr
    assert sorted(run.lines) == sorted(cloud.servers)
    assert len(run.lines) == 3


def test_bad_polls_do_not_end_the_wait(cloud: LocalCloud) -> None:
    cloud.pace = [("spawning", 1.0)]
    for action in ("lose-answer", "html", "bad-json", "cut-answer", "empty"):
        cloud.faults.add(Fault("GET", SERVER, action))
    for status in (500, 503, 404):
        cloud.faults.add(Fault("GET", SERVER, "status", status=status))
    assert_one(cloud, boot("--poll"), posts=1)


def test_a_failing_connection_is_retried_and_then_reported(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    nova("list")
    cloud.stop()
    run = boot()
    assert run.exit_code == 1
    assert "connection refused" in run.errors[0]


@pytest.mark.slow
def test_ctrl_c_during_the_request_reports_what_is_there(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "hang"))
    process = start(*BOOT)
    wait_until(lambda: len(cloud.servers) == 1)
    process.send_signal(signal.SIGINT)
    run = finish(process)
    assert run.exit_code == 130
    assert all(server_id in run.stderr for server_id in cloud.servers)

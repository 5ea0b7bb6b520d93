"""Signals that end a command: nothing that was booked gets lost, and nobody sees a traceback."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import COMMAND, Run, finish, start, wait_until

BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE)
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FOREVER = [("scheduling", 3600.0)]
# For this one, "at once" is a minute: on a busy machine two signals may be seconds apart.
PATIENT = (
    sys.executable,
    "-c",
    "from mini_nova import main, signals; signals.SAME = 60.0; main.main()",
)
LAST_WORDS = "... terminating mini-nova"


def _only_id(cloud: LocalCloud) -> str:
    (server_id,) = cloud.servers
    return server_id


def _following(
    cloud: LocalCloud, *options: str, program: tuple[str, ...] = COMMAND
) -> subprocess.Popen[str]:
    """A boot that has shown its first state."""
    cloud.pace = FOREVER
    process = start(*BOOT, "--poll", *options, program=program)
    assert process.stderr is not None
    line = process.stderr.readline()
    assert _only_id(cloud) in line
    return process


def _interrupted_while_asking(cloud: LocalCloud, number: signal.Signals, *options: str) -> Run:
    """A boot that a signal reaches before the answer to its create request comes."""
    answer = Event()
    cloud.pace = FOREVER
    cloud.faults.add(Fault("POST", "/servers", "delay", until=answer))
    process = start(*BOOT, *options)
    wait_until(lambda: cloud.count("POST", "/servers"))
    process.send_signal(number)
    answer.set()
    return finish(process)


@pytest.mark.parametrize("number", ENDING)
def test_a_wait_names_the_server_and_how_to_go_on(
    cloud: LocalCloud, number: signal.Signals
) -> None:
    process = _following(cloud)
    process.send_signal(number)
    run = finish(process)
    assert (run.exit_code, run.stdout) == (128 + number, "")
    server_id = _only_id(cloud)
    assert (
        run.errors[-2]
        == f"ERROR (Interrupted): interrupted; the server was still building: {server_id}"
    )
    assert run.errors[-1] == (
        f"To resume waiting: mini-nova wait {server_id}; to give up: mini-nova delete {server_id}"
    )


@pytest.mark.parametrize("number", ENDING)
def test_a_wait_deletes_what_it_is_told_to_delete(
    cloud: LocalCloud, number: signal.Signals
) -> None:
    process = _following(cloud, "--rm-on-failure")
    process.send_signal(number)
    run = finish(process)
    assert run.exit_code == 128 + number
    assert run.errors[-1] == "What this boot made has been deleted, as requested."
    assert not cloud.servers


def test_two_signals_at_once_are_one(cloud: LocalCloud) -> None:
    """timeout(1) signals the process, and then its group."""
    answer = Event()
    cloud.faults.add(Fault("DELETE", "/servers/", "delay", until=answer))
    process = _following(cloud, "--rm-on-failure", program=PATIENT)
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: cloud.count("DELETE", "/servers/"))
    process.send_signal(signal.SIGTERM)
    answer.set()
    run = finish(process)
    assert run.exit_code == 143
    assert not cloud.servers


@pytest.mark.parametrize("number", ENDING)
def test_a_program_gets_the_object_and_the_servers(
    cloud: LocalCloud, number: signal.Signals
) -> None:
    process = _following(cloud, "-f", "json")
    process.send_signal(number)
    run = finish(process)
    assert run.exit_code == 128 + number
    assert (run.failure["code"], run.failure["retryable"]) == ("interrupted", False)
    assert run.failure["booked"] == [_only_id(cloud)]


@pytest.mark.parametrize("number", ENDING)
def test_a_create_request_is_answered_first(cloud: LocalCloud, number: signal.Signals) -> None:
    run = _interrupted_while_asking(cloud, number)
    server_id = _only_id(cloud)
    assert (run.exit_code, run.stdout) == (128 + number, "")
    assert run.errors == [
        LAST_WORDS,
        f"The server is booked all the same: {server_id}",
        f"To wait for it: mini-nova wait {server_id}; to give up: mini-nova delete {server_id}",
    ]


def test_a_create_request_that_is_answered_late_makes_nothing_that_stays(cloud: LocalCloud) -> None:
    run = _interrupted_while_asking(cloud, signal.SIGTERM, "--poll", "--rm-on-failure")
    assert (run.exit_code, run.errors[0]) == (143, f"deleted {run.errors[0].split()[-1]}")
    assert not cloud.servers


def test_a_create_request_without_an_answer_is_not_waited_for_long(cloud: LocalCloud) -> None:
    cloud.pace = FOREVER
    cloud.faults.add(Fault("POST", "/servers", "hang"))
    process = start(*BOOT)
    wait_until(lambda: cloud.servers)
    process.send_signal(signal.SIGTERM)
    run = finish(process)
    assert run.exit_code == 143
    assert _only_id(cloud) in run.errors[0]


def test_a_signal_that_the_parent_ignores_is_ignored(cloud: LocalCloud) -> None:
    program = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh", *COMMAND)
    answer = Event()
    cloud.faults.add(Fault("GET", "/servers", "delay", until=answer))
    process = start("list", program=program)
    wait_until(lambda: cloud.count("GET", "/servers"))
    process.send_signal(signal.SIGHUP)
    answer.set()
    assert finish(process).exit_code == 0


CALLBACK = """
import os, signal, time, weakref
from mini_nova import signals
signals.install()
signals.listen()
thing = type("Thing", (), {})()
reference = weakref.ref(thing, lambda _: [os.kill(os.getpid(), signal.SIGINT), time.sleep(0.1)])
try:
    del thing
    time.sleep(10)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_in_a_callback_is_raised_after_it() -> None:
    """The import system has such callbacks."""
    run = finish(start(program=(sys.executable, "-c", CALLBACK)))
    assert run == ("interrupted\n", "", 0)


def _handles_signals(process: subprocess.Popen[str]) -> bool:
    """Whether the handlers are installed; before that, the process is Python's own."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    (mask,) = re.findall(r"^SigCgt:\t(\w+)$", status, re.MULTILINE)
    return bool(int(mask, 16) & 1 << signal.SIGTERM - 1)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", ENDING)
def test_no_moment_has_a_traceback(cloud: LocalCloud, number: signal.Signals) -> None:
    cloud.faults.add(Fault("GET", "/servers", "hang", times=1000))
    for moment in range(60):
        process = start("list")
        wait_until(lambda process=process: _handles_signals(process))  # type: ignore[misc]
        time.sleep(moment * 0.008)
        process.send_signal(number)
        run = finish(process)
        assert (run.exit_code, run.stderr.strip()) == (128 + number, LAST_WORDS)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_at_every_moment_a_program_gets_the_object(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/servers", "hang", times=1000))
    for moment in range(60):
        process = start("list", "-f", "json")
        wait_until(lambda process=process: _handles_signals(process))  # type: ignore[misc]
        time.sleep(moment * 0.008)
        process.send_signal(signal.SIGTERM)
        run = finish(process)
        assert (run.exit_code, run.errors[0]) == (143, LAST_WORDS)
        assert run.failure["code"] == "interrupted"

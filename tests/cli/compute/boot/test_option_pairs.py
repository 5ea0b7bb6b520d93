"""Each pair of boot's options, on a clean path and with a lost answer: what is asked is made and
told.
"""

from collections.abc import Sequence
from itertools import combinations

import pytest

from tests.cli.compute.boot.booting import BOOT, IMAGE, SERVERS
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Run, nova

OPTIONS = {
    "key": ("--idempotency-key", "job-7"),
    "max": ("--max-count", "3"),
    "min": ("--min-count", "2"),
    "reservation": ("--return-reservation-id",),
    "poll": ("--poll",),
    "timeout": ("--poll", "--timeout", "30"),
    "rm": ("--poll", "--rm-on-failure"),
    "names": ("--flavor", "testflav", "--image", "cirros-0.3.0-x86_64"),
}
PATHS = {"clean": "pass", "lost-after": "lose-answer", "lost-before": "refuse-before"}
POSTS = {"clean": 1, "lost-after": 1, "lost-before": 2}
PAIRS = [*combinations(OPTIONS, 2), *((name,) for name in OPTIONS)]


def _boot(names: Sequence[str]) -> Run:
    arguments = ["boot", "vm"]
    if "names" not in names:
        arguments += ["--flavor", "6", "--image", IMAGE]
    for name in names:
        arguments += OPTIONS[name]
    return nova(*arguments)


def _count(names: Sequence[str]) -> int:
    if "max" in names:
        return 3
    return 2 if "min" in names else 1


def _assert_told(cloud: LocalCloud, run: Run) -> None:
    """Every id was told, or the reservation that all servers belong to."""
    text = run.stdout + run.stderr
    untold = [server_id for server_id in cloud.servers if server_id not in text]
    reservations = {cloud.fleet.reservations[server_id] for server_id in untold}
    assert not untold or (len(reservations) == 1 and reservations.pop() in run.stdout)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("names", PAIRS, ids="+".join)
def test_what_is_asked_is_made_and_told(
    cloud: LocalCloud, names: tuple[str, ...], path: str
) -> None:
    cloud.faults.add(Fault("POST", SERVERS, PATHS[path]))
    run = _boot(names)
    assert run.exit_code == 0, run.stderr
    assert len(cloud.servers) == _count(names)
    assert cloud.count("POST", SERVERS) == POSTS[path]
    _assert_told(cloud, run)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", [name for name in OPTIONS if name != "key"])
def test_a_rerun_with_the_key_makes_nothing(cloud: LocalCloud, name: str, path: str) -> None:
    cloud.faults.add(Fault("POST", SERVERS, PATHS[path]))
    names = ("key", name)
    assert _boot(names).exit_code == 0
    servers = set(cloud.servers)
    rerun = _boot(names)
    assert rerun.exit_code == 0, rerun.stderr
    assert set(cloud.servers) == servers
    _assert_told(cloud, rerun)


@pytest.mark.parametrize("name", ["max", "min", "reservation", "poll"])
@pytest.mark.parametrize("outcome", ["ERROR", "ACTIVE"])
def test_a_clean_up_takes_all_that_was_made_and_only_on_failure(
    cloud: LocalCloud, name: str, outcome: str
) -> None:
    cloud.outcome = outcome
    names = ("rm", name)
    run = _boot(names)
    assert run.exit_code == (5 if outcome == "ERROR" else 0)
    assert len(cloud.servers) == (0 if outcome == "ERROR" else _count(names))


FAILURES = [
    Fault("GET", r"/servers/detail$", "status", status=408),
    Fault("GET", r"/servers/detail$", "status", status=413),
    Fault("GET", r"/servers/detail$", "status", status=429),
    Fault("GET", r"/servers/detail$", "bad-json"),
    Fault("GET", r"/servers/detail$", "html"),
]


@pytest.mark.parametrize("fault", FAILURES, ids=lambda fault: f"{fault.action} {fault.details}")
@pytest.mark.parametrize("names", [("key",), ("key", "max"), ("key", "reservation")], ids="+".join)
def test_a_look_that_fails_once_after_a_good_answer_is_repeated(
    cloud: LocalCloud, names: tuple[str, ...], fault: Fault
) -> None:
    first_look = Fault("GET", r"/servers/detail$", "pass")
    cloud.faults.add(first_look, Fault(fault.method, fault.path, fault.action, **fault.details))
    run = _boot(names)
    assert run.exit_code == 0, run.stderr
    assert len(cloud.servers) == _count(names)
    _assert_told(cloud, run)


@pytest.mark.parametrize("fault", FAILURES, ids=lambda fault: f"{fault.action} {fault.details}")
def test_a_look_for_siblings_that_fails_once_is_repeated(cloud: LocalCloud, fault: Fault) -> None:
    cloud.faults.add(Fault(fault.method, fault.path, fault.action, **fault.details))
    run = _boot(("max", "poll"))
    assert run.exit_code == 0, run.stderr
    _assert_told(cloud, run)


def test_siblings_that_cannot_be_listed_make_the_outcome_unknown(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", r"/servers/detail$", "status", times=999, status=403))
    run = _boot(("max", "poll"))
    assert run.exit_code == 7
    assert "the request was accepted (" in run.stderr


def test_as_many_as_requested_after_a_loss_are_no_duplicates(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "status", status=503))
    run = _boot(("max", "poll"))
    assert run.exit_code == 0, run.stderr
    assert len(cloud.servers) == 3


def test_a_key_with_fewer_servers_than_requested_is_refused(cloud: LocalCloud) -> None:
    assert nova(*BOOT, "--idempotency-key", "job-7", "--max-count", "2").exit_code == 0
    cloud.remove_server(next(iter(cloud.servers)))
    run = nova(*BOOT, "--idempotency-key", "job-7", "--min-count", "2")
    assert run.exit_code == 1
    assert "'job-7' has another number of servers than 2: vm-2 (" in run.errors[0]
    assert cloud.count("POST", SERVERS) == 1


@pytest.mark.parametrize("key", ["", " ", "\t"])
def test_an_empty_key_is_refused(cloud: LocalCloud, key: str) -> None:
    run = nova(*BOOT, "--idempotency-key", key)
    assert run.exit_code == 2
    assert "the idempotency key is empty" in run.errors[0]
    assert "variable" in run.errors[1]
    assert cloud.requests == []

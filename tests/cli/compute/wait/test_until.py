"""Following servers to ACTIVE. No test here waits: the pauses are where the cloud moves on."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from mini_nova.compute.api import Compute
from mini_nova.compute.wait.states import Progress, State, state_of
from mini_nova.compute.wait.until import pause_after, until_status
from mini_nova.errors import BuildFailed, CommandError, DeletedWhileWaiting, ServiceError, TimedOut
from tests.local_cloud import Fault, LocalCloud

SERVER = r"/servers/[^/]+$"
Step = Callable[[], Any]


def _steps(*steps: Step) -> Callable[[float], None]:
    """A sleep that does one thing a pause. One pause too many raises StopIteration."""
    remaining = iter(steps)
    return lambda seconds: next(remaining)()


def _nothing() -> None:
    """A pause in which nothing happens."""


def _becomes(cloud: LocalCloud, server_id: str, status: str, **fields: Any) -> Step:
    return lambda: cloud.servers[server_id].update(
        {"status": status, "OS-EXT-STS:task_state": None, **fields}
    )


def _building(cloud: LocalCloud, *names: str) -> list[str]:
    return [str(cloud.add_server(name=name, status="BUILD")["id"]) for name in names]


def _recorder() -> tuple[list[str], Callable[[Progress], None]]:
    lines: list[str] = []
    return lines, lambda progress: lines.append(
        ", ".join(f"{name} {state}" for name, state in progress.states.values())
    )


def test_one_server_costs_one_request_a_look(cloud: LocalCloud, compute: Compute) -> None:
    (server_id,) = _building(cloud, "vm")
    lines, tell = _recorder()
    ended = until_status(
        compute,
        [server_id],
        prefix="vm",
        on_progress=tell,
        sleep=_steps(_nothing, _becomes(cloud, server_id, "ACTIVE")),
    )
    assert [server["id"] for server in ended] == [server_id]
    assert lines == ["vm BUILD scheduling", "vm BUILD scheduling", "vm ACTIVE"]
    assert cloud.count("GET", "/servers") == cloud.count("GET", SERVER) == 3


def test_several_servers_cost_one_request_a_look(cloud: LocalCloud, compute: Compute) -> None:
    first, second = _building(cloud, "web-1", "web-2")
    cloud.add_server(name="other")
    ended = until_status(
        compute,
        [second, first],
        prefix="web",
        sleep=_steps(_becomes(cloud, first, "ACTIVE"), _becomes(cloud, second, "ACTIVE")),
    )
    assert [server["id"] for server in ended] == [second, first]
    assert [
        (request.path.rpartition("/")[2], request.query)
        for request in cloud.matching("GET", "/servers")
    ] == [
        ("detail", {"name": ["^web"]}),
        ("detail", {"name": ["^web"]}),
        (second, {}),
    ]


def test_a_server_that_the_list_leaves_out_is_asked_for_by_its_id(
    cloud: LocalCloud, compute: Compute
) -> None:
    first, second = _building(cloud, "web-1", "renamed")
    steps = _steps(
        lambda: [_becomes(cloud, server_id, "ACTIVE")() for server_id in (first, second)]
    )
    assert len(until_status(compute, [first, second], prefix="web", sleep=steps)) == 2


def test_error_brings_the_fault_on_one_line(cloud: LocalCloud, compute: Compute) -> None:
    (server_id,) = _building(cloud, "vm")
    fault = {"message": "No valid host\nwas found."}
    with pytest.raises(BuildFailed) as failed:
        until_status(
            compute, [server_id], sleep=_steps(_becomes(cloud, server_id, "ERROR", fault=fault))
        )
    assert failed.value.message == f"vm ({server_id}) went to ERROR: No valid host was found."
    assert failed.value.exit_code == 5


def test_all_are_waited_for_even_if_one_has_failed(cloud: LocalCloud, compute: Compute) -> None:
    failing, working = _building(cloud, "web-1", "web-2")
    steps = _steps(_becomes(cloud, failing, "ERROR"), _becomes(cloud, working, "ACTIVE"))
    with pytest.raises(BuildFailed) as failed:
        until_status(compute, [failing, working], prefix="web", sleep=steps)
    assert failing in failed.value.message
    assert working not in failed.value.message


def test_a_server_that_is_missing_for_long_was_deleted(cloud: LocalCloud, compute: Compute) -> None:
    (server_id,) = _building(cloud, "vm")
    steps = _steps(lambda: cloud.remove_server(server_id), _nothing)
    with pytest.raises(DeletedWhileWaiting, match="was deleted during the wait") as failed:
        until_status(compute, [server_id], sleep=steps, missing_patience=0.0)
    assert failed.value.exit_code == 1


@pytest.mark.parametrize("sights", [0, 1])
def test_a_young_server_may_be_missing_for_a_moment(
    cloud: LocalCloud, compute: Compute, sights: int
) -> None:
    (server_id,) = _building(cloud, "vm")
    cloud.faults.add(*[Fault("GET", r"/servers/[^/]+$", "pass")] * sights)
    cloud.faults.add(Fault("GET", r"/servers/[^/]+$", "status", status=404, times=3))
    steps = _steps(_nothing, _nothing, _nothing, _nothing, _becomes(cloud, server_id, "ACTIVE"))
    (server,) = until_status(compute, [server_id], sleep=steps)
    assert server["status"] == "ACTIVE"


def test_a_server_that_was_never_seen_was_not_deleted(compute: Compute) -> None:
    unknown = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
    with pytest.raises(CommandError, match=f"server {unknown} was not seen"):
        until_status(compute, [unknown], sleep=_steps(_nothing), missing_patience=0.0)


@pytest.mark.parametrize("status", [408, 413, 429, 503])
def test_a_status_that_passes_does_not_end_the_wait(
    cloud: LocalCloud, compute: Compute, status: int
) -> None:
    (server_id,) = _building(cloud, "vm")
    cloud.faults.add(
        Fault("GET", r"/servers/", "status", status=status, headers={"Retry-After": "1"})
    )
    steps = _steps(_becomes(cloud, server_id, "ACTIVE"))
    (server,) = until_status(compute, [server_id], sleep=steps)
    assert server["status"] == "ACTIVE"


def test_a_server_that_is_missing_once_is_not_given_up(cloud: LocalCloud, compute: Compute) -> None:
    (server_id,) = _building(cloud, "vm")
    cloud.faults.add(Fault("GET", SERVER, "status", status=404))
    assert until_status(compute, [server_id], sleep=_steps(_becomes(cloud, server_id, "ACTIVE")))


def test_a_server_that_somebody_stopped_will_never_be_active(
    cloud: LocalCloud, compute: Compute
) -> None:
    (server_id,) = _building(cloud, "vm")
    with pytest.raises(CommandError, match="is SHUTOFF and not ACTIVE"):
        until_status(compute, [server_id], sleep=_steps(_becomes(cloud, server_id, "SHUTOFF")))


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", SERVER, "status", status=503),
        Fault("GET", SERVER, "status", status=429),
        Fault("GET", SERVER, "status", status=413, headers={"Retry-After": "0"}),
        Fault("GET", SERVER, "lose-answer"),
        Fault("GET", SERVER, "html"),
        Fault("GET", SERVER, "cut-answer"),
    ],
    ids=str,
)
def test_passing_trouble_is_reported_and_waited_out(
    cloud: LocalCloud, compute: Compute, fault: Fault
) -> None:
    (server_id,) = _building(cloud, "vm")
    cloud.faults.add(fault)
    warned: list[str] = []
    until_status(
        compute, [server_id], warn=warned.append, sleep=_steps(_becomes(cloud, server_id, "ACTIVE"))
    )
    assert len(warned) == 1
    assert warned[0].endswith("; still waiting")


def test_the_cloud_may_ask_for_a_longer_pause(cloud: LocalCloud, compute: Compute) -> None:
    (server_id,) = _building(cloud, "vm")
    cloud.faults.add(Fault("GET", SERVER, "status", status=429, headers={"Retry-After": "17"}))
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        _becomes(cloud, server_id, "ACTIVE")()

    until_status(compute, [server_id], sleep=sleep)
    assert pauses == [17.0]


def test_a_refusal_that_will_not_pass_ends_the_wait(cloud: LocalCloud, compute: Compute) -> None:
    (server_id,) = _building(cloud, "vm")
    cloud.faults.add(Fault("GET", SERVER, "status", status=403))
    with pytest.raises(ServiceError) as refused:
        until_status(compute, [server_id], sleep=_steps())
    assert refused.value.status == 403


def test_a_cloud_that_stops_answering_ends_the_wait(cloud: LocalCloud, compute: Compute) -> None:
    (server_id,) = _building(cloud, "vm")
    cloud.faults.add(Fault("GET", SERVER, "status", status=503))
    with pytest.raises(ServiceError):
        until_status(compute, [server_id], sleep=_steps(), out_of_touch=0.0)


def test_a_time_limit_reports_the_states_and_how_to_resume(
    cloud: LocalCloud, compute: Compute
) -> None:
    first, second = _building(cloud, "web-1", "web-2")
    _becomes(cloud, first, "ACTIVE")()
    with pytest.raises(TimedOut) as gave_up:
        until_status(compute, [first, second], prefix="web", timeout=0.001, sleep=_steps())
    assert (
        gave_up.value.message
        == f"gave up waiting after 0.001 s: web-2 ({second}) is BUILD scheduling"
    )
    assert (
        gave_up.value.hint == f"It may still get there. To resume waiting: mini-nova wait {second}"
    )


@pytest.mark.parametrize(
    ("elapsed", "pause"), [(0.0, 0.2), (2.0, 0.2), (10.0, 1.0), (50.0, 5.0), (3600.0, 5.0)]
)
def test_polls_are_frequent_at_first_and_never_rare(elapsed: float, pause: float) -> None:
    assert pause_after(elapsed) == pytest.approx(pause)


_STATES: Sequence[tuple[dict[str, Any], State]] = [
    ({"status": "BUILD", "OS-EXT-STS:task_state": "spawning"}, State("BUILD", "spawning")),
    ({"status": "active", "OS-EXT-STS:task_state": None}, State("ACTIVE", "")),
    ({"status": None, "OS-EXT-STS:task_state": ["x"]}, State("", "")),
    ({"status": "BUILD(scheduling)"}, State("BUILD", "scheduling")),
    ({}, State("", "")),
]


@pytest.mark.parametrize(("server", "state"), _STATES)
def test_states(server: dict[str, Any], state: State) -> None:
    assert state_of(server) == state

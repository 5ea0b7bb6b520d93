"""Keeping track of the servers of a wait for an action."""

from collections.abc import Sequence
from typing import Any

import pytest

from mini_nova.compute.wait.action_watch import RECORD_PATIENCE, ActionWatch
from mini_nova.compute.wait.goal import Goal, Receipt
from mini_nova.compute.wait.records import FINISHED, UNDER_WAY, ActionRecord
from mini_nova.errors import ActionFailed, BuildFailed, MiniNovaError

TASK = "OS-EXT-STS:task_state"
DONE = ActionRecord(is_over=True, failure="")
FAILED = ActionRecord(is_over=True, failure="resize failed: No valid host was found.")
PAUSED, RESIZED = Goal(("PAUSED",)), Goal(("VERIFY_RESIZE", "ACTIVE"), returns=True)
CONFIRMED = Goal(("ACTIVE",), source="VERIFY_RESIZE")
REBUILT = Goal(("ACTIVE", "SHUTOFF"), returns=True)


def _server(status: str, task: str | None = None) -> dict[str, Any]:
    return {"id": "1", "name": "vm", "status": status, TASK: task}


class _Wait:
    """A wait for one server whose record is read off a list; the last entry stays."""

    def __init__(self, goal: Goal, records: Sequence[ActionRecord] = ()) -> None:
        self.seconds = 0.0
        self.reads = 0
        self._records = list(records)
        self.watch = ActionWatch(
            [Receipt("1", "req-1")], goal, self._record, clock=lambda: self.seconds
        )

    def _record(self, _: Receipt) -> ActionRecord:
        self.reads += 1
        return self._records[min(self.reads, len(self._records)) - 1]

    def see(self, *servers: dict[str, Any]) -> list[str]:
        for server in servers:
            self.watch.update({"1": server})
        return self.watch.pending


def test_a_status_that_tells_all_costs_no_record() -> None:
    wait = _Wait(PAUSED)
    assert wait.see(_server("ACTIVE", "pausing"), _server("PAUSED")) == []
    assert (wait.watch.result(), wait.reads) == ([_server("PAUSED")], 0)


def test_a_record_that_is_over_ends_the_wait() -> None:
    wait = _Wait(RESIZED, [UNDER_WAY, DONE])
    assert wait.see(_server("RESIZE", "resize_prep"), _server("VERIFY_RESIZE")) == ["1"]
    assert wait.see(_server("VERIFY_RESIZE")) == []
    assert wait.watch.result() == [_server("VERIFY_RESIZE")]


def test_a_server_that_is_active_for_a_moment_is_not_there_yet() -> None:
    """A stopped server that is rebuilt is started first, and then stopped."""
    wait = _Wait(REBUILT, [UNDER_WAY, DONE])
    assert wait.see(_server("ACTIVE"), _server("ACTIVE", "powering-off")) == ["1"]
    assert wait.see(_server("SHUTOFF")) == []
    assert wait.watch.result() == [_server("SHUTOFF")]


def test_a_failure_that_left_the_server_as_it_was() -> None:
    wait = _Wait(RESIZED, [FAILED])
    assert wait.see(_server("ACTIVE")) == []
    with pytest.raises(ActionFailed) as failure:
        wait.watch.result()
    assert failure.value.message == "vm (1) is ACTIVE: resize failed: No valid host was found."
    assert failure.value.hint == "'mini-nova instance-action 1 req-1' has details."


@pytest.mark.parametrize("record", [FINISHED, DONE])
def test_another_status_without_a_reason(record: ActionRecord) -> None:
    wait = _Wait(PAUSED, [record])
    assert wait.see(_server("ACTIVE")) == []
    with pytest.raises(MiniNovaError, match="is ACTIVE and not PAUSED"):
        wait.watch.result()


def test_a_record_that_never_ends_is_not_waited_for_long() -> None:
    wait = _Wait(RESIZED, [UNDER_WAY])
    assert wait.see(_server("VERIFY_RESIZE")) == ["1"]
    wait.seconds = RECORD_PATIENCE
    assert wait.see(_server("VERIFY_RESIZE")) == []


def test_the_source_of_an_action_without_a_task() -> None:
    wait = _Wait(CONFIRMED, [FINISHED, DONE])
    assert wait.see(_server("VERIFY_RESIZE"), _server("VERIFY_RESIZE")) == ["1"]
    assert wait.see(_server("ACTIVE")) == []


def test_a_failure_at_the_source() -> None:
    wait = _Wait(CONFIRMED, [FAILED])
    assert wait.see(_server("VERIFY_RESIZE")) == []
    with pytest.raises(ActionFailed, match="vm \\(1\\) is VERIFY_RESIZE: resize failed"):
        wait.watch.result()


def test_a_server_in_error_that_is_being_mended() -> None:
    wait = _Wait(REBUILT, [UNDER_WAY, UNDER_WAY, DONE])
    assert wait.see(_server("ERROR", "rebuilding"), _server("ERROR", "rebuild_spawning")) == ["1"]
    assert wait.see(_server("ACTIVE")) == []
    assert wait.watch.result() == [_server("ACTIVE")]


@pytest.mark.parametrize(("task", "records"), [(None, []), ("spawning", [DONE])])
def test_a_server_that_ends_in_error(task: str | None, records: list[ActionRecord]) -> None:
    wait = _Wait(REBUILT, records)
    assert wait.see(_server("ERROR", task)) == []
    with pytest.raises(BuildFailed, match="went to ERROR"):
        wait.watch.result()


@pytest.mark.parametrize(
    ("goal", "advice"),
    [
        (REBUILT, "To resume waiting: mini-nova wait --until ACTIVE --until SHUTOFF 1"),
        (CONFIRMED, "To look at it: mini-nova show 1"),
    ],
)
def test_a_time_limit_says_how_to_go_on(goal: Goal, advice: str) -> None:
    wait = _Wait(goal)
    wait.see(_server("REBUILD", "rebuilding"))
    assert wait.watch.time_limit_error(5).hint == f"It may still get there. {advice}"

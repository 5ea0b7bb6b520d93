"""Keeping track of a snapshot."""

from collections.abc import Sequence
from typing import Any

import pytest

from mini_nova.compute.wait.action_watch import RECORD_PATIENCE
from mini_nova.compute.wait.goal import Receipt
from mini_nova.compute.wait.records import FINISHED, UNDER_WAY, ActionRecord
from mini_nova.compute.wait.snapshot_watch import SnapshotWatch
from mini_nova.errors import ActionFailed

TASK = "OS-EXT-STS:task_state"
FAILED = ActionRecord(is_over=True, failure="createImage failed: The disk is full.")
DONE = ActionRecord(is_over=True, failure="")


def _image(status: str) -> dict[str, Any]:
    return {"id": "i", "name": "snap", "status": status}


def _server(task: str | None) -> dict[str, Any]:
    return {"id": "s", "name": "vm", "status": "ACTIVE", TASK: task}


class _Wait:
    """A wait for one snapshot whose record is read off a list; the last entry stays."""

    def __init__(self, *records: ActionRecord) -> None:
        self.seconds = 0.0
        self._records = list(records)
        self.watch = SnapshotWatch(
            Receipt("s", "req-1"), "i", self._record, clock=lambda: self.seconds
        )

    def _record(self, _: Receipt) -> ActionRecord:
        return self._records.pop(0) if len(self._records) > 1 else self._records[0]

    def see(self, image: dict[str, Any] | None, server: dict[str, Any] | None) -> Sequence[str]:
        self.watch.update({"i": image, "s": server})
        return self.watch.pending


def test_it_ends_once_the_image_is_active_and_the_server_idle() -> None:
    wait = _Wait()
    assert wait.see(_image("queued"), _server("image_snapshot_pending")) == ["i", "s"]
    assert wait.see(_image("saving"), _server("image_uploading")) == ["i", "s"]
    assert wait.see(_image("active"), _server("image_uploading")) == ["i", "s"]
    assert wait.see(_image("active"), _server(None)) == []
    assert wait.watch.result() == [_image("active")]


def test_a_look_that_failed_says_nothing() -> None:
    wait = _Wait()
    wait.watch.update({})
    assert (wait.watch.pending, wait.watch.states) == (["i", "s"], {})


@pytest.mark.parametrize("image", [None, _image("killed"), _image("saving")])
def test_a_failure_is_told_by_the_record(image: dict[str, Any] | None) -> None:
    wait = _Wait(FAILED)
    wait.see(_image("queued"), _server("image_snapshot"))
    assert wait.see(image, _server(None)) == []
    with pytest.raises(ActionFailed) as failure:
        wait.watch.result()
    assert failure.value.message.startswith("image snap (i) is ")
    assert failure.value.message.endswith(": createImage failed: The disk is full.")
    assert failure.value.hint == "'mini-nova instance-action s req-1' has details."


def test_an_image_that_is_gone_without_a_reason() -> None:
    wait = _Wait(FINISHED)
    wait.see(_image("queued"), _server("image_snapshot"))
    assert wait.see(None, None) == []
    with pytest.raises(ActionFailed, match="is DELETED: the cloud gives no reason"):
        wait.watch.result()


@pytest.mark.parametrize("record", [UNDER_WAY, DONE])
def test_an_image_may_come_a_little_after_the_server(record: ActionRecord) -> None:
    wait = _Wait(record)
    assert wait.see(_image("saving"), _server(None)) == ["i", "s"]
    assert wait.see(_image("active"), _server(None)) == []
    assert wait.watch.result() == [_image("active")]


def test_an_image_that_never_comes_is_not_waited_for_long() -> None:
    wait = _Wait(DONE)
    wait.see(_image("queued"), _server(None))
    wait.seconds = RECORD_PATIENCE
    assert wait.see(_image("queued"), _server(None)) == []
    with pytest.raises(ActionFailed, match="is QUEUED"):
        wait.watch.result()


def test_a_time_limit_names_both() -> None:
    wait = _Wait()
    wait.see(_image("saving"), _server("image_uploading"))
    problem = wait.watch.time_limit_error(5)
    assert problem.message == (
        "gave up waiting after 5 s: snap (i) is SAVING, vm (s) is ACTIVE image_uploading"
    )

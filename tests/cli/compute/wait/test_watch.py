"""Keeping track of the servers of a wait."""

from typing import Any

import pytest

from mini_nova.compute.wait.watch import Watch
from mini_nova.errors import BuildFailed, DeletedWhileWaiting, MiniNovaError, WrongStatus

TASK = "OS-EXT-STS:task_state"
# Nova's and older clouds': what a server does on its way, seen by users who may not see its task.
PASSING = (
    "BUILD", "REBUILD", "REBOOT", "HARD_REBOOT", "MIGRATING", "PASSWORD", "RESIZE", "REVERT_RESIZE",
    "UNKNOWN", "PENDING", "BUILDING", "BUILD(scheduling)", "build(networking)", "",
)  # fmt: skip


def _server(status: str, task: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"id": "1", "name": "vm", "status": status, TASK: task, **fields}


def _watch(server: dict[str, Any] | None, status: str = "ACTIVE") -> Watch:
    watch = Watch(["1"], [status])
    watch.update({"1": server})
    return watch


@pytest.mark.parametrize(
    ("server", "status"),
    [
        (_server("BUILD", "spawning"), "ACTIVE"),
        *((_server(status), "ACTIVE") for status in PASSING),
        (_server("ACTIVE", "deleting"), "ACTIVE"),
        (_server("ACTIVE", "powering-off"), "ACTIVE"),
        (_server("PAUSED", "deleting"), "PAUSED"),
        (_server("ACTIVE", "pausing"), "PAUSED"),
        (_server("PAUSED", "unpausing"), "ACTIVE"),
        (None, "ACTIVE"),
    ],
)
def test_a_server_at_work_is_pending(server: dict[str, Any] | None, status: str) -> None:
    assert _watch(server, status).pending == ["1"]


@pytest.mark.parametrize(
    ("server", "status"),
    [
        (_server("ACTIVE"), "ACTIVE"),
        (_server("ACTIVE", "image_snapshot"), "ACTIVE"),
        (_server("PAUSED"), "PAUSED"),
    ],
)
def test_the_status_ends_the_wait(server: dict[str, Any], status: str) -> None:
    watch = _watch(server, status)
    assert (watch.pending, watch.result()) == ([], [server])


@pytest.mark.parametrize(
    ("server", "status", "error", "sentence"),
    [
        (_server("ERROR", "spawning"), "ACTIVE", BuildFailed, "the cloud gives no reason"),
        (_server("DELETED"), "ACTIVE", DeletedWhileWaiting, "server 1 was deleted"),
        (_server("ERROR", "deleting"), "ACTIVE", BuildFailed, "the cloud gives no reason"),
        (_server("ERROR(spawning)"), "ACTIVE", BuildFailed, "the cloud gives no reason"),
        (_server("DELETED", "deleting"), "ACTIVE", DeletedWhileWaiting, "server 1 was deleted"),
        (_server("SHUTOFF"), "ACTIVE", WrongStatus, "vm (1) is SHUTOFF and not ACTIVE"),
        (_server("SHUTOFF", "image_uploading"), "ACTIVE", WrongStatus, "is SHUTOFF and not"),
        (_server("VERIFY_RESIZE"), "ACTIVE", WrongStatus, "is VERIFY_RESIZE and not ACTIVE"),
        (_server("ACTIVE"), "PAUSED", WrongStatus, "vm (1) is ACTIVE and not PAUSED"),
    ],
)
def test_another_status_is_a_failure(
    server: dict[str, Any], status: str, error: type[MiniNovaError], sentence: str
) -> None:
    with pytest.raises(error) as failure:
        _watch(server, status).result()
    assert type(failure.value) is error
    assert sentence in failure.value.message


def test_a_name_that_an_answer_leaves_out_is_remembered() -> None:
    watch = _watch(_server("BUILD"))
    watch.update({"1": _server("BUILD", "spawning", name=None)})
    assert watch.states["1"][0] == "vm"

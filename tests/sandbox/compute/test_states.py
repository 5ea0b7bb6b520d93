"""The states of an instance: the API's status for them, and their one place in the code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mini_nova_sandbox
from mini_nova_sandbox.compute import states

PACKAGE = Path(mini_nova_sandbox.__file__).parent
TASK_STATES = {
    states.SCHEDULING,
    states.SPAWNING,
    states.DELETING,
    states.REBOOTING,
    states.REBOOTING_HARD,
    states.POWERING_OFF,
    states.POWERING_ON,
    states.REBUILDING,
    states.REBUILD_SPAWNING,
    states.RESIZE_PREP,
    states.RESIZE_MIGRATING,
    states.RESIZE_FINISH,
    states.RESIZE_CONFIRMING,
    states.RESIZE_REVERTING,
    states.IMAGE_SNAPSHOT,
    states.UPDATING_PASSWORD,
}


@pytest.mark.parametrize(
    ("vm_state", "task_state", "status"),
    [
        (states.BUILDING, states.SPAWNING, "BUILD"),
        (states.ACTIVE, None, "ACTIVE"),
        (states.ACTIVE, states.POWERING_OFF, "ACTIVE"),
        (states.ACTIVE, states.REBOOTING, "REBOOT"),
        (states.STOPPED, None, "SHUTOFF"),
        (states.STOPPED, states.RESIZE_PREP, "RESIZE"),
        (states.RESIZED, None, "VERIFY_RESIZE"),
        (states.RESIZED, states.RESIZE_REVERTING, "REVERT_RESIZE"),
        (states.ERROR, states.REBUILDING, "REBUILD"),
        ("another", None, "UNKNOWN"),
    ],
)
def test_status_of(vm_state: str, task_state: str | None, status: str) -> None:
    assert states.status_of(vm_state, task_state) == status


def test_the_words_of_task_states_are_in_one_place() -> None:
    literals = set()
    for path in PACKAGE.rglob("*.py"):
        if path.name != "states.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and node.value in TASK_STATES:
                    literals.add((path.name, node.value))
    assert literals == set()

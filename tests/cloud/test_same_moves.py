"""The same sequences of actions on a server, in the sandbox and in a real OpenStack.

After each step the answers have the same status and shape, and the servers settle in the same
states.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.known_differences import REASONS
from tests.cloud.moves import SEQUENCES, Step
from tests.cloud.sides import Side, Sides, compared, furnished
from tests.runner import wait_until

STATES = ("status", "OS-EXT-STS:vm_state")  # the real one's fake driver has no other power state


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Sides]:
    """The real cloud and a sandbox, with a server each."""
    with furnished(tmp_path) as sides:
        yield sides
        for side in sides:
            remove_images(side)


CONFIRM = {"confirmResize": None}


def remove_images(side: Side) -> None:
    """Delete the images that the sequences have made."""
    for name in ("shape", "shape-shelved", "shape-backup"):
        images = side("image", "GET", f"/v2/images?name={name}").json()["images"]
        for image in images:
            side("image", "DELETE", f"/v2/images/{image['id']}")


def server_of(side: Side) -> dict[str, Any]:
    """Return the server as an admin sees it."""
    server: dict[str, Any] = side("compute", "GET", "/servers/{server}", None, "2.96").json()[
        "server"
    ]
    return server


def settled(side: Side, step: Step) -> dict[str, Any]:
    """Return the server when no task is under way; a resize is confirmed without a task."""
    wait_until(lambda: server_of(side)["OS-EXT-STS:task_state"] is None)
    if step.body == CONFIRM:
        wait_until(lambda: server_of(side)["status"] != "VERIFY_RESIZE")
    return server_of(side)


def take(side: Side, step: Step) -> Any:
    """Send a step, with the hosts of this moment, and return its answer."""
    host = server_of(side)["OS-EXT-SRV-ATTR:host"]
    services = side("compute", "GET", "/os-services?binary=nova-compute", None, "2.53").json()
    hosts = [service["host"] for service in services["services"]]
    others = [name for name in hosts if name != host]
    side.words |= {"host": host or "none", "other": others[0]}
    path = step.path or "/servers/{server}/action"
    return side("compute", step.method, path, step.body, step.version)


@pytest.mark.parametrize("name", SEQUENCES)
def test_same_steps(both: tuple[Side, Side], name: str) -> None:
    problems = []
    for number, step in enumerate(SEQUENCES[name]):
        path = step.path or str(step.body)
        call = f"compute {step.version} {step.method} {path}"
        answers = [take(side, step) for side in both]
        problems += [
            f"{number} {call}: {difference}"
            for difference in compared(*answers)
            if not any(
                fnmatchcase(call, one) and fnmatchcase(difference, other) for one, other in REASONS
            )
        ]
        real, ours = (settled(side, step) for side in both)
        problems += [
            f"{number} {call}: then {ours[state]}, the real one {real[state]}"
            for state in STATES
            if ours[state] != real[state]
        ]
    assert "\n".join(problems) == ""

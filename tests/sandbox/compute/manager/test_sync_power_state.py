"""What guests do behind the cloud's back shows when their host starts, as Nova shows it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mini_nova_sandbox.virt.driver import CRASHED, NOSTATE, PAUSED, RUNNING, SHUTDOWN, SUSPENDED
from tests.sandbox.asgi_client import Api

BASE = "/compute/v2.1/servers"
VERSION = "2.96"
SERVER = {
    "name": "vm",
    "imageRef": "e540ef5b-baf0-417e-b6c2-3a0364af25d5",
    "flavorRef": "6",
    "networks": "none",
}


def boot(api: Api, *actions: str) -> str:
    """Boot a server, act on it, and return its id."""
    answer = api("POST", BASE, {"server": SERVER}, version=VERSION)
    server_id = str(answer.json["server"]["id"])
    api.work()
    for action in actions:
        api("POST", f"{BASE}/{server_id}/action", {action: None}, version=VERSION)
        api.work()
    return server_id


def set_power(api: Api, server_id: str, power_state: int) -> None:
    """Change the guest, and nothing else."""
    path = api.cloud.settings.instances / f"{server_id}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "power_state": power_state}))


def server_of(api: Api, server_id: str) -> dict[str, Any]:
    server: dict[str, Any] = api("GET", f"{BASE}/{server_id}", version=VERSION).json["server"]
    return server


def states_of(api: Api, server_id: str) -> tuple[str, int]:
    server = server_of(api, server_id)
    return server["status"], server["OS-EXT-STS:power_state"]


@pytest.mark.parametrize(
    ("actions", "power_state", "expected"),
    [
        ((), SHUTDOWN, ("SHUTOFF", SHUTDOWN)),
        ((), CRASHED, ("SHUTOFF", SHUTDOWN)),
        ((), SUSPENDED, ("SHUTOFF", SHUTDOWN)),
        ((), PAUSED, ("ACTIVE", PAUSED)),
        (("pause",), SHUTDOWN, ("SHUTOFF", SHUTDOWN)),
        (("pause",), RUNNING, ("PAUSED", RUNNING)),
        (("os-stop",), RUNNING, ("SHUTOFF", SHUTDOWN)),
        (("suspend",), SHUTDOWN, ("SUSPENDED", SUSPENDED)),
    ],
)
def test_a_guest_that_changed_by_itself(
    api: Api, actions: tuple[str, ...], power_state: int, expected: tuple[str, int]
) -> None:
    server_id = boot(api, *actions)
    set_power(api, server_id, power_state)
    api.work()
    assert states_of(api, server_id) == expected


def test_a_guest_that_is_gone_has_no_state(api: Api) -> None:
    server_id = boot(api)
    (api.cloud.settings.instances / f"{server_id}.json").unlink()
    api.work()
    assert states_of(api, server_id) == ("ACTIVE", NOSTATE)


def test_the_stop_is_an_action_of_nobody(api: Api) -> None:
    server_id = boot(api)
    set_power(api, server_id, SHUTDOWN)
    api.work()
    path = f"{BASE}/{server_id}/os-instance-actions"
    actions = api("GET", path, version=VERSION).json["instanceActions"]
    stop = actions[0]
    assert (stop["action"], stop["user_id"], stop["message"]) == ("stop", None, None)


def test_guests_as_expected_are_left_alone(api: Api) -> None:
    server_id = boot(api)
    updated = server_of(api, server_id)["updated"]
    rows = api.cloud.database.rows("SELECT * FROM instances")
    api.work()
    assert api.cloud.database.rows("SELECT * FROM instances") == rows
    assert server_of(api, server_id)["updated"] == updated

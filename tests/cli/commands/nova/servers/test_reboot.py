"""``mini-nova reboot``."""

import json

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

ACTION = r"/servers/[^/]+/action$"


@pytest.mark.parametrize(("options", "kind"), [((), "SOFT"), (("--hard",), "HARD")])
def test_each_server_is_named_by_slug_and_id(
    cloud: LocalCloud, options: tuple[str, ...], kind: str
) -> None:
    ids = [cloud.add_server(name=name)["id"] for name in ("My VM", "服务器")]
    cloud.faults.add(Fault("POST", ACTION, "status", status=202, body=b"", times=2))
    run = nova("reboot", "My VM", ids[1], *options)
    assert run.lines == [
        f"Request to reboot server my-vm ({ids[0]}) has been accepted.",
        f"Request to reboot server {ids[1]} has been accepted.",
    ]
    bodies = [json.loads(request.body) for request in cloud.matching("POST", ACTION)]
    assert bodies == [{"reboot": {"type": kind}}] * 2


def test_a_wrong_name_stops_it_before_anything_is_done(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    run = nova("reboot", "vm", "nosuch")
    assert run.errors == [
        "ERROR (CommandError): No server with a name or ID of 'nosuch' exists.",
        "ERROR (CommandError): Unable to reboot the specified server(s).",
    ]
    assert (cloud.count("POST", ACTION), run.exit_code) == (0, 4)


def test_poll_ends_with_the_classic_sentence(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm")
    cloud.faults.add(Fault("POST", ACTION, "status", status=202, body=b""))
    run = nova("reboot", "vm", "--poll")
    assert run.lines[1:] == [f"Wait for server vm ({server['id']}) reboot."]
    assert run.exit_code == 0


def test_a_reboot_that_failed_is_told_by_its_record(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    event = {"result": "Error", "finish_time": "2026-01-01T00:00:00", "details": "No disk."}
    action = {"action": "reboot", "message": "Error", "events": [event]}
    body = json.dumps({"instanceAction": action}).encode()
    headers = {"x-compute-request-id": "req-1"}
    cloud.faults.add(
        Fault("POST", ACTION, "status", status=202, body=b"", headers=headers),
        Fault("GET", r"/os-instance-actions/req-1$", "status", status=200, body=body),
    )
    run = nova("reboot", "vm", "--poll")
    assert run.exit_code == 5
    assert "is ACTIVE: reboot failed: No disk." in run.errors[-2]
    assert "req-1' has details." in run.errors[-1]

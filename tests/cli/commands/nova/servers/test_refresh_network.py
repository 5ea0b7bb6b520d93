"""``mini-nova refresh-network``."""

import json

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

EVENTS = "/os-server-external-events"


def _answer(code: int) -> Fault:
    body = json.dumps({"events": [{"name": "network-changed", "code": code}]}).encode()
    return Fault("POST", EVENTS, "status", status=207, body=body)


def test_nova_gets_an_event(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm")
    cloud.faults.add(_answer(200))
    run = nova("refresh-network", "vm")
    assert (run.stdout, run.stderr, run.exit_code) == ("", "", 0)
    (request,) = cloud.matching("POST", EVENTS)
    event = {"server_uuid": server["id"], "name": "network-changed"}
    assert json.loads(request.body) == {"events": [event]}


def test_an_event_that_nova_does_not_take(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    cloud.faults.add(_answer(422))
    run = nova("refresh-network", "vm")
    assert run.exit_code == 1
    assert "Nova did not take the event for server vm: 422" in run.stderr

"""``mini-nova availability-zone-pin`` and ``availability-zone-unpin``."""

import json
from typing import Any

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova


def _bodies(cloud: LocalCloud) -> list[Any]:
    return [json.loads(request.body) for request in cloud.matching("PUT", "/servers/")]


@pytest.fixture(autouse=True)
def _update(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("PUT", "/servers/", "status", times=9, status=200, body={"server": {}}))


def test_pin_sends_the_zone_that_the_server_is_in(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm", **{"OS-EXT-AZ:availability_zone": "east"})
    run = nova("availability-zone-pin", "vm")
    assert (run.stdout, run.exit_code) == ("", 0)
    assert _bodies(cloud) == [{"server": {"pinned_availability_zone": "east"}}]


def test_a_server_without_a_zone_is_not_pinned(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm", **{"OS-EXT-AZ:availability_zone": ""})
    run = nova("availability-zone-pin", "vm")
    sentence = "ERROR (CommandError): Server 'vm' is in no availability zone yet."
    assert (run.exit_code, run.errors) == (1, [sentence])
    assert _bodies(cloud) == []


def test_unpin_sends_null(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm")
    cloud.add_server(name="vm2")
    assert nova("availability-zone-unpin", server["id"], "vm2").exit_code == 0
    assert _bodies(cloud) == [{"server": {"pinned_availability_zone": None}}] * 2


@pytest.mark.parametrize("command", ["availability-zone-pin", "availability-zone-unpin"])
def test_they_began_with_2_104(cloud: LocalCloud, command: str) -> None:
    run = nova("--os-compute-api-version", "2.103", command, "vm")
    sentence = f"'{command}' is only supported since microversion 2.104."
    assert (run.exit_code, run.errors[0]) == (2, f"ERROR (UnsupportedVersion): {sentence}")
    assert cloud.requests == []

"""What is told after Nova has refused a boot without naming what it refused."""

from __future__ import annotations

from typing import Any, cast

import pytest

from mini_nova.compute.api import Compute
from mini_nova.compute.boot import nics
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.refusal_hint import refusal_hint
from mini_nova.errors import BadRequest, ServiceError

KEYPAIRS = [{"keypair": {"name": "mine"}}, {"keypair": {"name": "old"}}]
ZONES = [
    {"zoneName": "nova", "zoneState": {"available": True}},
    {"zoneName": "off", "zoneState": {"available": False}},
]
REFUSALS = [
    (
        {"key_name": "nosuch"},
        "Invalid key_name provided.",
        "There is no keypair 'nosuch'; there are: mine, old",
    ),
    (
        {"availability_zone": "nosuch:host1"},
        "The requested availability zone is not available",
        "There is no availability zone 'nosuch'; there are: nova",
    ),
    (
        {"nics": nics.parse(["net-id=nosuch"])},
        "Invalid input for field/attribute uuid. Value: nosuch. 'nosuch' does not match '^[0-9a-f]$'",
        "--nic net-id=nosuch: the id of a network is a UUID. "
        "If this is its name: --nic net-name=nosuch",
    ),
    (
        {"nics": nics.parse(["port-id=x"])},
        "'x' does not match '^[0-9a-f]{8}$'",
        "--nic port-id=x: the id of a port is a UUID.",
    ),
    ({"key_name": "mine"}, "Image is too small.", ""),
]


class Pages:
    """A compute that has these lists, or refuses to show them."""

    def __init__(self, *, refuses: bool = False) -> None:
        self._refuses = refuses

    def read_page(self, _path: str, key: str) -> dict[str, Any]:
        if self._refuses:
            raise ServiceError("not for you", status=403)
        return {key: {"keypairs": KEYPAIRS, "availabilityZoneInfo": ZONES}[key]}


@pytest.mark.parametrize(("options", "message", "hint"), REFUSALS)
def test_the_option_is_named(options: dict[str, Any], message: str, hint: str) -> None:
    request = BootRequest(name="vm", flavor="6", **options)
    compute = cast(Compute, Pages())
    assert refusal_hint(compute, request, BadRequest(message, status=400)) == hint


def test_a_list_that_is_refused_hides_no_refusal() -> None:
    request = BootRequest(name="vm", flavor="6", key_name="nosuch")
    problem = BadRequest("Invalid key_name provided.", status=400)
    assert refusal_hint(cast(Compute, Pages(refuses=True)), request, problem) == ""

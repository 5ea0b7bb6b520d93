"""The details of a server: trace, nw_info, and the XML of its domain."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as Tree

import pytest

from mini_nova_sandbox.virt.driver import DriverError
from tests.sandbox.asgi_client import Api
from tests.sandbox.page.visitor import Visitor


def test_a_built_server_has_them_all(api: Api, visitor: Visitor) -> None:
    exchange = visitor.launch(name="web <1>")
    api.work()
    details = visitor.details(exchange)
    server = details["server"]
    assert (server["name"], server["status"], server["stage"]) == ("web <1>", "ACTIVE", "active")
    steps = [step["step"] for step in details["trace"]]
    assert steps[0] == "_create_instance"
    assert steps[-1] == "done"
    (vif,) = details["nw_info"]
    domain = Tree.fromstring(details["domain_xml"])
    assert domain.findtext("uuid") == server["id"]
    mac = domain.find("devices/interface/mac")
    assert mac is not None
    assert mac.get("address") == vif["address"]


def test_a_server_that_builds_has_no_domain(visitor: Visitor) -> None:
    details = visitor.details(visitor.launch())
    assert (details["domain_xml"], details["no_domain_reason"]) == ("", "")
    assert details["server"]["stage"] == "scheduling"


def test_a_driver_that_fails_says_why(
    api: Api, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> str:
        raise DriverError("the hypervisor is away")

    monkeypatch.setattr(type(api.cloud.driver), "domain_xml", fail)
    details = visitor.details(visitor.launch())
    assert details["no_domain_reason"] == "the hypervisor is away"


@pytest.mark.parametrize(
    ("fault", "stage"),
    [
        ("no-valid-host", "scheduling"),
        ("network", "networking"),
        ("spawn", "spawning"),
    ],
)
def test_a_failed_build_stays_at_the_stage_that_failed(
    api: Api, visitor: Visitor, fault: str, stage: str
) -> None:
    exchange = visitor.launch(metadata={"sandbox:fault": fault})
    api.work()
    server = visitor.details(exchange)["server"]
    assert (server["stage"], server["has_failed"]) == (stage, True)
    assert server["status"] == "ERROR"
    assert server["fault"]
    assert server["fault_to_meet"] == fault


def test_an_active_server_with_an_error_was_built(api: Api, visitor: Visitor) -> None:
    exchange = visitor.launch()
    api.work()
    uuid = exchange["answer"]["body"]["server"]["id"]
    api.cloud.database.update("instances", {"vm_state": "error"}, uuid=uuid)
    server = visitor.details(exchange)["server"]
    assert (server["stage"], server["has_failed"], server["status"]) == ("active", False, "ERROR")

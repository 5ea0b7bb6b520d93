"""Planned faults, through the sandbox's own endpoints and against a sandbox in a process."""

from __future__ import annotations

import json

import pytest
import requests

from tests.sandbox.asgi_client import Api
from tests.sandbox.process import SandboxProcess

BEARER = {"Authorization": "Bearer control-key"}
IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
SERVER = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", "networks": "auto"}


def test_the_control_key_is_required(api: Api) -> None:
    answer = api("GET", "/sandbox/faults", headers={"Authorization": "Bearer x"})
    assert answer.status == 401


def test_an_unknown_fault_is_refused_with_all_names(api: Api) -> None:
    answer = api("POST", "/sandbox/faults", {"name": "nonsense"}, headers=BEARER)
    assert answer.status == 400
    message = answer.json["error"]["message"]
    assert message.startswith(
        "No fault is called nonsense; there are: status, hang, lose, catalog."
    )


def test_a_fault_that_is_not_planned_cannot_be_cleared(api: Api) -> None:
    answer = api("DELETE", "/sandbox/faults/hang", headers=BEARER)
    assert answer.status == 404
    assert answer.json["error"]["message"] == "No fault hang is planned."


def test_faults_are_cleared_by_id_and_by_name_and_all(api: Api) -> None:
    for reference in ("/1", "/lose", ""):
        fault = api("POST", "/sandbox/faults", {"name": "lose"}, headers=BEARER).json["fault"]
        path = f"/sandbox/faults{reference.replace('1', str(fault['id']))}"
        assert api("DELETE", path, headers=BEARER).status == 204
        assert api("GET", "/sandbox/faults", headers=BEARER).json["planned"] == []


def test_status_lose_and_hang(shared_sandbox: SandboxProcess) -> None:
    sandbox = shared_sandbox
    status = {"name": "status", "path": "/compute/*/servers", "method": "GET", "count": 2}
    sandbox.control("POST", "/faults", {**status, "status": 503})
    codes = [sandbox.compute("GET", "/servers").status_code for _ in range(3)]
    assert codes == [503, 503, 200]

    lose = {"name": "lose", "method": "POST", "path": "/compute/*/servers"}
    sandbox.control("POST", "/faults", lose)
    with pytest.raises(requests.ConnectionError):
        sandbox.compute("POST", "/servers", {"server": SERVER})
    assert [server["name"] for server in sandbox.settled()] == ["vm"]

    hang = {"name": "hang", "seconds": 0.3, "path": "/compute/*"}
    sandbox.control("POST", "/faults", hang)
    with pytest.raises(requests.ConnectionError):
        sandbox.compute("GET", "/servers")
    assert sandbox.control("GET", "/faults")["planned"] == []


def test_a_catalog_fault_survives_a_restart(shared_sandbox: SandboxProcess) -> None:
    sandbox = shared_sandbox
    sandbox.control("POST", "/faults", {"name": "catalog.region-case"})
    sandbox.end()
    sandbox.start()
    assert _compute_regions(sandbox) == {"regionOne"}
    sandbox.control("DELETE", "/faults/catalog.region-case")
    assert _compute_regions(sandbox) == {"RegionOne"}


def _compute_regions(sandbox: SandboxProcess) -> set[str]:
    url = f"{sandbox.url}/identity/v3/auth/catalog"
    catalog = sandbox.session.get(url, timeout=30).json()["catalog"]
    other_services = [service for service in catalog if service["type"] != "compute"]
    assert "regionOne" not in json.dumps(other_services)
    (compute,) = [service for service in catalog if service["type"] == "compute"]
    return {endpoint["region"] for endpoint in compute["endpoints"]}

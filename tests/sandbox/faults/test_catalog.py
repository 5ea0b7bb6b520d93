"""Catalog faults: each does what its description says, to compute and to nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from mini_nova_sandbox.faults import catalog
from mini_nova_sandbox.identity.catalog import INTERFACES, SERVICES
from tests.sandbox.asgi_client import Api

ROOT, PROJECT = "http://127.0.0.1:8700", "a" * 32
BASE: list[dict[str, Any]] = [
    {
        "id": kind,
        "type": kind,
        "name": name,
        "endpoints": [
            {
                "id": f"{kind}-{interface}",
                "interface": interface,
                "region_id": "RegionOne",
                "region": "RegionOne",
                "url": f"{ROOT}{path}",
            }
            for interface in INTERFACES
        ],
    }
    for kind, name, path in SERVICES
]
# The catalog is right, what it leads to is not.
VERSION_FAULTS = ("catalog.version-html", "catalog.version-host")
FAULTS_OF_OTHER_SERVICES = ("catalog.empty", "catalog.other-keystone")


def with_faults(*names: str) -> list[dict[str, Any]]:
    return catalog.apply(BASE, names, root=ROOT, project_id=PROJECT)


def compute_endpoints(services: list[dict[str, Any]]) -> list[dict[str, Any]]:
    (compute,) = [service for service in services if service["type"] == "compute"]
    endpoints: list[dict[str, Any]] = compute["endpoints"]
    return endpoints


@pytest.mark.parametrize("name", sorted(catalog.NAMES))
def test_a_fault_changes_compute_in_a_copy_of_the_catalog(name: str) -> None:
    copy = deepcopy(BASE)
    faulty = with_faults(name)
    assert (faulty == BASE) == (name in VERSION_FAULTS)
    assert copy == BASE
    if name not in FAULTS_OF_OTHER_SERVICES:
        others = [service for service in BASE if service["type"] != "compute"]
        types = [service["type"] for service in others]
        assert [service for service in faulty if service["type"] in types] == others


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("catalog.no-scheme", "127.0.0.1:8700/compute/v2.1"),
        ("catalog.scheme", "https://127.0.0.1:8700/compute/v2.1"),
        ("catalog.unversioned", f"{ROOT}/compute"),
        ("catalog.v2", f"{ROOT}/compute/v2/{PROJECT}"),
        ("catalog.trailing-slash", f"{ROOT}/compute/v2.1/"),
        ("catalog.double-slash", f"{ROOT}/compute//v2.1"),
        ("catalog.doubled-version", f"{ROOT}/compute/v2.1/v2.1"),
        ("catalog.template", f"{ROOT}/compute/v2.1/%(tenant_id)s"),
        ("catalog.unreachable", "http://127.0.0.1:9/compute/v2.1"),
    ],
)
def test_a_faulty_url(name: str, url: str) -> None:
    endpoints = compute_endpoints(with_faults(name))
    assert {endpoint["url"] for endpoint in endpoints} == {url}


def test_several_faults_at_once() -> None:
    endpoints = compute_endpoints(with_faults("catalog.region-case", "catalog.internal-only"))
    regions = [(endpoint["interface"], endpoint["region"]) for endpoint in endpoints]
    assert regions == [("internal", "regionOne")]


def test_faults_of_the_version_document(api: Api) -> None:
    bearer = {"Authorization": "Bearer control-key"}
    for name in VERSION_FAULTS:
        assert api("POST", "/sandbox/faults", {"name": name}, headers=bearer).status == 201
        answer = api("GET", "/compute/v2.1", user="")
        if name == "catalog.version-html":
            assert answer.headers["content-type"].startswith("text/html")
        else:
            assert "controller.invalid" in answer.json["version"]["links"][0]["href"]
        assert api("GET", "/compute/v2.1/servers").status == 200
        assert api("DELETE", f"/sandbox/faults/{name}", headers=bearer).status == 204

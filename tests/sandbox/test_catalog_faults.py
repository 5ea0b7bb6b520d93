"""Each fault of catalogs does what its description says, to compute, and to nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from mini_nova_sandbox.faults import catalog
from mini_nova_sandbox.identity.catalog import SERVICES, service
from tests.sandbox.asgi_client import Api

ROOT, PROJECT = "http://127.0.0.1:8700", "a" * 32
GOOD = [service(kind, name, f"{ROOT}{path}") for kind, name, path in SERVICES]
ELSEWHERE = (
    "catalog.version-html",
    "catalog.version-host",
)  # what the catalog leads to is wrong, not the catalog


def with_fault(name: str) -> list[dict[str, Any]]:
    return catalog.apply(GOOD, {name}, root=ROOT, project_id=PROJECT)


@pytest.mark.parametrize("name", sorted(catalog.NAMES))
def test_a_fault_changes_the_catalog_and_leaves_the_good_one_alone(name: str) -> None:
    before = deepcopy(GOOD)
    changed = with_fault(name)
    assert (changed == GOOD) == (name in ELSEWHERE)
    assert before == GOOD
    if name not in ("catalog.empty", "catalog.other-keystone"):
        others = [one for one in changed if one["type"] in ("identity", "image", "network")]
        assert others == [one for one in GOOD if one["type"] != "compute"]


@pytest.mark.parametrize(
    ("name", "expected"),
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
def test_the_url_that_it_makes(name: str, expected: str) -> None:
    compute = next(one for one in with_fault(name) if one["type"] == "compute")
    assert {endpoint["url"] for endpoint in compute["endpoints"]} == {expected}


def test_several_at_once() -> None:
    both = catalog.apply(
        GOOD, {"catalog.region-case", "catalog.internal-only"}, root=ROOT, project_id=PROJECT
    )
    compute = next(one for one in both if one["type"] == "compute")
    assert [(one["interface"], one["region"]) for one in compute["endpoints"]] == [
        ("internal", "regionOne")
    ]


def test_version_documents_go_wrong_when_they_are_asked_to(api: Api) -> None:
    bearer = {"Authorization": "Bearer control-key"}
    for name in ELSEWHERE:
        assert api("POST", "/sandbox/faults", {"name": name}, headers=bearer).status == 201
        answer = api("GET", "/compute/v2.1", user="")
        if name == "catalog.version-html":
            assert answer.headers["content-type"].startswith("text/html")
        else:
            assert "controller.invalid" in answer.json["version"]["links"][0]["href"]
        assert api("GET", "/compute/v2.1/servers").status == 200
        assert api("DELETE", f"/sandbox/faults/{name}", headers=bearer).status == 204
    assert api("POST", "/sandbox/faults", {"name": "nonsense"}, headers=bearer).status == 400
    assert api("GET", "/sandbox/faults", headers={"Authorization": "Bearer x"}).status == 401

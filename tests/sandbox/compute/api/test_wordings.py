"""Refusals in Nova's own words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, boot

ACTIONS: tuple[tuple[Any, str], ...] = (
    (
        {"reboot": {"type": "hArD"}},
        "Invalid input for field/attribute type. Value: hArD. 'hArD' is not one of"
        " ['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft']",
    ),
    (
        {"createImage": {}},
        "Invalid input for field/attribute createImage. Value: {}. 'name' is a required property",
    ),
    (
        {"lock": {"nope": 1}},
        "Invalid input for field/attribute lock. Value: {'nope': 1}. Additional properties are not"
        " allowed ('nope' was unexpected)",
    ),
    (
        {"rebuild": {"imageRef": "nope"}},
        "Invalid input for field/attribute imageRef. Value: nope. 'nope' is not a 'uuid'",
    ),
    ({"resize": {"flavorRef": "nope"}}, "Flavor nope could not be found."),
)
QUERIES = (
    (
        "/servers?changes-since=nope",
        "Invalid input for query parameters changes-since. Value: nope. 'nope' is not a 'date-time'",
    ),
    ("/flavors?minRam=x", "Invalid minRam filter [x]"),
    (
        "/flavors?sort_dir=up",
        "Invalid input for query parameters sort_dir. Value: up. 'up' is not one of"
        " ['asc', 'desc']",
    ),
    (
        "/os-simple-tenant-usage?start=nope",
        "Invalid datetime string: Datetime is in invalid format",
    ),
)


def message(api: Api, method: str, path: str, body: Any = None) -> str:
    answer = api(method, BASE + path, body, version="2.96")
    assert answer.status == 400, answer.content
    return str(answer.json["badRequest"]["message"])


@pytest.mark.parametrize(("body", "expected"), ACTIONS)
def test_refused_actions(api: Api, body: Any, expected: str) -> None:
    uuid = boot(api)
    assert message(api, "POST", f"/servers/{uuid}/action", body) == expected


@pytest.mark.parametrize(("path", "expected"), QUERIES)
def test_refused_queries(api: Api, path: str, expected: str) -> None:
    assert message(api, "GET", path) == expected


def test_the_first_violation_is_named(api: Api) -> None:
    """Nova stops at the first one, in the order of its schema."""
    body = {"server": {"name": "", "flavorRef": "6", "networks": "none"}}
    text = "Invalid input for field/attribute name."
    assert message(api, "POST", "/servers", body).startswith(text)


def test_a_live_migration_that_there_is_not_cannot_be_aborted(api: Api) -> None:
    uuid = boot(api)
    api("POST", f"{BASE}/servers/{uuid}/action", {"migrate": None}, version="2.96")
    api.work()
    answer = api("DELETE", f"{BASE}/servers/{uuid}/migrations/1", version="2.96")
    expected = f"Instance {uuid} is in an invalid state for 'abort live migration'"
    assert (answer.status, answer.json["conflictingRequest"]["message"]) == (409, expected)


@pytest.mark.parametrize(
    ("method", "path", "body", "policy"),
    [
        ("GET", "/os-hypervisors/detail", None, "os_compute_api:os-hypervisors:list-detail"),
        (
            "POST",
            "/os-aggregates/1/action",
            {"add_host": {"host": "x"}},
            "os_compute_api:os-aggregates:add_host",
        ),
        (
            "POST",
            "/flavors/6/action",
            {"removeTenantAccess": {"tenant": "x"}},
            "os_compute_api:os-flavor-access:remove_tenant_access",
        ),
        (
            "GET",
            "/servers/detail?all_tenants=1",
            None,
            "os_compute_api:servers:detail:get_all_tenants",
        ),
        ("DELETE", "/os-keypairs/x?user_id=y", None, "os_compute_api:os-keypairs:delete"),
    ],
)
def test_what_is_for_admins_names_its_policy(
    api: Api, method: str, path: str, body: Any, policy: str
) -> None:
    answer = api(method, BASE + path, body, user="demo", version="2.96")
    expected = f"Policy doesn't allow {policy} to be performed."
    assert (answer.status, answer.json["forbidden"]["message"]) == (403, expected)


def test_what_is_not_there_is_named(api: Api) -> None:
    uuid = boot(api)
    add = {"add_host": {"host": "x"}}
    calls = (
        ("POST", "/os-aggregates/99999/action", add, "Compute host x could not be found."),
        ("GET", f"/servers/{uuid}/os-interface/nope", None, "Port id nope could not be found."),
        ("GET", f"/servers/{uuid}/tags/nope", None, f"Server {uuid} has no tag 'nope'"),
    )
    for method, path, body, expected in calls:
        answer = api(method, BASE + path, body, version="2.96")
        assert (answer.status, answer.json["itemNotFound"]["message"]) == (404, expected)

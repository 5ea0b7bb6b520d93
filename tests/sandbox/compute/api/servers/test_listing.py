"""Filters and order of ``GET /servers``."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, NEWEST, act, boot, list_names


@pytest.mark.parametrize(
    "keys",
    ["display_name:asc", "display_name:desc", "created_at:asc", "task_state:asc,display_name:asc"],
)
def test_pages_keep_any_order(api: Api, keys: str) -> None:
    for name in ("b", "a", "d", "c"):
        boot(api, name, finish=name in "ad")
    order = "&".join(
        "sort_key={}&sort_dir={}".format(*column.split(":")) for column in keys.split(",")
    )
    all_names = list_names(api, order)
    walked: list[str] = []
    marker = ""
    while True:
        page = api("GET", f"{BASE}/servers?{order}&limit=1{marker}").json["servers"]
        if not page:
            break
        walked.append(page[0]["name"])
        marker = f"&marker={page[0]['id']}"
    assert walked == all_names
    assert sorted(all_names) == ["a", "b", "c", "d"]


def test_filters(api: Api) -> None:
    web = boot(api, "web-1", version="2.52", tags=["x", "y"])
    database = boot(api, "db_1")
    act(api, database, {"os-stop": None})
    boot(api, "web-2", finish=False)
    assert list_names(api, "status=ACTIVE") == ["web-1"]
    assert list_names(api, "status=SHUTOFF") == ["db_1"]
    assert list_names(api, "status=BUILD") == ["web-2"]
    assert list_names(api, "status=nonsense", version="2.37") == []
    assert list_names(api, "status=BUILD&status=active") == ["web-2", "web-1"]
    assert sorted(list_names(api, "name=web")) == ["web-1", "web-2"]
    assert list_names(api, "name=%5Eweb-1%24") == ["web-1"]
    assert list_names(api, "name=db.1") == ["db_1"]
    assert list_names(api, "name=_") == ["db_1"]
    assert list_names(api, f"uuid={web}") == ["web-1"]
    assert list_names(api, "tags=x,y") == ["web-1"]
    assert sorted(list_names(api, "not-tags=x")) == ["db_1", "web-2"]
    assert list_names(api, "ip=10.0.0.2") == ["web-1"]
    assert list_names(api, "changes-since=2999-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("web", ["web-1", "web-10"]),
        ("^web-.$", ["web-1"]),
        ("WEB-1$", ["web-1"]),
        ("1|b", ["a_b", "web-1", "web-10"]),
        ("[ab]_", ["a_b"]),
        (r"web-\d{2}", ["web-10"]),
        ("(?i)A_", ["a_b"]),
    ],
)
def test_names_are_regular_expressions(api: Api, expression: str, names: list[str]) -> None:
    for name in ("web-1", "web-10", "a_b"):
        boot(api, name, finish=False)
    assert sorted(list_names(api, f"name={quote(expression)}")) == names


@pytest.mark.parametrize("query", ["name=a(", "name=", "ip=(", "key_name=*", "name=[["])
def test_what_is_no_regular_expression_is_refused(api: Api, query: str) -> None:
    assert api("GET", f"{BASE}/servers?{query}").status == 400


def test_addresses_are_matched_from_their_beginning(api: Api) -> None:
    boot(api, "two")
    assert list_names(api, "ip=10.0.0.2$") == ["two"]
    assert list_names(api, "ip=^10.0") == ["two"]
    assert list_names(api, "ip=10.0.0.1$") == []  # the gateway


def test_all_tenants_without_a_value_means_all(api: Api) -> None:
    boot(api, "theirs", user="demo")
    assert list_names(api, "all_tenants=") == ["theirs"]
    assert list_names(api, "all_tenants") == ["theirs"]
    assert list_names(api, "all_tenants=0") == []
    assert api("GET", f"{BASE}/servers?all_tenants=perhaps").status == 400
    assert api("GET", f"{BASE}/servers?all_tenants=", user="demo").status == 403


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("/servers", "servers"),
        ("/servers/detail", "servers"),
        ("/flavors", "flavors"),
        ("/os-keypairs", "keypairs"),
        ("/os-hypervisors", "hypervisors"),
        ("/os-migrations", "migrations"),
        ("/os-simple-tenant-usage", "tenant_usages"),
    ],
)
def test_a_limit_of_zero_is_an_empty_page(api: Api, path: str, member: str) -> None:
    boot(api)
    answer = api("GET", f"{BASE}{path}?limit=0", version=NEWEST)
    assert answer.json == {member: []}


def test_a_status_depends_on_the_task(api: Api) -> None:
    uuid = boot(api)
    reboot = {"reboot": {"type": "SOFT"}}
    assert api("POST", f"{BASE}/servers/{uuid}/action", reboot).status == 202
    assert list_names(api, "status=REBOOT") == ["vm"]
    assert list_names(api, "status=ACTIVE") == []
    assert list_names(api, "status=ACTIVE&status=REBOOT") == ["vm"]
    api.work()
    assert list_names(api, "status=ACTIVE") == ["vm"]


def test_unknown_parameters_are_refused_from_2_75(api: Api) -> None:
    boot(api)
    assert api("GET", f"{BASE}/servers?unknown=1", version=NEWEST).status == 400
    assert list_names(api, "_unknown=1") == ["vm"]
    assert list_names(api, "unknown=1", version="2.74") == ["vm"]


@pytest.mark.parametrize(
    "query",
    [
        "sort_key=nonsense",
        "sort_key=name&sort_dir=up",
        "sort_dir=asc&sort_dir=asc",
        "changes-since=yesterday",
        "locked=perhaps",
        "limit=x",
        "limit=",
    ],
)
def test_malformed_queries_are_refused(api: Api, query: str) -> None:
    assert api("GET", f"{BASE}/servers?{query}").status == 400


def test_an_unknown_status_is_refused_from_2_38(api: Api) -> None:
    assert api("GET", f"{BASE}/servers?status=nonsense", version="2.38").status == 400

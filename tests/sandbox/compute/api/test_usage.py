"""Usage of projects."""

from __future__ import annotations

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, boot, path_of, show


def test_usage_counts_the_servers_of_a_period(api: Api) -> None:
    uuid = boot(api)
    project_id = show(api, uuid)["tenant_id"]
    path = f"{BASE}/os-simple-tenant-usage/{project_id}"
    usage = api("GET", path).json["tenant_usage"]
    assert [server["instance_id"] for server in usage["server_usages"]] == [uuid]
    assert usage["total_hours"] > 0
    past = "start=2000-01-01&end=2000-02-01"
    assert api("GET", f"{path}?{past}").json == {"tenant_usage": {}}
    assert api("GET", f"{path}?start=2030-01-01&end=2020-01-01").status == 400


def test_usage_comes_in_pages_from_2_40(api: Api) -> None:
    uuids = [boot(api, name) for name in ("a", "b", "c")]
    project_id = show(api, uuids[0])["tenant_id"]
    url = f"{BASE}/os-simple-tenant-usage/{project_id}?limit=2"
    page = api("GET", url, version="2.40").json
    next_page = api("GET", path_of(page["tenant_usage_links"][0]["href"]), version="2.40").json
    assert "tenant_usage_links" not in next_page
    servers = page["tenant_usage"]["server_usages"] + next_page["tenant_usage"]["server_usages"]
    assert [server["instance_id"] for server in servers] == uuids

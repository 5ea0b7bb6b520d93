"""Server groups and the hosts of their members."""

from __future__ import annotations

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, create_body


def test_anti_affinity_keeps_servers_apart(api: Api) -> None:
    group = {"server_group": {"name": "g", "policies": ["anti-affinity"]}}
    answer = api("POST", f"{BASE}/os-server-groups", group)
    group_id = answer.json["server_group"]["id"]
    for number in range(3):
        body = create_body(f"vm{number}")
        body["os:scheduler_hints"] = {"group": group_id}
        assert api("POST", f"{BASE}/servers", body).status == 202
    api.work()
    answer = api("GET", f"{BASE}/servers/detail?sort_key=display_name&sort_dir=asc")
    servers = answer.json["servers"]
    assert [server["status"] for server in servers] == ["ACTIVE", "ACTIVE", "ERROR"]
    hosts = {server["OS-EXT-SRV-ATTR:host"] for server in servers[:2]}
    assert len(hosts) == 2
    members = api("GET", f"{BASE}/os-server-groups/{group_id}").json["server_group"]["members"]
    assert len(members) == 3


def test_only_anti_affinity_has_rules(api: Api) -> None:
    group = {"name": "g", "policy": "affinity", "rules": {"max_server_per_host": 2}}
    path = f"{BASE}/os-server-groups"
    assert api("POST", path, {"server_group": group}, version="2.64").status == 400
    group["policy"] = "anti-affinity"
    answer = api("POST", path, {"server_group": group}, version="2.64")
    assert answer.json["server_group"]["rules"] == {"max_server_per_host": 2}

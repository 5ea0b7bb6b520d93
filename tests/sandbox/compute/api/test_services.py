"""The cloud's services and their hosts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, boot, show


def test_a_disabled_host_gets_no_servers(api: Api) -> None:
    path = f"{BASE}/os-services"
    answer = api("GET", f"{path}?binary=nova-compute", version="2.53")
    for service in answer.json["services"]:
        body = {"status": "disabled"}
        answer = api("PUT", f"{path}/{service['id']}", body, version="2.53")
        assert answer.status == 200
        assert answer.json["service"]["status"] == "disabled"
    uuid = boot(api)
    assert "No valid host" in show(api, uuid)["fault"]["message"]


def test_older_clients_disable_services_by_host(api: Api) -> None:
    path = f"{BASE}/os-services"
    body = {"host": "compute1", "binary": "nova-compute", "disabled_reason": "repair"}
    answer = api("PUT", f"{path}/disable-log-reason", body)
    assert answer.json["service"]["disabled_reason"] == "repair"
    (service,) = api("GET", f"{path}?host=compute1").json["services"]
    assert (service["status"], service["disabled_reason"]) == ("disabled", "repair")
    assert api("PUT", f"{path}/enable", body).status == 200
    (service,) = api("GET", f"{path}?host=compute1").json["services"]
    assert (service["status"], service["disabled_reason"]) == ("enabled", None)
    assert api("PUT", f"{path}/nonsense", body).status == 404


def service_of(api: Api, host: str) -> dict[str, Any]:
    """Return the compute service of a host."""
    answer = api("GET", f"{BASE}/os-services?host={host}", version="2.53")
    (service,) = answer.json["services"]
    return dict(service)


def force_down(api: Api, host: str, is_down: bool) -> None:
    """Force a host down, or let it come back."""
    path = f"{BASE}/os-services/{service_of(api, host)['id']}"
    answer = api("PUT", path, {"forced_down": is_down}, version="2.53")
    assert answer.json["service"]["forced_down"] == is_down


def test_a_host_that_is_forced_down_gets_no_servers(api: Api) -> None:
    force_down(api, "compute1", True)
    assert service_of(api, "compute1")["state"] == "down"
    uuids = [boot(api, f"vm-{number}") for number in range(3)]
    hosts = {show(api, uuid)["OS-EXT-SRV-ATTR:host"] for uuid in uuids}
    assert hosts == {"compute2"}
    force_down(api, "compute2", True)
    assert show(api, uuids[0])["host_status"] == "DOWN"
    answer = api("GET", f"{BASE}/os-hypervisors", version="2.53")
    assert {host["state"] for host in answer.json["hypervisors"]} == {"down"}
    force_down(api, "compute2", False)
    assert show(api, uuids[0])["host_status"] == "UP"


def test_a_service_without_servers_can_be_deleted(api: Api) -> None:
    uuid = boot(api)
    host = show(api, uuid)["OS-EXT-SRV-ATTR:host"]
    path = f"{BASE}/os-services/{service_of(api, host)['id']}"
    assert api("DELETE", path, version="2.53").status == 409
    api("DELETE", f"{BASE}/servers/{uuid}")
    api.work()
    assert api("DELETE", path, version="2.53").status == 204
    assert api("DELETE", path, version="2.53").status == 404
    assert api("GET", f"{BASE}/os-services?host={host}").json["services"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"status": "enabled", "disabled_reason": "no"}, 400), ({"status": "on"}, 400)],
)
def test_updates_that_nova_refuses(api: Api, body: dict[str, Any], status: int) -> None:
    path = f"{BASE}/os-services/{service_of(api, 'compute1')['id']}"
    assert api("PUT", path, body, version="2.53").status == status
    assert api("PUT", f"{BASE}/os-services/nope", body, version="2.53").status == 400


def test_hosts_before_2_43(api: Api) -> None:
    uuid = boot(api)
    host = show(api, uuid)["OS-EXT-SRV-ATTR:host"]
    answer = api("GET", f"{BASE}/os-hosts/{host}")
    parts = [part["resource"] for part in answer.json["host"]]
    assert [part["memory_mb"] for part in parts] == [131072, 512, 512, 512]
    answer = api("GET", f"{BASE}/os-hosts?zone=nova")
    assert [view["host_name"] for view in answer.json["hosts"]] == ["compute1", "compute2"]
    answer = api("PUT", f"{BASE}/os-hosts/{host}", {"status": "disable"})
    assert answer.json == {"host": host, "status": "disabled"}
    assert service_of(api, host)["status"] == "disabled"
    assert api("GET", f"{BASE}/os-hosts/nope").status == 404
    assert api("GET", f"{BASE}/os-hosts", version="2.43").status == 404

"""The cloud's services and their hosts."""

from __future__ import annotations

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

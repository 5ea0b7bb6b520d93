"""What operators and other services ask of compute, and what Nova has dropped."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, IMAGE, boot, project_id


def send_event(api: Api, version: str = "2.1", **event: Any) -> tuple[int, dict[str, Any]]:
    """Send an external event; return the status and the event that is answered."""
    answer = api("POST", f"{BASE}/os-server-external-events", {"events": [event]}, version=version)
    assert answer.status in (200, 207), answer.content
    (view,) = answer.json["events"]
    return answer.status, view


def test_external_events(api: Api) -> None:
    uuid = boot(api)
    status, view = send_event(api, name="network-changed", server_uuid=uuid)
    assert (status, view["status"], view["code"]) == (200, "completed", 200)
    status, view = send_event(api, name="network-changed", server_uuid=IMAGE)
    assert (status, view["status"], view["code"]) == (207, "failed", 404)
    waiting = boot(api, finish=False)
    status, view = send_event(api, name="network-changed", server_uuid=waiting)
    assert (status, view["code"]) == (207, 422)
    status, view = send_event(api, "2.51", name="volume-extended", server_uuid=uuid)
    assert (status, view["code"]) == (207, 400)  # it needs a tag


def test_event_names_come_with_microversions(api: Api) -> None:
    path = f"{BASE}/os-server-external-events"
    body = {"events": [{"name": "power-update", "server_uuid": IMAGE, "tag": "POWER_ON"}]}
    assert api("POST", path, body, version="2.75").status == 400
    assert api("POST", path, body, version="2.76").status == 207
    assert api("POST", path, body, version="2.76", user="demo").status == 403


def test_the_usage_audit_is_of_the_last_complete_month(api: Api) -> None:
    path = f"{BASE}/os-instance_usage_audit_log"
    log = api("GET", f"{path}/2026-01-01 00:00:00").json["instance_usage_audit_log"]
    assert log["period_beginning"] == "2025-11-01 00:00:00"
    assert log["period_ending"] == "2025-12-01 00:00:00"
    log = api("GET", f"{path}/2026-01-15 10:00:00.5").json["instance_usage_audit_log"]
    assert log["period_ending"] == "2026-01-01 00:00:00"
    assert "instance_usage_audit_logs" in api("GET", path).json
    assert api("GET", f"{path}/nope").status == 400
    assert api("GET", f"{path}/0001-01-01 00:00:00").status == 400


def test_assisted_snapshots_are_refused(api: Api) -> None:
    path = f"{BASE}/os-assisted-volume-snapshots"
    info = {"snapshot_id": "a", "type": "qcow2", "new_file": "b"}
    body = {"snapshot": {"volume_id": IMAGE, "create_info": info}}
    assert api("POST", path, body).status == 400
    assert api("DELETE", f"{path}/{IMAGE}").status == 400
    assert api("DELETE", f'{path}/{IMAGE}?delete_info={{"volume_id":"x"}}').status == 400


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["os-agents", "os-cells/x/y", "os-certificates/root"])
def test_what_nova_has_dropped_is_gone(api: Api, method: str, path: str) -> None:
    assert api(method, f"{BASE}/{path}").status == 410


def test_every_extension_of_nova_is_announced(api: Api) -> None:
    extensions = api("GET", f"{BASE}/extensions").json["extensions"]
    aliases = {extension["alias"] for extension in extensions}
    assert {"os-aggregates", "os-shelve", "os-migrate-server", "os-floating-ips"} <= aliases
    assert api("GET", f"{BASE}/extensions/os-shelve").json["extension"]["name"] == "Shelve"


def test_double_slashes_are_one(api: Api) -> None:
    project = project_id(api, "admin")
    assert api("GET", f"{BASE}//os-quota-sets//{project}").status == 200
    assert api("GET", "/network/v2.0//networks").status == 200


def test_a_wrong_method_names_the_right_ones_except_in_nova(api: Api) -> None:
    answer = api("PATCH", "/network/v2.0/networks")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")
    assert api("PATCH", f"{BASE}/servers").status == 404


@pytest.mark.parametrize(
    ("path", "lenient", "strict"),
    [
        ("/os-keypairs", "2.74", "2.75"),
        ("/limits", "2.74", "2.75"),
        ("/os-services", "2.74", "2.75"),
        ("/os-server-groups", "2.74", "2.75"),
        ("/os-simple-tenant-usage", "2.74", "2.75"),
        ("/os-hypervisors", "2.52", "2.53"),
        ("/os-aggregates", "2.101", "2.102"),
        ("/flavors/6", "2.101", "2.102"),
        ("/extensions", "2.101", "2.102"),
    ],
)
def test_unknown_parameters(api: Api, path: str, lenient: str, strict: str) -> None:
    assert api("GET", f"{BASE}{path}?nope=1", version=lenient).status == 200
    assert api("GET", f"{BASE}{path}?nope=1", version=strict).status == 400

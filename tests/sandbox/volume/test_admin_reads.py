"""What admins see and set of block storage: hosts, services, capabilities, quota classes."""

from __future__ import annotations

from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import BASE, create_snapshot, create_volume

HOST = "storage1@sandbox"


def test_a_host_shows_what_uses_it(api: Api) -> None:
    create_snapshot(api, create_volume(api, size=2))
    total, own = api("GET", f"{BASE}/os-hosts/{HOST}").json["host"]
    assert total["resource"]["project"] == "(total)"
    amounts = {name: own["resource"][name] for name in ("volume_count", "total_volume_gb")}
    assert amounts == {"volume_count": "1", "total_volume_gb": "2"}
    assert own["resource"]["total_snapshot_gb"] == "2"
    assert api("GET", f"{BASE}/os-hosts/nope").status == 404
    assert api("GET", f"{BASE}/os-hosts/{HOST}", user="demo").status == 403


def test_services_by_the_name_of_their_host(api: Api) -> None:
    for name in (HOST, "storage1"):
        (service,) = api("GET", f"{BASE}/os-services?host={name}").json["services"]
        assert service["binary"] == "cinder-volume"


def test_the_capabilities_of_a_backend(api: Api) -> None:
    capabilities = api("GET", f"{BASE}/capabilities/{HOST}").json
    pools = api("GET", f"{BASE}/scheduler-stats/get_pools?detail=True").json["pools"]
    assert capabilities["vendor_name"] == pools[0]["capabilities"]["vendor_name"]
    assert api("GET", f"{BASE}/capabilities/nope").status == 404


def test_the_default_class_holds_for_every_project(api: Api) -> None:
    path = f"{BASE}/os-quota-class-sets/default"
    reply = api("PUT", path, {"quota_class_set": {"volumes": 1}})
    assert reply.json["quota_class_set"]["volumes"] == 1
    create_volume(api)
    assert api("POST", f"{BASE}/volumes", {"volume": {"size": 1}}).status == 413
    other = f"{BASE}/os-quota-class-sets/other"
    assert api("GET", other).json["quota_class_set"]["volumes"] == 1000
    assert api("PUT", path, {"quota_class_set": {"nope": 1}}).status == 400


def test_an_owner_says_how_a_snapshot_ended(api: Api) -> None:
    snapshot_id = create_snapshot(api, create_volume(api))
    path = f"{BASE}/snapshots/{snapshot_id}/action"
    assert api("POST", path, {"os-reset_status": {"status": "creating"}}).status == 202
    body = {"os-update_snapshot_status": {"status": "error", "progress": "80%"}}
    assert api("POST", path, body).status == 202
    snapshot = api("GET", f"{BASE}/snapshots/{snapshot_id}").json["snapshot"]
    assert snapshot["status"] == "error"
    assert snapshot["os-extended-snapshot-attributes:progress"] == "80%"


def test_extensions(api: Api) -> None:
    extensions = api("GET", f"{BASE}/extensions").json["extensions"]
    assert "Hosts" in [extension["name"] for extension in extensions]
    assert api("GET", f"{BASE}/extensions/os-hosts").status == 200
    assert api("GET", f"{BASE}/extensions/nope").status == 404

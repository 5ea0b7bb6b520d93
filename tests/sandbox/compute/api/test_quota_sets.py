"""Quotas: set, enforced, and shown with their use."""

from __future__ import annotations

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, boot, create_body, list_names, project_id


def test_quotas_are_enforced(api: Api) -> None:
    path = f"{BASE}/os-quota-sets/{project_id(api, 'admin')}"
    assert api("PUT", path, {"quota_set": {"instances": 2, "cores": 2}}).status == 200
    boot(api)
    body = create_body("many", min_count=2, max_count=2)
    answer = api("POST", f"{BASE}/servers", body)
    assert answer.status == 403
    assert answer.json["forbidden"]["message"] == (
        "Quota exceeded for instances, cores: "
        "Requested 2, 2, but already used 1, 1 of 2, 2 instances, cores"
    )
    body = create_body("many", min_count=1, max_count=2)
    assert api("POST", f"{BASE}/servers", body).status == 202
    assert sorted(list_names(api, "")) == ["many-1", "vm"]
    limits = api("GET", f"{BASE}/limits").json["limits"]["absolute"]
    assert (limits["totalInstancesUsed"], limits["maxTotalInstances"]) == (2, 2)
    assert api("PUT", path, {"quota_set": {"instances": 1}}).status == 400
    assert api("PUT", path, {"quota_set": {"instances": 1, "force": True}}).status == 200


def test_quota_classes_follow_later_microversions(api: Api) -> None:
    path = f"{BASE}/os-quota-class-sets/default"
    quotas = {
        version: api("GET", path, version=version).json["quota_class_set"]
        for version in ("2.35", "2.36", "2.50", "2.57")
    }
    assert "server_groups" not in quotas["2.36"]
    assert "server_groups" in quotas["2.50"]
    assert "fixed_ips" in quotas["2.36"]
    assert "fixed_ips" not in quotas["2.50"]
    assert "injected_files" in quotas["2.50"]
    assert "injected_files" not in quotas["2.57"]


def test_the_default_class_holds_for_every_project(api: Api) -> None:
    path = f"{BASE}/os-quota-class-sets/default"
    answer = api("PUT", path, {"quota_class_set": {"instances": 7}}, version="2.50")
    assert answer.json["quota_class_set"]["instances"] == 7
    quota_set = f"{BASE}/os-quota-sets/{project_id(api, 'demo')}"
    assert api("GET", quota_set).json["quota_set"]["instances"] == 7
    assert api("GET", f"{quota_set}/defaults").json["quota_set"]["instances"] == 7
    assert api("PUT", quota_set, {"quota_set": {"instances": 3}}).status == 200
    assert api("GET", quota_set).json["quota_set"]["instances"] == 3
    other = api("GET", f"{BASE}/os-quota-class-sets/other").json["quota_class_set"]
    assert other["instances"] == 1000
    assert api("PUT", path, {"quota_class_set": {"nope": 7}}).status == 400


def test_quotas_that_a_microversion_has_dropped_are_refused(api: Api) -> None:
    path = f"{BASE}/os-quota-sets/{project_id(api, 'demo')}"
    body = {"quota_set": {"injected_files": 9}}
    answer = api("PUT", path, body, version="2.56")
    assert answer.json["quota_set"]["injected_files"] == 9
    assert api("PUT", path, body, version="2.57").status == 400


def test_a_user_s_quotas_hold_within_the_project_s(api: Api) -> None:
    project = project_id(api, "demo")
    user = api.cloud.database.value("SELECT id FROM users WHERE name = 'demo'")
    path = f"{BASE}/os-quota-sets/{project}"
    assert api("PUT", path, {"quota_set": {"instances": 5}}).status == 200
    of_user = f"{path}?user_id={user}"
    assert api("PUT", of_user, {"quota_set": {"instances": 6}}).status == 400
    assert api("PUT", of_user, {"quota_set": {"instances": 1}}).status == 200
    assert api("GET", path).json["quota_set"]["instances"] == 5
    assert api("GET", of_user).json["quota_set"]["instances"] == 1
    boot(api, user="demo")
    assert api("POST", f"{BASE}/servers", create_body(), user="demo").status == 403
    detail = api("GET", f"{path}/detail?user_id={user}").json["quota_set"]["instances"]
    assert detail == {"limit": 1, "in_use": 1, "reserved": 0}
    assert api("DELETE", of_user).status == 202
    assert api("GET", of_user).json["quota_set"]["instances"] == 5
    assert api("POST", f"{BASE}/servers", create_body(), user="demo").status == 202


def test_a_reset_leaves_the_quotas_of_other_services(api: Api) -> None:
    project = project_id(api, "demo")
    network = f"/network/v2.0/quotas/{project}"
    assert api("PUT", network, {"quota": {"port": 7}}).status == 200
    assert api("DELETE", f"{BASE}/os-quota-sets/{project}").status == 202
    assert api("GET", network).json["quota"]["port"] == 7


def test_a_project_that_keystone_does_not_have_is_refused(api: Api) -> None:
    path = f"{BASE}/os-quota-sets/nobody"
    answers = [
        api("GET", path),
        api("GET", f"{path}/defaults"),
        api("GET", f"{path}/detail"),
        api("PUT", path, {"quota_set": {"cores": 3}}),
    ]
    for answer in answers:
        assert answer.status == 400
        assert answer.json["badRequest"]["message"] == "Project ID nobody is not a valid project."
    assert api("DELETE", path).status == 202

"""Implied roles, inherited roles, trees of projects, domains, and who may read what."""

from __future__ import annotations

import pytest

from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.identity.logins import ADMIN, DEMO, is_valid, login, with_token

V3 = "/identity/v3"
SYSTEM = {"system": {"all": True}}


def create(api: Api, kind: str, /, **members: object) -> str:
    reply = api("POST", f"{V3}/{kind}s", {kind: members})
    assert reply.status == 201, reply.content
    return str(reply.json[kind]["id"])


def role_id(api: Api, name: str) -> str:
    (role,) = api("GET", f"{V3}/roles?name={name}").json["roles"]
    return str(role["id"])


def demo_id(api: Api) -> str:
    (user,) = api("GET", f"{V3}/users?name=demo").json["users"]
    return str(user["id"])


def roles_of(reply: Reply) -> list[str]:
    """The names of the roles of a login, [] if it was refused."""
    if reply.status != 201:
        return []
    return [role["name"] for role in reply.json["token"]["roles"]]


def demo_login(api: Api, project_id: str) -> Reply:
    return login(api, DEMO, "demo-secret", {"project": {"id": project_id}})


def test_a_role_implies_others_down_the_line(api: Api) -> None:
    project = create(api, "project", name="p")
    path = f"{V3}/projects/{project}/users/{demo_id(api)}/roles/{role_id(api, 'manager')}"
    assert api("PUT", path).status == 204
    assert roles_of(demo_login(api, project)) == ["manager", "member", "reader"]
    auditor = create(api, "role", name="auditor")
    implied = f"{V3}/roles/{role_id(api, 'reader')}/implies/{auditor}"
    assert api("PUT", implied).status == 201
    assert roles_of(demo_login(api, project)) == ["auditor", "manager", "member", "reader"]
    assert api("DELETE", implied).status == 204
    assert roles_of(demo_login(api, project)) == ["manager", "member", "reader"]


def test_a_domain_s_role_has_no_effect_but_what_it_implies(api: Api) -> None:
    project = create(api, "project", name="p")
    local = create(api, "role", name="member", domain_id="default")
    api("PUT", f"{V3}/roles/{local}/implies/{role_id(api, 'reader')}")
    api("PUT", f"{V3}/projects/{project}/users/{demo_id(api)}/roles/{local}")
    assert roles_of(demo_login(api, project)) == ["reader"]
    assert api("PUT", f"{V3}/roles/{role_id(api, 'reader')}/implies/{local}").status == 403


@pytest.mark.parametrize("target", ["projects", "domains"])
def test_inherited_roles_count_below_their_target(api: Api, target: str) -> None:
    top = create(api, "project", name="top")
    below = create(api, "project", name="below", parent_id=top)
    deep = create(api, "project", name="deep", parent_id=below)
    target_id = top if target == "projects" else "default"
    role = role_id(api, "reader")
    demo = demo_id(api)
    base = f"{V3}/OS-INHERIT/{target}/{target_id}/users/{demo}/roles"
    assert api("PUT", f"{base}/{role}/inherited_to_projects").status == 204
    assert roles_of(demo_login(api, deep)) == roles_of(demo_login(api, below)) == ["reader"]
    assert roles_of(demo_login(api, top)) == (["reader"] if target == "domains" else [])
    names = {row["name"] for row in api("GET", f"{V3}/users/{demo}/projects").json["projects"]}
    assert {"below", "deep"} <= names
    query = f"user.id={demo}&scope.project.id={deep}"
    assignments = api("GET", f"{V3}/role_assignments?{query}&effective").json["role_assignments"]
    assert [item["scope"]["OS-INHERIT:inherited_to"] for item in assignments] == ["projects"]
    assert api("GET", f"{V3}/role_assignments?{query}").json["role_assignments"] == []
    assert api("DELETE", f"{base}/{role}/inherited_to_projects").status == 204
    assert roles_of(demo_login(api, deep)) == []


def test_trees_of_projects(api: Api) -> None:
    top = create(api, "project", name="top")
    below = create(api, "project", name="below", parent_id=top)
    path = f"{V3}/projects/{top}"
    shown = api("GET", f"{V3}/projects/{below}?parents_as_ids").json["project"]
    assert shown["parents"] == {top: {"default": None}}
    assert api("GET", f"{path}?subtree_as_ids").json["project"]["subtree"] == {below: None}
    assert api("DELETE", path).status == 403
    assert api("PATCH", path, {"project": {"enabled": False}}).status == 403
    body = {"project": {"enabled": False}}
    assert api("PATCH", f"{V3}/projects/{below}", body).status == 200
    assert api("PATCH", path, body).status == 200
    assert api("PATCH", f"{V3}/projects/{below}", {"project": {"enabled": True}}).status == 403


def test_a_tree_has_an_end(api: Api) -> None:
    parent_id = "default"
    for level in range(5):
        parent_id = create(api, "project", name=f"level-{level}", parent_id=parent_id)
    body = {"project": {"name": "too-deep", "parent_id": parent_id}}
    assert api("POST", f"{V3}/projects", body).status == 403


def test_disabling_a_domain_ends_its_logins(api: Api) -> None:
    domain = create(api, "domain", name="d")
    user = create(api, "user", name="u", password="u-secret", domain_id=domain)
    project = create(api, "project", name="p", domain_id=domain)
    api("PUT", f"{V3}/projects/{project}/users/{user}/roles/{role_id(api, 'member')}")
    scope = {"project": {"id": project}}
    token = login(api, {"id": user}, "u-secret", scope).headers["x-subject-token"]
    assert is_valid(api, token)
    for enabled in (False, True):
        api("PATCH", f"{V3}/domains/{domain}", {"domain": {"enabled": enabled}})
        assert is_valid(api, token) == enabled
        status = login(api, {"id": user}, "u-secret", scope).status
        assert status == (201 if enabled else 401)


def test_a_domain_is_a_project_too(api: Api) -> None:
    body = {"project": {"name": "d", "is_domain": True}}
    project = api("POST", f"{V3}/projects", body).json["project"]
    assert (project["is_domain"], project["domain_id"]) == (True, None)
    assert api("GET", f"{V3}/domains/{project['id']}").json["domain"]["name"] == "d"
    names = [row["name"] for row in api("GET", f"{V3}/projects?is_domain=true").json["projects"]]
    assert names == ["Default", "d"]


def test_readers_of_the_system_and_of_a_domain(api: Api) -> None:
    demo = demo_id(api)
    reader = role_id(api, "reader")
    api("PUT", f"{V3}/system/users/{demo}/roles/{reader}")
    token = login(api, DEMO, "demo-secret", SYSTEM).headers["x-subject-token"]
    for name in ("users", "projects", "domains", "services", "role_assignments", "groups"):
        assert with_token(api, token, "GET", f"{V3}/{name}").status == 200, name
    assert with_token(api, token, "POST", f"{V3}/users", {"user": {"name": "x"}}).status == 403
    domain = create(api, "domain", name="d")
    create(api, "user", name="u", domain_id=domain)
    api("PUT", f"{V3}/domains/{domain}/users/{demo}/roles/{reader}")
    scope = {"domain": {"id": domain}}
    token = login(api, DEMO, "demo-secret", scope).headers["x-subject-token"]
    users = with_token(api, token, "GET", f"{V3}/users").json["users"]
    assert [user["name"] for user in users] == ["u"]
    assert with_token(api, token, "GET", f"{V3}/services").status == 403


def test_a_manager_of_a_domain_makes_its_users(api: Api) -> None:
    domain = create(api, "domain", name="d")
    path = f"{V3}/domains/{domain}/users/{demo_id(api)}/roles/{role_id(api, 'manager')}"
    assert api("PUT", path).status == 204
    scope = {"domain": {"id": domain}}
    token = login(api, DEMO, "demo-secret", scope).headers["x-subject-token"]
    for domain_id, status in ((domain, 201), ("default", 403)):
        for kind in ("user", "project", "group"):
            body = {kind: {"name": "x", "domain_id": domain_id}}
            assert with_token(api, token, "POST", f"{V3}/{kind}s", body).status == status


def test_what_v3_does_not_know_is_kept(api: Api) -> None:
    project = create(api, "project", name="p", cost_centre="47")
    path = f"{V3}/projects/{project}"
    assert api("GET", path).json["project"]["cost_centre"] == "47"
    changed = api("PATCH", path, {"project": {"floor": 3}}).json["project"]
    assert changed["extra"] == {"cost_centre": "47", "floor": 3}


@pytest.mark.parametrize("kind", ["role", "project", "domain"])
def test_what_is_immutable_stays_until_it_is_not(api: Api, kind: str) -> None:
    identifier = create(api, kind, name="x", options={"immutable": True}, enabled=False)
    path = f"{V3}/{kind}s/{identifier}"
    assert api("PATCH", path, {kind: {"description": "y"}}).status == 403
    assert api("DELETE", path).status == 403
    assert api("PATCH", path, {kind: {"options": {"immutable": None}}}).status == 200
    assert api("DELETE", path).status == 204


def test_an_admin_of_the_system_is_admin(api: Api) -> None:
    token = login(api, ADMIN, "admin-secret", SYSTEM).headers["x-subject-token"]
    assert with_token(api, token, "POST", f"{V3}/users", {"user": {"name": "x"}}).status == 201

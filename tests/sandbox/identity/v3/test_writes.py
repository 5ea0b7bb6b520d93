"""Roles, domains, groups, credentials, project tags, and roles on every kind of target."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api

V3 = "/identity/v3"


def create(api: Api, kind: str, /, **members: Any) -> str:
    """POST a thing and return its id."""
    reply = api("POST", f"{V3}/{kind}s", {kind: members})
    assert reply.status == 201, reply.content
    return str(reply.json[kind]["id"])


def user_id(api: Api, name: str) -> str:
    """Return the id of a user by its name."""
    (user,) = api("GET", f"{V3}/users?name={name}").json["users"]
    return str(user["id"])


@pytest.mark.parametrize("kind", ["role", "domain", "group", "project"])
def test_create_change_and_delete(api: Api, kind: str) -> None:
    identifier = create(api, kind, name="x")
    path = f"{V3}/{kind}s/{identifier}"
    assert api("POST", f"{V3}/{kind}s", {kind: {"name": "x"}}).status == 409
    assert api("POST", f"{V3}/{kind}s", {kind: {}}).status == 400
    assert api("POST", f"{V3}/{kind}s", {kind: {"name": "y"}}, user="demo").status == 403
    changed = api("PATCH", path, {kind: {"description": "d"}}).json[kind]
    assert changed["description"] == "d"
    if kind == "domain":
        assert api("DELETE", path).status == 403
        api("PATCH", path, {kind: {"enabled": False}})
    assert api("DELETE", path).status == 204
    assert api("GET", path).status == 404


def test_a_project_s_name_is_at_most_64_characters_long(api: Api) -> None:
    assert api("POST", f"{V3}/projects", {"project": {"name": "x" * 65}}).status == 400


def test_the_roles_of_a_new_cloud_are_immutable(api: Api) -> None:
    (role,) = api("GET", f"{V3}/roles?name=admin").json["roles"]
    assert role["options"] == {"immutable": True}
    assert api("DELETE", f"{V3}/roles/{role['id']}").status == 403


@pytest.mark.parametrize("actor", ["user", "group"])
@pytest.mark.parametrize("target", ["project", "domain", "system"])
def test_roles_on_targets(api: Api, actor: str, target: str) -> None:
    role = create(api, "role", name="r")
    actor_id = create(api, actor, name="a")
    base = f"{V3}/system"
    if target != "system":
        base = f"{V3}/{target}s/{create(api, target, name='t')}"
    collection = f"{base}/{actor}s/{actor_id}/roles"
    path = f"{collection}/{role}"
    assert api("GET", path).status == 404
    for _ in range(2):
        assert api("PUT", path).status == 204
    assert api("HEAD", path).status == 204
    assert [row["id"] for row in api("GET", collection).json["roles"]] == [role]
    query = f"role.id={role}&{actor}.id={actor_id}&include_names"
    (assignment,) = api("GET", f"{V3}/role_assignments?{query}").json["role_assignments"]
    assert assignment[actor]["name"] == "a"
    assert target in assignment["scope"]
    assert api("DELETE", path).status == 204
    assert api("DELETE", path).status == 404
    assert api("PUT", f"{collection}/nope").status == 404
    assert api("PUT", path, user="demo").status == 403


def project_names(api: Api, user: str) -> list[str]:
    """Return the names of the projects on which a user has a role."""
    projects = api("GET", f"{V3}/users/{user}/projects").json["projects"]
    return [project["name"] for project in projects]


def test_a_group_s_roles_are_its_members_too(api: Api) -> None:
    group = create(api, "group", name="g")
    project = create(api, "project", name="p")
    (role,) = api("GET", f"{V3}/roles?name=member").json["roles"]
    api("PUT", f"{V3}/projects/{project}/groups/{group}/roles/{role['id']}")
    demo = user_id(api, "demo")
    member = f"{V3}/groups/{group}/users/{demo}"
    assert project_names(api, demo) == ["demo"]
    assert api("PUT", member).status == 204
    assert api("HEAD", member).status == 204
    assert project_names(api, demo) == ["demo", "p"]
    assert [row["name"] for row in api("GET", f"{V3}/groups/{group}/users").json["users"]] == [
        "demo"
    ]
    assert [row["id"] for row in api("GET", f"{V3}/users/{demo}/groups").json["groups"]] == [group]
    query = f"user.id={demo}&scope.project.id={project}&effective"
    assert len(api("GET", f"{V3}/role_assignments?{query}").json["role_assignments"]) == 2
    assert api("DELETE", member).status == 204
    assert api("DELETE", member).status == 404
    assert project_names(api, demo) == ["demo"]


def test_credentials(api: Api) -> None:
    body = {"credential": {"type": "cert", "blob": "{}"}}
    created = api("POST", f"{V3}/credentials", body, user="demo").json["credential"]
    path = f"{V3}/credentials/{created['id']}"
    assert created["user_id"] == user_id(api, "demo")
    assert api("PATCH", path, {"credential": {"blob": "x"}}).json["credential"]["blob"] == "x"
    assert [row["id"] for row in api("GET", f"{V3}/credentials").json["credentials"]] == [
        created["id"]
    ]
    other = {"credential": {"type": "cert", "blob": "", "user_id": user_id(api, "admin")}}
    assert api("POST", f"{V3}/credentials", other, user="demo").status == 403
    assert api("DELETE", path).status == 204
    assert api("GET", path).status == 404


def test_tags_of_projects(api: Api) -> None:
    project = create(api, "project", name="p", tags=["a"])
    path = f"{V3}/projects/{project}/tags"
    assert api("GET", path).json["tags"] == ["a"]
    assert api("PUT", f"{path}/b").status == 201
    assert api("GET", f"{path}/b").status == 204
    assert api("PUT", path, {"tags": ["c"]}).json["tags"] == ["c"]
    assert api("DELETE", f"{path}/c").status == 204
    assert api("DELETE", f"{path}/c").status == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("tags=a", ["one", "two"]),
        ("tags=a,b", ["two"]),
        ("tags-any=b,c", ["two"]),
        ("not-tags=a,b", ["admin", "demo", "one"]),
        ("not-tags-any=a,b", ["admin", "demo"]),
    ],
)
def test_filters_by_tags(api: Api, query: str, names: list[str]) -> None:
    create(api, "project", name="one", tags=["a"])
    create(api, "project", name="two", tags=["a", "b"])
    projects = api("GET", f"{V3}/projects?{query}").json["projects"]
    assert [project["name"] for project in projects] == names


def test_an_ec2_credential_keeps_an_access_key_of_its_own(api: Api) -> None:
    project_id = api.cloud.database.value("SELECT id FROM projects WHERE name = 'demo'")
    blob = '{"access": "a", "secret": "s"}'
    body = {"credential": {"type": "ec2", "blob": blob, "project_id": project_id}}
    created = api("POST", f"{V3}/credentials", body, user="demo").json["credential"]
    assert api("POST", f"{V3}/credentials", body, user="demo").status == 409
    path = f"{V3}/credentials/{created['id']}"
    assert api("PATCH", path, {"credential": {"blob": "x"}}, user="demo").status == 400
    keys = api("GET", f"{V3}/users/{created['user_id']}/credentials/OS-EC2", user="demo")
    assert [key["access"] for key in keys.json["credentials"]] == ["a"]

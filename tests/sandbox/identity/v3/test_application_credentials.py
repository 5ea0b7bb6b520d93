"""Application credentials, and logins with them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.identity.logins import DEMO_PROJECT, authenticate, is_valid, with_token

Credential = dict[str, Any]


@pytest.fixture
def path(api: Api) -> str:
    (user,) = api("GET", "/identity/v3/users?name=demo").json["users"]
    return f"/identity/v3/users/{user['id']}/application_credentials"


@pytest.fixture
def credential(api: Api, path: str) -> Credential:
    """A restricted credential of demo's, with one of its roles."""
    body = {"application_credential": {"name": "ci", "roles": [{"name": "reader"}]}}
    answer = api("POST", path, body, user="demo")
    assert answer.status == 201
    credential: Credential = answer.json["application_credential"]
    return credential


def identity_of(credential: Credential, **changes: str) -> dict[str, Any]:
    reference = {"id": credential["id"], "secret": credential["secret"], **changes}
    return {"methods": ["application_credential"], "application_credential": reference}


def test_a_login_has_the_credentials_project_and_roles(api: Api, credential: Credential) -> None:
    token = authenticate(api, identity_of(credential)).json["token"]
    assert [role["name"] for role in token["roles"]] == ["reader"]
    assert token["project"]["name"] == "demo"


def test_the_secret_is_shown_only_once(api: Api, path: str, credential: Credential) -> None:
    answer = api("GET", f"{path}/{credential['id']}", user="demo")
    assert "secret" not in answer.json["application_credential"]


def test_a_login_can_choose_no_scope(api: Api, credential: Credential) -> None:
    assert authenticate(api, identity_of(credential), DEMO_PROJECT).status == 401


def test_a_wrong_secret_is_refused(api: Api, credential: Credential) -> None:
    assert authenticate(api, identity_of(credential, secret="no")).status == 401


def test_a_restricted_credential_creates_no_credentials(
    api: Api, path: str, credential: Credential
) -> None:
    token = authenticate(api, identity_of(credential)).headers["x-subject-token"]
    body = {"application_credential": {"name": "more"}}
    assert with_token(api, token, "POST", path, body).status == 403


def test_deleting_a_credential_revokes_its_tokens(
    api: Api, path: str, credential: Credential
) -> None:
    token = authenticate(api, identity_of(credential)).headers["x-subject-token"]
    assert is_valid(api, token)
    assert api("DELETE", f"{path}/{credential['id']}", user="demo").status == 204
    assert not is_valid(api, token)

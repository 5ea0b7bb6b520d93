"""v2.0: the bodies of its requests, and the answers."""

from typing import Any

import pytest

from mini_nova_auth.errors import AuthToolkitError, ProtocolError
from mini_nova_auth.methods.method import Method
from mini_nova_auth.methods.v2 import Tenant
from mini_nova_auth.methods.v2_api_key import V2ApiKey
from mini_nova_auth.methods.v2_password import V2Password
from mini_nova_auth.methods.v2_token import V2Token
from mini_nova_auth.testing import PROJECT, TOKEN, answer, drive, v2_access
from mini_nova_auth.wire.message import Response
from tests.auth.support import auth_of

from .refusals import CASES, SECRET, refusal_of

URL = "http://cloud.example:5000/v2.0"
BY_NAME = {"username": "alice", "password": SECRET}


def body_of(method: Method) -> Any:
    """Return the ``auth`` object that a method sends."""
    headers, body = v2_access()
    requests, _ = drive(method, answer(200, body, headers))
    (request,) = requests
    assert (request.method, request.url) == ("POST", f"{URL}/tokens")
    assert request.headers["Content-Type"] == request.headers["Accept"] == "application/json"
    return auth_of(request)


def test_a_password_with_a_tenants_name_is_the_contracts_body() -> None:
    auth = body_of(V2Password(URL, SECRET, username="alice", tenant=Tenant(name="demo")))
    assert auth == {"passwordCredentials": BY_NAME, "tenantName": "demo"}


def test_a_password_with_a_tenants_id() -> None:
    auth = body_of(V2Password(URL, SECRET, username="alice", tenant=Tenant("t1", "demo")))
    assert auth == {"passwordCredentials": BY_NAME, "tenantId": "t1"}


def test_a_password_without_a_tenant() -> None:
    assert body_of(V2Password(URL, SECRET, username="alice")) == {"passwordCredentials": BY_NAME}


def test_a_users_id_instead_of_the_name() -> None:
    auth = body_of(V2Password(URL, SECRET, user_id="u1"))
    assert auth == {"passwordCredentials": {"userId": "u1", "password": SECRET}}


def test_a_token_instead_of_a_password() -> None:
    assert body_of(V2Token(URL, "old", tenant=Tenant(name="demo"))) == {
        "token": {"id": "old"},
        "tenantName": "demo",
    }
    assert body_of(V2Token(URL, "old", tenant=Tenant("t1"))) == {
        "token": {"id": "old"},
        "tenantId": "t1",
    }
    assert body_of(V2Token(URL, "old")) == {"token": {"id": "old"}}


@pytest.mark.parametrize("status", [200, 203])
def test_a_successful_login_gives_an_access(status: int) -> None:
    headers, body = v2_access()
    _, access = drive(V2Password(URL, SECRET, username="alice"), answer(status, body, headers))
    assert (access.token, access.version, access.auth_url) == (TOKEN, "2", URL)
    assert access.project.id == PROJECT["id"]


@pytest.mark.parametrize(
    "method",
    [V2Password(URL, SECRET, username="alice", tenant=Tenant(name="demo")), V2Token(URL, SECRET)],
)
@pytest.mark.parametrize(("refusal", "kind"), CASES)
def test_refusals(method: Method, refusal: Response, kind: type[AuthToolkitError]) -> None:
    assert type(refusal_of(method, refusal)) is kind


def test_a_refusal_names_user_and_tenant_and_quotes_the_service() -> None:
    refusal = answer(
        401, {"error": {"message": "No\n such   user."}}, {"X-Openstack-Request-Id": "req-7"}
    )
    error = refusal_of(
        V2Password(URL, SECRET, username="alice", tenant=Tenant(name="demo")), refusal
    )
    assert 'user "alice" for tenant "demo" was refused' in error.message
    assert error.message.endswith(": No such user.")
    assert error.request_id == "req-7"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"access": {}}',
        b'{"access": {"token": {"id": 5}}}',
        b'{"acc',
    ],
)
def test_an_answer_without_a_token_is_a_protocol_error(content: bytes) -> None:
    with pytest.raises(ProtocolError):
        drive(V2Password(URL, SECRET, username="alice"), answer(200, content))


def test_secrets_are_not_in_a_repr() -> None:
    assert SECRET not in repr(V2Password(URL, SECRET)) + repr(V2Token(URL, SECRET))


def test_rackspaces_api_key() -> None:
    assert body_of(V2ApiKey(URL, SECRET, "alice", Tenant(name="demo"))) == {
        "RAX-KSKEY:apiKeyCredentials": {"username": "alice", "apiKey": SECRET},
        "tenantName": "demo",
    }
    assert SECRET not in repr(V2ApiKey(URL, SECRET))

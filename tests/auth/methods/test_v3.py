"""v3: the bodies of its requests in every scope, and the answers."""

from typing import Any

import pytest

from mini_nova_auth.errors import AuthToolkitError, ProtocolError
from mini_nova_auth.methods.method import Method
from mini_nova_auth.methods.v2_token import V2Token
from mini_nova_auth.methods.v3 import Scope, User
from mini_nova_auth.methods.v3_application_credential import V3ApplicationCredential
from mini_nova_auth.methods.v3_password import V3Password
from mini_nova_auth.methods.v3_token import V3Token
from mini_nova_auth.testing import TOKEN, answer, drive, v3_token
from mini_nova_auth.wire.message import Response
from tests.auth.support import auth_of

from .refusals import CASES, SECRET, keystone_error, refusal_of

URL = "http://cloud.example:5000/v3"
METHODS: list[Method] = [
    V3Password(
        URL, SECRET, user=User(name="alice", domain_id="default"), scope=Scope(project_id="p1")
    ),
    V3Token(URL, SECRET),
    V3ApplicationCredential(URL, SECRET, id="a1"),
]


def body_of(method: Method) -> Any:
    """Return the ``auth`` object that a method sends."""
    headers, body = v3_token()
    requests, _ = drive(method, answer(201, body, headers))
    (request,) = requests
    assert (request.method, request.url) == ("POST", f"{URL}/auth/tokens")
    assert request.headers["Content-Type"] == request.headers["Accept"] == "application/json"
    return auth_of(request)


def test_a_password_of_a_user_by_name_in_a_domain_by_name() -> None:
    auth = body_of(V3Password(URL, SECRET, user=User(name="alice", domain_name="Default")))
    user = {"name": "alice", "domain": {"name": "Default"}, "password": SECRET}
    assert auth == {"identity": {"methods": ["password"], "password": {"user": user}}}


def test_a_domains_id_precedes_its_name() -> None:
    auth = body_of(
        V3Password(URL, SECRET, user=User(name="alice", domain_id="d1", domain_name="Default"))
    )
    assert auth["identity"]["password"]["user"]["domain"] == {"id": "d1"}


def test_a_user_by_id_needs_no_domain() -> None:
    auth = body_of(V3Password(URL, SECRET, user=User(id="u1", name="alice", domain_id="d1")))
    assert auth["identity"]["password"] == {"user": {"id": "u1", "password": SECRET}}


def test_a_token() -> None:
    assert body_of(V3Token(URL, "old")) == {
        "identity": {"methods": ["token"], "token": {"id": "old"}}
    }


def test_an_application_credential_by_id() -> None:
    auth = body_of(V3ApplicationCredential(URL, SECRET, id="a1", user=User(name="alice")))
    credential = {"id": "a1", "secret": SECRET}
    assert auth == {
        "identity": {"methods": ["application_credential"], "application_credential": credential}
    }


def test_an_application_credential_by_name_and_user() -> None:
    auth = body_of(
        V3ApplicationCredential(
            URL, SECRET, name="ci", user=User(name="alice", domain_id="default")
        )
    )
    user = {"name": "alice", "domain": {"id": "default"}}
    assert auth["identity"]["application_credential"] == {
        "name": "ci",
        "user": user,
        "secret": SECRET,
    }
    assert "scope" not in auth


@pytest.mark.parametrize(
    ("scope", "body"),
    [
        (Scope(project_id="p1", project_name="demo"), {"project": {"id": "p1"}}),
        (
            Scope(project_name="demo", project_domain_id="d1", project_domain_name="Default"),
            {"project": {"name": "demo", "domain": {"id": "d1"}}},
        ),
        (
            Scope(project_name="demo", project_domain_name="Default"),
            {"project": {"name": "demo", "domain": {"name": "Default"}}},
        ),
        (Scope(project_name="demo"), {"project": {"name": "demo"}}),
        (Scope(domain_id="d1"), {"domain": {"id": "d1"}}),
        (Scope(domain_name="Default"), {"domain": {"name": "Default"}}),
        (Scope(system=True), {"system": {"all": True}}),
        (Scope(trust_id="t1"), {"OS-TRUST:trust": {"id": "t1"}}),
    ],
    ids=str,
)
def test_a_scope(scope: Scope, body: dict[str, Any]) -> None:
    assert body_of(V3Password(URL, SECRET, user=User(id="u1"), scope=scope))["scope"] == body
    assert body_of(V3Token(URL, "old", scope))["scope"] == body


def test_a_projects_domain_alone_is_not_a_scope() -> None:
    assert "scope" not in body_of(
        V3Password(URL, SECRET, user=User(id="u1"), scope=Scope(project_domain_id="default"))
    )


@pytest.mark.parametrize("status", [200, 201])
def test_a_successful_login_gives_an_access(status: int) -> None:
    headers, body = v3_token()
    _, access = drive(V3Token(URL, "old"), answer(status, body, headers))
    assert (access.token, access.version, access.auth_url) == (TOKEN, "3", URL)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
@pytest.mark.parametrize(("refusal", "kind"), CASES)
def test_refusals(method: Method, refusal: Response, kind: type[AuthToolkitError]) -> None:
    assert type(refusal_of(method, refusal)) is kind


def test_a_refusal_names_user_domain_and_scope() -> None:
    scope = Scope(project_name="demo")
    method = V3Password(URL, SECRET, user=User(name="alice", domain_name="Default"), scope=scope)
    error = refusal_of(method, answer(401, {"error": {"message": "No."}}))
    assert error.message == f'user "alice@Default" for project "demo" was refused at {URL}: No.'


@pytest.mark.parametrize(
    "reason",
    ["Failed to validate token", "Could not recognize Fernet token", "Could not find token: 07a1."],
)
@pytest.mark.parametrize("method", [V3Token(URL, SECRET), V2Token(URL, SECRET)])
def test_a_404_for_an_unknown_token_does_not_blame_the_address(method: Method, reason: str) -> None:
    error = refusal_of(method, keystone_error(404, reason))
    assert error.message == f"the token was refused at {URL}: {reason}"
    assert "ended or been revoked" in error.hint


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (V3ApplicationCredential(URL, SECRET, id="a1"), "its secret; it may have ended"),
        (
            V3Password(URL, SECRET, user=User(id="u1"), scope=Scope(trust_id="t1")),
            "the trust is for this user",
        ),
        (V3Password(URL, SECRET, user=User(id="u1")), "the user has a role there"),
    ],
)
def test_the_hint_fits_the_method(method: Method, words: str) -> None:
    assert words in refusal_of(method, keystone_error(401, "No.")).hint


def test_a_400_does_not_blame_the_address() -> None:
    trust = V3Password(URL, SECRET, user=User(id="u1"), scope=Scope(trust_id="t1"))
    error = refusal_of(trust, keystone_error(400, "Expecting to find project in scope."))
    assert "does not take this kind of login" in error.message
    assert "does not answer as an identity service" in refusal_of(trust, answer(400, b"")).message


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[]", b"{}", b'{"token": []}', b'{"token": {}}', b'{"tok']
)
def test_an_answer_without_a_token_in_the_body_is_a_protocol_error(content: bytes) -> None:
    with pytest.raises(ProtocolError):
        drive(V3Token(URL, "old"), answer(201, content, {"X-Subject-Token": TOKEN}))


@pytest.mark.parametrize("token", [None, "", "two words", "line\nbreak", "schlüssel", "x" * 70_000])
def test_a_missing_or_malformed_token_is_a_protocol_error(
    token: str | None,
) -> None:
    _, body = v3_token()
    headers = {} if token is None else {"X-Subject-Token": token}
    with pytest.raises(ProtocolError):
        drive(V3Token(URL, "old"), answer(201, body, headers))


def test_secrets_are_not_in_a_repr() -> None:
    assert not [method for method in METHODS if SECRET in repr(method)]

"""The toolkit parses what the builders for tests build."""

import json
import time

import pytest

from mini_nova_auth import testing
from mini_nova_auth.access.answers import from_v1, from_v2, from_v3
from mini_nova_auth.access.choice import choose
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import AuthenticationFailed
from mini_nova_auth.methods.v1_password import V1Password
from mini_nova_auth.methods.v3_token import V3Token

URL = "http://cloud.example/v3"
READING = Reading(0.0)


def test_an_access_is_fresh_for_its_lifetime() -> None:
    access = testing.access(lifetime=600, issued=1000.0)
    assert (access.server_time, access.expires) == (1000.0, 1600.0)
    assert testing.access().is_fresh(Reading(time.time()))


def test_v3_and_v2_describe_the_same_login() -> None:
    new = from_v3(URL, *testing.v3_token(issued=1000.0), taken=READING)
    old = from_v2(URL, *testing.v2_access(issued=1000.0), taken=READING)
    assert (new.token, new.expires, new.server_time) == (old.token, old.expires, old.server_time)
    assert (new.project.id, new.user.id) == (old.project.id, old.user.id)
    assert choose(new.catalog, "image").endpoint.url == choose(old.catalog, "image").endpoint.url


def test_members_are_replaced() -> None:
    access = testing.access(
        "mine", project={"id": "p1", "name": "x"}, catalog=[], roles=["admin"], user={"id": "u"}
    )
    assert (access.token, access.project.id, access.roles, access.user.id) == (
        "mine",
        "p1",
        ("admin",),
        "u",
    )
    assert access.catalog.services == ()


def test_a_v2_service_has_its_tenant() -> None:
    (endpoint,) = testing.v2_service("compute", "nova", "http://h", tenant_id="t1")["endpoints"]
    assert endpoint["tenantId"] == "t1"


def test_v1_headers_are_an_access() -> None:
    access = from_v1(URL, testing.v1_headers(issued=1000.0), user="a", project="b", taken=READING)
    assert access.server_time == 1000.0
    storage = testing.v1_headers(storage_url="http://h/v1")
    assert "X-Server-Management-Url" not in storage


@pytest.mark.parametrize(
    ("body", "content"),
    [(None, b""), (b"x", b"x"), ("é", "é".encode()), ({"a": 1}, b'{"a": 1}'), ([], b"[]")],
)
def test_answers(body: object, content: bytes) -> None:
    assert testing.answer(200, body).content == content


def test_a_login_is_driven_to_its_end() -> None:
    headers, body = testing.v3_token()
    requests, access = testing.drive(V3Token(URL, "old"), testing.answer(201, body, headers))
    assert json.loads(requests[0].body or "")["auth"]["identity"]["token"] == {"id": "old"}
    assert access.token == testing.TOKEN


def test_errors_of_the_login_are_raised() -> None:
    with pytest.raises(AuthenticationFailed):
        testing.drive(V3Token(URL, "old"), testing.answer(401))


def test_too_few_and_too_many_answers_are_errors() -> None:
    referral = testing.answer(305, headers={"Location": "/v1"})
    with pytest.raises(AssertionError, match=r"asked a further time: GET http://h/v1"):
        testing.drive(V1Password("http://h/auth", "alice", "key"), referral)
    success = testing.answer(204, headers=testing.v1_headers())
    with pytest.raises(AssertionError, match="ended after 1 of 2 answers"):
        testing.drive(V1Password("http://h/auth", "alice", "key"), success, success)

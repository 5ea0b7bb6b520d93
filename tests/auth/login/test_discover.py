"""Find the identity service: from the settings, the cache, or its version document."""

import pytest

from mini_nova_auth import testing
from mini_nova_auth.errors import ConfigurationError, ProtocolError
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.discover import find_identity
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.wire.message import Request, Response
from tests.auth.login.fakes import alice
from tests.auth.support import plan_of

ROOT = "http://h:5000"
VERSIONS = {
    "versions": {
        "values": [
            {"id": "v2.0", "links": [{"rel": "self", "href": f"{ROOT}/v2.0/"}]},
            {"id": "v3.14", "links": [{"rel": "self", "href": f"{ROOT}/v3/"}]},
        ]
    }
}


def never(request: Request) -> Response:
    raise AssertionError(f"{request} was sent")


@pytest.mark.parametrize(
    ("values", "identity"),
    [
        ({"auth_url": f"{ROOT}/v3/"}, Identity("3", f"{ROOT}/v3")),
        ({"auth_url": ROOT, "identity_api_version": "2"}, Identity("2", f"{ROOT}/v2.0")),
        ({"auth_url": f"{ROOT}/v3", "auth_type": "v2password"}, Identity("2", f"{ROOT}/v2.0")),
        ({"auth_url": "http://h/auth/v1.0/"}, Identity("1", "http://h/auth/v1.0/")),
        ({"auth_type": "none", "endpoint": "http://ironic/"}, Identity("", "http://ironic")),
    ],
)
def test_the_settings_tell_the_version(values: dict[str, str], identity: Identity) -> None:
    assert find_identity(plan_of(username="alice", **values), never) == identity


def test_else_an_earlier_login_tells_it(cache: Cache) -> None:
    plan = alice(auth_url=ROOT)
    spent = testing.access(auth_url=f"{ROOT}/identity/v3", lifetime=-100)
    cache.store(plan.key, Entry(spent))
    assert find_identity(plan, never, cache) == Identity("3", f"{ROOT}/identity/v3", is_cached=True)


def test_else_the_version_document_does(cache: Cache) -> None:
    requests: list[Request] = []

    def send(request: Request) -> Response:
        requests.append(request)
        return testing.answer(300, VERSIONS, url=request.url)

    identity = find_identity(alice(auth_url=f"{ROOT}/"), send, cache)
    assert identity == Identity("3", f"{ROOT}/v3")
    assert [(request.method, request.url) for request in requests] == [("GET", ROOT)]


@pytest.mark.parametrize("body", [b"<html>", {"versions": []}, {}])
def test_an_address_without_an_identity_service_is_reported(body: object) -> None:
    with pytest.raises(ProtocolError, match="is not an identity service: it answered HTTP 200"):
        find_identity(alice(auth_url=ROOT), lambda request: testing.answer(200, body))


@pytest.mark.parametrize("url", ["h:5000", "http://", "ftp://h/v3"])
def test_a_malformed_address_is_reported_before_anything_is_sent(url: str) -> None:
    with pytest.raises(ConfigurationError):
        find_identity(alice(auth_url=url), never)

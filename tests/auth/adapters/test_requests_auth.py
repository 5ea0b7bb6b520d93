"""The session's token for any requests call: on the cloud's hosts, and on no other."""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from mini_nova_auth import KeystoneAuth
from mini_nova_auth.errors import AuthenticationFailed, ConfigurationError
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.session import Session
from mini_nova_auth.testing import v3_service
from tests.auth.support import logins, session_of
from tests.local_cloud import Fault, LocalCloud
from tests.runner import LIMIT

SERVERS = "/compute/v2.1/servers"


@pytest.fixture
def session(cloud: LocalCloud) -> Session:
    """A session with the cloud."""
    return session_of(cloud)


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """The caller's own requests session."""
    with requests.Session() as http:
        yield http


def test_the_token_is_sent(cloud: LocalCloud, session: Session) -> None:
    answer = requests.get(cloud.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT)
    assert answer.json() == {"servers": []}
    assert cloud.requests[-1].headers["X-Auth-Token"] == session.access.token
    assert "Authorization" not in cloud.requests[-1].headers


def test_many_requests_cost_one_login(
    cloud: LocalCloud, session: Session, http: requests.Session
) -> None:
    http.auth = KeystoneAuth(session)
    assert {http.get(cloud.url + SERVERS, timeout=LIMIT).status_code for _ in range(3)} == {200}
    assert len(logins(cloud)) == 1
    assert len({request.connection for request in cloud.matching("GET")}) == 1


def test_after_a_401_the_request_is_repeated_with_a_new_token(
    cloud: LocalCloud, session: Session, http: requests.Session
) -> None:
    old = session.access.token
    cloud.revoke_tokens()
    answer = http.post(
        cloud.url + SERVERS,
        json={"server": {}},
        headers={"X-Mine": "1"},
        auth=KeystoneAuth(session),
        timeout=LIMIT,
    )
    assert answer.status_code == 400
    assert [response.status_code for response in answer.history] == [401]
    first, second = cloud.matching("POST", SERVERS)
    assert (first.headers["X-Auth-Token"], second.headers["X-Auth-Token"]) == (
        old,
        session.access.token,
    )
    assert (first.body, second.body) == (b'{"server": {}}', b'{"server": {}}')
    assert second.headers["X-Mine"] == "1"


def test_a_second_401_is_the_answer(cloud: LocalCloud, session: Session) -> None:
    cloud.faults.add(Fault("GET", SERVERS, "status", times=99, status=401))
    assert (
        requests.get(cloud.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT).status_code
        == 401
    )
    assert (cloud.count("GET", SERVERS), len(logins(cloud))) == (2, 2)


def test_every_request_may_renew_once(
    cloud: LocalCloud, session: Session, http: requests.Session
) -> None:
    http.auth = KeystoneAuth(session)
    for _ in range(3):
        assert http.get(cloud.url + SERVERS, timeout=LIMIT).status_code == 200
        cloud.revoke_tokens()
    assert len(logins(cloud)) == 3


def test_a_refused_login_is_an_error_of_this_package(cloud: LocalCloud, session: Session) -> None:
    session.access  # noqa: B018
    cloud.revoke_tokens()
    cloud.password = "changed"
    with pytest.raises(AuthenticationFailed):
        requests.get(cloud.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT)


def test_a_file_is_sent_again_from_its_start(
    cloud: LocalCloud, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "body").write_bytes(b"--" + b"x" * 5000)
    session.access  # noqa: B018
    cloud.revoke_tokens()
    with (tmp_path / "body").open("rb") as body:
        body.seek(2)
        requests.post(cloud.url + SERVERS, data=body, auth=KeystoneAuth(session), timeout=LIMIT)
    assert [len(request.body) for request in cloud.matching("POST", SERVERS)] == [5000, 5000]


def test_a_generator_is_not_sent_twice(cloud: LocalCloud, session: Session) -> None:
    session.access  # noqa: B018
    cloud.revoke_tokens()
    answer = requests.post(
        cloud.url + SERVERS, data=iter([b"one", b"two"]), auth=KeystoneAuth(session), timeout=LIMIT
    )
    assert answer.status_code == 401
    assert [request.body for request in cloud.matching("POST", SERVERS)] == [b"onetwo"]


def test_a_body_in_memory_is_sent_again(cloud: LocalCloud, session: Session) -> None:
    session.access  # noqa: B018
    cloud.revoke_tokens()
    requests.post(
        cloud.url + SERVERS, data=io.BytesIO(b"abc"), auth=KeystoneAuth(session), timeout=LIMIT
    )
    assert [request.body for request in cloud.matching("POST", SERVERS)] == [b"abc", b"abc"]


def test_another_host_gets_nothing(
    cloud: LocalCloud, other_host: LocalCloud, session: Session
) -> None:
    with pytest.raises(ConfigurationError, match="none of the cloud's addresses"):
        requests.get(other_host.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT)
    assert other_host.requests == []
    assert cloud.count("GET") == 0


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_to_another_host_is_followed_without_the_token(
    cloud: LocalCloud, other_host: LocalCloud, session: Session, status: int
) -> None:
    cloud.faults.add(
        Fault("GET", SERVERS, "redirect", status=status, location=other_host.url + SERVERS)
    )
    answer = requests.get(cloud.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT)
    assert answer.status_code == 401
    assert [request.headers.get("X-Auth-Token") for request in other_host.requests] == [None]
    assert len(logins(cloud)) == 1


@pytest.mark.parametrize(
    "disguise", ["{other}\\@127.0.0.1/x", "{other}#@127.0.0.1/x", "//{host}/x"]
)
def test_a_redirect_to_another_host_in_disguise_is_followed_without_the_token(
    cloud: LocalCloud, other_host: LocalCloud, session: Session, disguise: str
) -> None:
    location = disguise.format(other=other_host.url, host=other_host.url.partition("//")[2])
    cloud.faults.add(Fault("GET", SERVERS, "redirect", location=location))
    with contextlib.suppress(requests.RequestException):
        requests.get(cloud.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT)
    assert not any("X-Auth-Token" in request.headers for request in other_host.requests)
    assert cloud.count("GET", SERVERS) == 1


def test_a_redirect_to_another_host_after_a_renewal_is_followed_without_the_token(
    cloud: LocalCloud, other_host: LocalCloud, session: Session
) -> None:
    session.access  # noqa: B018
    cloud.faults.add(
        Fault("GET", SERVERS, "status", status=401),
        Fault("GET", SERVERS, "redirect", location=other_host.url + SERVERS),
    )
    requests.get(cloud.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT)
    assert [request.headers.get("X-Auth-Token") for request in other_host.requests] == [None]


def test_a_redirect_through_the_cloud_to_another_host_is_followed_without_the_token(
    cloud: LocalCloud, other_host: LocalCloud, session: Session
) -> None:
    cloud.faults.add(
        Fault("GET", "/one", "redirect", location="/two"),
        Fault("GET", "/two", "redirect", location=other_host.url + SERVERS),
    )
    requests.get(f"{cloud.url}/one", auth=KeystoneAuth(session), timeout=LIMIT)
    assert cloud.matching("GET", "/two")[0].headers["X-Auth-Token"] == session.access.token
    assert [request.headers.get("X-Auth-Token") for request in other_host.requests] == [None]


def test_a_redirect_within_the_cloud_keeps_the_token_after_a_renewal(
    cloud: LocalCloud, session: Session
) -> None:
    session.access  # noqa: B018
    cloud.revoke_tokens()
    cloud.faults.add(
        Fault("GET", "/one", "status", status=401),
        Fault("GET", "/one", "redirect", location=SERVERS),
    )
    assert (
        requests.get(f"{cloud.url}/one", auth=KeystoneAuth(session), timeout=LIMIT).status_code
        == 200
    )
    assert len(logins(cloud)) == 2


def test_the_hosts_of_the_catalog_belong_to_the_cloud(
    cloud: LocalCloud, other_host: LocalCloud
) -> None:
    cloud.catalog.append(
        v3_service("object-store", "swift", f"{other_host.url}/v1", region=cloud.region)
    )
    session = session_of(cloud)
    token = session.access.token
    requests.get(other_host.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT)
    assert other_host.requests[0].headers["X-Auth-Token"] == token


@pytest.mark.parametrize(
    ("url", "may_have_token"),
    [
        ("https://swift.example/v1", True),
        ("https://swift.example:8443/other", True),
        ("http://swift.example/v1", False),
        ("https://SWIFT.example/v1", True),
        ("https://swift.example.evil/v1", False),
        ("https://user@swift.example/v1", True),
        ("https://swift.example@evil.example/v1", False),
        ("ftp://swift.example/v1", False),
        ("https://127.0.0.1/v1", True),
        ("http://127.0.0.1:9/v1", True),
        ("http://[::1/", False),
        ("", False),
    ],
)
def test_which_urls_may_have_the_token(cloud: LocalCloud, url: str, may_have_token: bool) -> None:
    cloud.catalog.append(
        v3_service("object-store", "swift", "https://swift.example/v1", region=cloud.region)
    )
    assert KeystoneAuth(session_of(cloud)).may_have_token(url) is may_have_token


def test_an_endpoint_override_belongs_to_the_cloud(cloud: LocalCloud) -> None:
    auth = KeystoneAuth(session_of(cloud, endpoint_override="http://nova.example/v2.1"))
    assert auth.may_have_token("http://nova.example/v2.1/servers")


def test_the_cache_is_shared(cloud: LocalCloud, cache: Cache) -> None:
    session_of(cloud, cache).access  # noqa: B018
    requests.get(cloud.url + SERVERS, auth=KeystoneAuth(session_of(cloud, cache)), timeout=LIMIT)
    assert len(logins(cloud)) == 1


def test_the_repr_shows_the_user_without_a_secret_or_a_request(
    cloud: LocalCloud,
) -> None:
    session = session_of(cloud)
    assert (
        repr(session)
        == f"Session(auth_url='{session.settings['auth_url']}', user='demo', project='demo')"
    )
    assert repr(KeystoneAuth(session)) == f"KeystoneAuth({session!r})"
    assert not cloud.requests


def test_a_redirect_to_another_port_of_the_host_is_followed_without_the_token(
    cloud: LocalCloud, session: Session
) -> None:
    with LocalCloud() as neighbour:
        cloud.faults.add(Fault("GET", SERVERS, "redirect", location=neighbour.url + SERVERS))
        requests.get(cloud.url + SERVERS, auth=KeystoneAuth(session), timeout=LIMIT)
        assert [request.headers.get("X-Auth-Token") for request in neighbour.requests] == [None]

"""One request and its answer: redirects, proxies, time limits, and what is never sent."""

import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
import requests
import responses

from mini_nova_auth.errors import AuthToolkitError, ConfigurationError, ProtocolError, Unavailable
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.options import Timeouts
from mini_nova_auth.wire.transport import MOST_REDIRECTS, Exchange, Transport
from tests.auth.support import lower
from tests.local_cloud import Fault, LocalCloud

TOKEN = {"X-Auth-Token": "t0ken"}
BROKEN_LOCATIONS = [
    "http://[::1/v3",
    "http://h:port/",
    "ftp://127.0.0.1/x",
    "http://user:s3cr3t@other.invalid/",
]


def transport(read: float = 10.0, **options: Any) -> Transport:
    """A transport that waits no longer than a test should."""
    return Transport(user_agent="tests/1", timeouts=Timeouts(5.0, read), **options)


def get(cloud: LocalCloud, path: str = "/identity/v3", **options: Any) -> Response:
    """The answer to a GET."""
    return transport(**options).send(Request("GET", cloud.url + path, TOKEN))


def closed_port() -> int:
    """A port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_an_answer_is_returned_whatever_its_status(cloud: LocalCloud) -> None:
    success, failure = get(cloud), get(cloud, "/nowhere")
    assert (success.status, success.json()["version"]["id"], success.url) == (
        200,
        "v3.14",
        f"{cloud.url}/identity/v3",
    )
    assert (failure.status, failure.content) == (404, b"404 Not Found\n")
    assert success.taken.wall == pytest.approx(time.time(), abs=60)


def test_no_further_headers_are_sent(cloud: LocalCloud) -> None:
    get(cloud)
    (request,) = cloud.requests
    names = {"host", "user-agent", "accept-encoding", "x-auth-token"}
    assert set(lower(request.headers)) - {"connection"} == names
    assert request.headers["User-Agent"] == "tests/1"


def test_a_body_is_sent_as_it_is(cloud: LocalCloud) -> None:
    body = json.dumps({"auth": {"é": 1}}, ensure_ascii=False)
    transport().send(
        Request(
            "POST",
            f"{cloud.url}/identity/v3/auth/tokens",
            {"Content-Type": "application/json"},
            body,
        )
    )
    assert cloud.requests[0].body.decode() == body


def test_one_connection_carries_many_requests(cloud: LocalCloud) -> None:
    connection = transport()
    for _ in range(3):
        connection.send(Request("GET", f"{cloud.url}/identity", {}))
    assert len({request.connection for request in cloud.requests}) == 1


def test_cookies_are_ignored(cloud: LocalCloud) -> None:
    connection = transport()
    cloud.faults.add(
        Fault(
            "GET",
            "/identity",
            "status",
            status=200,
            body="{}",
            headers={"Set-Cookie": "a=b; Path=/"},
        )
    )
    for _ in range(2):
        connection.send(Request("GET", f"{cloud.url}/identity", {}))
    assert "Cookie" not in cloud.requests[1].headers


def test_netrc_is_ignored(cloud: LocalCloud) -> None:
    netrc = Path(os.environ["HOME"]) / ".netrc"
    netrc.write_text("machine 127.0.0.1 login alice password s3cr3t\n")
    netrc.chmod(0o600)
    assert requests.utils.get_netrc_auth(cloud.url) == ("alice", "s3cr3t")
    get(cloud)
    assert "Authorization" not in cloud.requests[0].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/compute/", "{url}/compute/", "../compute/"])
def test_a_read_follows_a_redirect_on_the_same_host(
    cloud: LocalCloud, status: int, location: str
) -> None:
    cloud.faults.add(
        Fault(
            "GET", "/identity", "redirect", status=status, location=location.format(url=cloud.url)
        )
    )
    assert "v2.1" in str(get(cloud, "/identity/v3").json())
    assert [request.path for request in cloud.requests] == ["/identity/v3", "/compute/"]
    assert cloud.requests[1].headers["X-Auth-Token"] == "t0ken"


@pytest.mark.parametrize("status", [307, 308])
def test_a_post_follows_a_redirect_that_keeps_it(cloud: LocalCloud, status: int) -> None:
    cloud.faults.add(
        Fault("POST", "/old", "redirect", status=status, location="/identity/v3/auth/tokens")
    )
    transport().send(Request("POST", f"{cloud.url}/old", TOKEN, '{"a": 1}'))
    assert [(request.method, request.path, request.body) for request in cloud.requests] == [
        ("POST", "/old", b'{"a": 1}'),
        ("POST", "/identity/v3/auth/tokens", b'{"a": 1}'),
    ]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_login_stays_a_post_behind_every_redirect(cloud: LocalCloud, status: int) -> None:
    path = "/identity/v3/auth/tokens"
    cloud.faults.add(Fault("POST", "/old", "redirect", status=status, location=path))
    login = Request("POST", f"{cloud.url}/old", {}, '{"a": 1}', is_login=True)
    transport().send(login)
    assert [(request.method, request.path, request.body) for request in cloud.requests] == [
        ("POST", "/old", b'{"a": 1}'),
        ("POST", path, b'{"a": 1}'),
    ]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_login_is_sent_to_no_other_origin(
    cloud: LocalCloud, other_host: LocalCloud, status: int
) -> None:
    cloud.faults.add(Fault("POST", "/", "redirect", status=status, location=f"{other_host.url}/v3"))
    login = Request("POST", f"{cloud.url}/v3/auth/tokens", {}, "{}", is_login=True)
    assert transport().send(login).status == status
    assert other_host.requests == []


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_post_is_never_turned_into_a_get(cloud: LocalCloud, status: int) -> None:
    cloud.faults.add(Fault("POST", "/old", "redirect", status=status, location="/identity/v3"))
    answer = transport().send(Request("POST", f"{cloud.url}/old", TOKEN, "{}"))
    assert (answer.status, cloud.count()) == (status, 1)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_a_redirect_to_another_host_is_refused_and_nothing_is_sent_there(
    cloud: LocalCloud, other_host: LocalCloud, method: str
) -> None:
    cloud.faults.add(
        Fault(method, "/", "redirect", status=307, location=f"{other_host.url}/identity/v3")
    )
    with pytest.raises(
        ProtocolError,
        match=r"redirects to http://localhost:\d+/identity/v3, where no secret is sent",
    ) as caught:
        transport().send(Request(method, f"{cloud.url}/compute", TOKEN))
    assert other_host.requests == []
    assert caught.value.status == 307
    assert "t0ken" not in str(caught.value)


@pytest.mark.parametrize(
    "disguise",
    [
        "{other}\\@127.0.0.1/x",
        "{other}\\\\@127.0.0.1/x",
        "{other}#@127.0.0.1/x",
        "{other}?@127.0.0.1/",
    ],
)
def test_a_redirect_to_another_host_in_disguise_carries_no_token_there(
    cloud: LocalCloud, other_host: LocalCloud, disguise: str
) -> None:
    cloud.faults.add(Fault("GET", "/", "redirect", location=disguise.format(other=other_host.url)))
    with pytest.raises(AuthToolkitError):
        get(cloud)
    assert other_host.requests == []


@pytest.mark.parametrize("location", BROKEN_LOCATIONS)
def test_a_malformed_redirect_is_an_error_of_this_package(cloud: LocalCloud, location: str) -> None:
    cloud.faults.add(Fault("GET", "/", "redirect", location=location))
    with pytest.raises(AuthToolkitError) as caught:
        get(cloud)
    assert "s3cr3t" not in str(caught.value)
    assert cloud.count() == 1


@responses.activate
@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_away_from_tls_is_refused(status: int) -> None:
    responses.get(
        "https://cloud.example/v3", status=status, headers={"Location": "http://cloud.example/v3"}
    )
    with pytest.raises(ProtocolError, match=r"redirects to http://cloud\.example/v3"):
        transport().send(Request("GET", "https://cloud.example/v3", TOKEN))


@responses.activate
def test_a_redirect_to_tls_is_followed() -> None:
    responses.get(
        "http://cloud.example/v3", status=301, headers={"Location": "https://cloud.example/v3"}
    )
    responses.get("https://cloud.example/v3", json={})
    assert transport().send(Request("GET", "http://cloud.example/v3", TOKEN)).status == 200


def test_redirects_in_circles_end(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/", "redirect", times=99, location="/identity/v3"))
    with pytest.raises(ProtocolError, match="in circles"):
        get(cloud)
    assert cloud.count() == MOST_REDIRECTS + 1


@pytest.mark.parametrize("action", ["refuse-before", "lose-answer", "reset-answer", "cut-answer"])
def test_a_lost_answer_may_have_been_sent(cloud: LocalCloud, action: str) -> None:
    cloud.faults.add(Fault("GET", "/", action))
    with pytest.raises(Unavailable, match="before its answer was whole") as caught:
        get(cloud)
    assert caught.value.sent
    assert cloud.count() == 1


def test_a_refused_connection_was_not_sent() -> None:
    with pytest.raises(Unavailable, match="connection refused") as caught:
        transport().send(Request("GET", f"http://127.0.0.1:{closed_port()}/", TOKEN))
    assert not caught.value.sent


def test_a_host_without_an_address_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> NoReturn:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(
        Unavailable, match=r'no address is known for the host "nova\.invalid"'
    ) as caught:
        transport().send(Request("GET", "http://nova.invalid/", {}))
    assert not caught.value.sent


def test_an_answer_has_a_time_limit(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/", "hang"))
    with pytest.raises(Unavailable, match=r"no answer within 0\.2 s") as caught:
        get(cloud, read=0.2)
    assert caught.value.sent


@pytest.fixture
def full_port() -> Iterator[int]:
    """The port of a listener that accepts no further connection."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for client in (first, second):
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_a_connection_has_a_time_limit(full_port: int) -> None:
    patient = Transport(user_agent="tests", timeouts=Timeouts(0.2, 5.0))
    with pytest.raises(Unavailable, match=r"did not take a connection within 0\.2 s") as caught:
        patient.send(Request("GET", f"http://127.0.0.1:{full_port}/", TOKEN))
    assert not caught.value.sent


def test_a_deadline_shortens_the_wait(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/", "hang"))
    impatient = transport(read=600.0)
    impatient.deadline = time.monotonic() - 5
    with pytest.raises(Unavailable, match="no answer within 1 s"):
        impatient.send(Request("GET", f"{cloud.url}/identity", TOKEN))


def test_a_proxy_of_the_environment_is_used(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", cloud.url)
    assert (
        transport().send(Request("GET", "http://keystone.invalid:5000/identity/v3", TOKEN)).status
        == 200
    )
    assert cloud.requests[0].target == "http://keystone.invalid:5000/identity/v3"


def test_no_proxy_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("no_proxy", ".invalid")
    with pytest.raises(Unavailable, match="no address is known"):
        transport().send(Request("GET", "http://keystone.invalid:5000/identity/v3", TOKEN))


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_a_request_to_this_machine_never_meets_a_proxy(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, variable: str, host: str
) -> None:
    with LocalCloud() as proxy:
        monkeypatch.setenv(variable, proxy.url)
        monkeypatch.setenv("no_proxy", "elsewhere.example")
        url = cloud.url.replace("127.0.0.1", host)
        assert transport().send(Request("GET", f"{url}/identity", TOKEN)).status == 300
        assert proxy.requests == []


@pytest.mark.parametrize(
    "url", ["", "cloud.example/v3", "http://", "http://h:99999/", "http://[::1/"]
)
def test_a_malformed_url_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError):
        transport().send(Request("GET", url, TOKEN))


@pytest.mark.parametrize("key", ["schlüssel", "5€", "\udcfc"])
def test_a_header_beyond_ascii_is_sent_as_its_bytes_in_utf_8(cloud: LocalCloud, key: str) -> None:
    transport().send(Request("GET", f"{cloud.url}/identity", {"X-Auth-Key": key}))
    (request,) = cloud.requests
    sent = request.headers["X-Auth-Key"].encode("latin-1")
    assert sent == key.encode(errors="surrogateescape")


@pytest.mark.parametrize("key", [" leading", "line\nbreak", "\ud800"])
def test_an_unusable_header_is_not_blamed_on_the_url(cloud: LocalCloud, key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        transport().send(Request("GET", cloud.url, {"X-Auth-Key": key}))
    assert "is not a URL" not in str(caught.value)
    assert key not in str(caught.value)
    assert cloud.requests == []


def test_each_exchange_is_reported(cloud: LocalCloud) -> None:
    exchanges: list[Exchange] = []
    watched = transport(watch=exchanges.append)
    cloud.faults.add(Fault("GET", "/identity$", "redirect", location="/identity/v3"))
    watched.send(Request("GET", f"{cloud.url}/identity", TOKEN))
    with pytest.raises(Unavailable):
        watched.send(Request("GET", f"http://127.0.0.1:{closed_port()}/", TOKEN))
    assert [getattr(exchange.outcome, "status", None) for exchange in exchanges] == [302, 200, None]
    assert isinstance(exchanges[2].outcome, Unavailable)
    assert all(exchange.seconds >= 0 for exchange in exchanges)

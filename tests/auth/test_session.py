"""Requests with a token: repeated if that helps, never if it may do harm."""

import time
from pathlib import Path
from typing import Any

import pytest

from mini_nova_auth import clock
from mini_nova_auth.connection import connect
from mini_nova_auth.errors import (
    ConfigurationError,
    EndpointNotFound,
    ProtocolError,
    Refused,
    Unavailable,
)
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.documents import Documents
from mini_nova_auth.session import Session
from mini_nova_auth.testing import v3_service
from mini_nova_auth.wire.retry import MOST_TRIES, TRIES_TO_CONNECT
from tests.auth.support import identities, later, logins, session_of, settings_of
from tests.local_cloud import Fault, LocalCloud

SERVERS = "/servers$"


def read(session: Session, path: str = "/servers") -> Any:
    """Read a JSON value from compute."""
    return session.read(session.endpoint("compute"), path)


def move_compute(cloud: LocalCloud, url: str) -> None:
    """List compute at another address."""
    others = [service for service in cloud.catalog if service["type"] != "compute"]
    cloud.catalog = [v3_service("compute", "nova", url, region=cloud.region), *others]


def test_read_returns_the_json_value(cloud: LocalCloud) -> None:
    assert read(session_of(cloud)) == {"servers": []}
    request = cloud.requests[-1]
    assert request.path == "/compute/v2.1/servers"
    assert (request.headers["Accept"], request.headers.get("Content-Type")) == (
        "application/json",
        None,
    )


def test_a_body_is_sent_as_json(cloud: LocalCloud) -> None:
    session = session_of(cloud)
    answer = session.send(
        "POST",
        session.endpoint("compute"),
        "/servers",
        body={"server": {}},
        headers={"X-Mine": "1"},
    )
    assert answer.status == 400
    request = cloud.requests[-1]
    assert request.json == {"server": {}}
    assert (request.headers["Content-Type"], request.headers["X-Mine"]) == ("application/json", "1")


def test_a_warm_session_sends_one_request(cloud: LocalCloud, cache: Cache) -> None:
    read(session_of(cloud, cache))
    cloud.requests.clear()
    read(session_of(cloud, cache))
    assert [request.path for request in cloud.requests] == ["/compute/v2.1/servers"]


def test_region_interface_and_name_choose_the_endpoint(cloud: LocalCloud) -> None:
    session = session_of(cloud, region_name="Elsewhere")
    with pytest.raises(EndpointNotFound, match='region "Elsewhere"'):
        read(session)
    move_compute(cloud, f"{cloud.url}/compute/v2.1/")
    assert read(session_of(cloud, interface="admin,internalURL")) == {"servers": []}


def test_after_a_401_the_new_catalog_is_used(cloud: LocalCloud, cache: Cache) -> None:
    session = session_of(cloud, cache)
    read(session)
    cloud.revoke_tokens()
    move_compute(cloud, f"{cloud.url}/compute/v2.1/{cloud.project.id}")
    assert read(session) == {"servers": []}
    assert [request.path for request in cloud.matching("GET")] == [
        "/compute/v2.1/servers",
        "/compute/v2.1/servers",
        f"/compute/v2.1/{cloud.project.id}/servers",
    ]
    assert cloud.requests[-1].headers["X-Auth-Token"] != cloud.requests[1].headers["X-Auth-Token"]


def test_a_post_after_a_401_is_sent_again(cloud: LocalCloud, cache: Cache) -> None:
    session_of(cloud, cache).access  # noqa: B018
    cloud.revoke_tokens()
    session = session_of(cloud, cache)
    answer = session.send("POST", session.endpoint("compute"), "/servers", body={"server": {}})
    assert answer.status == 400
    assert cloud.count("POST", SERVERS) == 2


@pytest.mark.parametrize("cached", [True, False])
def test_a_second_401_in_a_row_is_the_answer(
    cloud: LocalCloud, cache: Cache, cached: bool, naps: list[float]
) -> None:
    cloud.faults.add(Fault("GET", SERVERS, "status", times=99, status=401))
    with pytest.raises(Refused) as caught:
        read(session_of(cloud, cache if cached else None))
    assert caught.value.status == 401
    assert len(logins(cloud)) == 2
    assert (cloud.count("GET", SERVERS), naps) == (2, [])


def test_a_revoked_token_is_replaced_each_time(cloud: LocalCloud, cache: Cache) -> None:
    session = session_of(cloud, cache)
    for _ in range(3):
        assert read(session) == {"servers": []}
        cloud.revoke_tokens()
    assert read(session) == {"servers": []}


def test_retry_after_is_obeyed(cloud: LocalCloud, naps: list[float]) -> None:
    cloud.faults.add(Fault("GET", SERVERS, "status", status=429, headers={"Retry-After": "7"}))
    assert read(session_of(cloud)) == {"servers": []}
    assert naps == [7.0]


def test_a_retry_after_beyond_the_patience_is_passed_to_the_caller(
    cloud: LocalCloud, naps: list[float]
) -> None:
    cloud.faults.add(Fault("GET", SERVERS, "status", status=503, headers={"Retry-After": "3600"}))
    with pytest.raises(Refused) as caught:
        read(session_of(cloud))
    assert (caught.value.status, caught.value.retry_after, naps) == (503, 3600.0, [])


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_temporary_status_is_waited_out(
    cloud: LocalCloud, naps: list[float], status: int
) -> None:
    cloud.faults.add(Fault("GET", SERVERS, "status", times=3, status=status))
    assert read(session_of(cloud)) == {"servers": []}
    assert len(naps) == 3


@pytest.mark.parametrize(
    "action",
    ["refuse-before", "lose-answer", "reset-answer", "cut-answer", "html", "bad-json", "empty"],
)
def test_a_lost_or_malformed_answer_is_requested_again(
    cloud: LocalCloud, naps: list[float], action: str
) -> None:
    cloud.faults.add(Fault("GET", SERVERS, action))
    assert read(session_of(cloud)) == {"servers": []}
    assert len(naps) == 1


@pytest.mark.parametrize(
    ("action", "details", "error", "tries"),
    [
        ("status", {"status": 503}, Refused, MOST_TRIES),
        ("lose-answer", {}, Unavailable, MOST_TRIES),
        ("html", {}, ProtocolError, TRIES_TO_CONNECT),
        ("bad-json", {}, ProtocolError, TRIES_TO_CONNECT),
    ],
)
def test_the_number_of_tries_is_limited(
    cloud: LocalCloud,
    naps: list[float],
    *,
    action: str,
    details: dict[str, Any],
    error: type[Exception],
    tries: int,
) -> None:
    cloud.faults.add(Fault("GET", SERVERS, action, times=99, **details))
    with pytest.raises(error):
        read(session_of(cloud))
    assert cloud.count("GET", SERVERS) == tries
    assert sum(naps) <= 60


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413])
def test_other_statuses_are_refused_at_once(
    cloud: LocalCloud, naps: list[float], status: int
) -> None:
    cloud.faults.add(Fault("GET", SERVERS, "status", status=status, message="No such thing."))
    with pytest.raises(Refused, match="No such thing") as caught:
        read(session_of(cloud))
    assert (caught.value.status, caught.value.url) == (status, f"{cloud.url}/compute/v2.1/servers")
    assert caught.value.request_id.startswith("req-")
    assert naps == []


@pytest.mark.parametrize(
    ("action", "details"),
    [
        ("status", {"status": 503}),
        ("lose-answer", {}),
        ("cut-answer", {}),
        ("html", {}),
        ("refuse-before", {}),
    ],
)
def test_a_post_is_never_sent_twice(
    cloud: LocalCloud, naps: list[float], action: str, details: dict[str, Any]
) -> None:
    cloud.faults.add(Fault("POST", SERVERS, action, **details))
    session = session_of(cloud)
    try:
        assert session.send("POST", session.endpoint("compute"), "/servers", body={}).status in (
            200,
            503,
        )
    except Unavailable as error:
        assert error.sent  # noqa: PT017 - either outcome is right
    assert (cloud.count("POST", SERVERS), naps) == (1, [])


def test_a_moved_endpoint_is_found_in_a_new_catalog(
    cloud: LocalCloud, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_compute(cloud, "http://127.0.0.1:1/v2.1")
    session_of(cloud, cache).access  # noqa: B018
    later(monkeypatch, 60)
    move_compute(cloud, f"{cloud.url}/compute/v2.1")
    session = session_of(cloud, cache)
    assert session.send("POST", session.endpoint("compute"), "/servers", body={}).status == 400


def test_an_unreachable_endpoint_costs_one_login(
    cloud: LocalCloud, cache: Cache, naps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    move_compute(cloud, "http://127.0.0.1:1/v2.1")
    session_of(cloud, cache).access  # noqa: B018
    later(monkeypatch, 60)
    with pytest.raises(Unavailable, match="connection refused"):
        read(session_of(cloud, cache))
    assert len(logins(cloud)) == 2
    assert len(naps) == TRIES_TO_CONNECT - 1


def cached_elsewhere(cloud: LocalCloud, cache: Cache, url: str) -> Session:
    """A new session with a cached catalog that lists compute at this address, which is no more."""
    move_compute(cloud, url)
    session_of(cloud, cache).access  # noqa: B018
    move_compute(cloud, f"{cloud.url}/compute/v2.1")
    cloud.requests.clear()
    return session_of(cloud, cache)


def test_a_bare_404_leads_to_a_new_catalog(cloud: LocalCloud, cache: Cache) -> None:
    session = cached_elsewhere(cloud, cache, f"{cloud.url}/old/v2.1")
    assert read(session) == {"servers": []}
    assert [request.path for request in cloud.matching("GET")] == [
        "/old/v2.1/servers",
        "/compute/v2.1/servers",
    ]
    assert identities(cloud) == ["token"], "no secret is needed"
    cloud.requests.clear()
    assert read(session_of(cloud, cache)) == {"servers": []}
    assert len(cloud.requests) == 1, "the good catalog is in the cache"


def test_a_post_to_an_address_where_nobody_works_is_sent_to_the_new_one(
    cloud: LocalCloud, cache: Cache
) -> None:
    session = cached_elsewhere(cloud, cache, f"{cloud.url}/old/v2.1")
    answer = session.send("POST", session.endpoint("compute"), "/servers", body={"server": {}})
    assert answer.status == 400
    assert cloud.count("POST", SERVERS) == 2


def test_a_redirect_to_elsewhere_leads_to_a_new_catalog(
    cloud: LocalCloud, cache: Cache, other_host: LocalCloud
) -> None:
    session = cached_elsewhere(cloud, cache, f"{cloud.url}/old/v2.1")
    cloud.faults.add(Fault("GET", "/old", "redirect", location=f"{other_host.url}/v2.1/servers"))
    assert read(session) == {"servers": []}
    assert other_host.requests == []


def test_a_region_that_a_cached_catalog_lacks_is_looked_for_in_a_new_one(
    cloud: LocalCloud, cache: Cache
) -> None:
    session_of(cloud, cache).access  # noqa: B018
    cloud.catalog = [v3_service("compute", "nova", f"{cloud.url}/compute/v2.1", region="Corrected")]
    session = session_of(cloud, cache, region_name="Corrected")
    assert read(session) == {"servers": []}
    assert len(logins(cloud)) == 2
    assert read(session_of(cloud, cache, region_name="Corrected")) == {"servers": []}
    assert len(logins(cloud)) == 2


def test_a_region_that_no_catalog_has_costs_one_login(cloud: LocalCloud, cache: Cache) -> None:
    session_of(cloud, cache).access  # noqa: B018
    session = session_of(cloud, cache, region_name="Elsewhere")
    for _ in range(2):
        with pytest.raises(EndpointNotFound, match='region "Elsewhere"'):
            read(session)
    assert len(logins(cloud)) == 2


def test_a_service_that_need_not_be_there_costs_no_login(cloud: LocalCloud, cache: Cache) -> None:
    session_of(cloud, cache).access  # noqa: B018
    session = session_of(cloud, cache)
    assert session.has_endpoint("compute")
    assert not session.has_endpoint("dns")
    assert len(logins(cloud)) == 1


@pytest.mark.parametrize("path", ["/servers/5e0f4c1a-0000-4000-8000-000000000001", "/servers/x"])
def test_a_server_that_is_not_there_costs_no_login(
    cloud: LocalCloud, cache: Cache, path: str
) -> None:
    session_of(cloud, cache).access  # noqa: B018
    with pytest.raises(Refused, match="could not be found"):
        read(session_of(cloud, cache), path)
    assert len(logins(cloud)) == 1


def test_an_address_of_the_settings_costs_no_login(cloud: LocalCloud, cache: Cache) -> None:
    session_of(cloud, cache).access  # noqa: B018
    with pytest.raises(Refused):
        read(session_of(cloud, cache, compute_endpoint_override=f"{cloud.url}/old/v2.1"))
    assert len(logins(cloud)) == 1


def test_a_catalog_that_cannot_be_renewed_leaves_the_services_answer(
    cloud: LocalCloud, cache: Cache, naps: list[float]
) -> None:
    session = cached_elsewhere(cloud, cache, f"{cloud.url}/old/v2.1")
    cloud.faults.add(Fault("POST", "/tokens", "status", times=99, status=401))
    with pytest.raises(Refused) as caught:
        read(session)
    assert caught.value.status == 404


def test_a_token_is_never_sent_to_another_host(
    cloud: LocalCloud, other_host: LocalCloud, naps: list[float]
) -> None:
    cloud.faults.add(
        Fault(
            "GET", SERVERS, "redirect", times=99, location=f"{other_host.url}/compute/v2.1/servers"
        )
    )
    with pytest.raises(ProtocolError, match="where no secret is sent"):
        read(session_of(cloud))
    assert other_host.requests == []
    assert len(naps) < MOST_TRIES


def test_a_version_document_is_fetched_once_and_without_a_token(
    cloud: LocalCloud, cache: Cache
) -> None:
    url = f"{cloud.url}/compute/v2.1"
    for _ in range(2):
        session = session_of(cloud, cache)
        assert session.document(url)["version"]["id"] == "v2.1"
        assert session.document(url)["version"]["id"] == "v2.1"
    (request,) = cloud.matching("GET", "/v2.1$")
    assert "X-Auth-Token" not in request.headers


def test_a_service_without_a_version_document_has_none(cloud: LocalCloud) -> None:
    session = session_of(cloud)
    assert session.document(f"{cloud.url}/nothing") is None
    cloud.faults.add(Fault("GET", "/image", "html"))
    assert session.document(f"{cloud.url}/image") is None


def test_a_failure_to_fetch_a_version_document_is_not_cached(
    cloud: LocalCloud, cache: Cache, naps: list[float]
) -> None:
    url = f"{cloud.url}/compute/v2.1"
    cloud.faults.add(Fault("GET", "/v2.1$", "status", times=MOST_TRIES, status=503))
    with pytest.raises(Refused):
        session_of(cloud, cache).document(url)
    assert session_of(cloud, cache).document(url)["version"]["id"] == "v2.1"
    assert len(naps) == MOST_TRIES - 1


def test_the_services_time(cloud: LocalCloud) -> None:
    cloud.clock_offset = 5000
    session = session_of(cloud)
    assert session.server_time_at(clock.read()) == pytest.approx(time.time() + 5000, abs=60)
    cloud.clock_offset = -5000
    read(session)
    assert session.server_time_at(clock.read()) == pytest.approx(time.time() - 5000, abs=60)


def test_connecting_sends_nothing_and_touches_no_file(cloud: LocalCloud, cache: Cache) -> None:
    session_of(cloud, cache)
    assert cloud.requests == []
    assert not cache.directory.exists()


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf", "1e9"])
def test_a_malformed_time_limit_is_a_configuration_error(seconds: str) -> None:
    with pytest.raises(ConfigurationError, match="--timeout"):
        connect(settings_of(timeout=seconds), user_agent="tests")


def test_the_time_limit_is_kept(cloud: LocalCloud, cache: Cache) -> None:
    patient = session_of(cloud, cache)
    patient.send("GET", patient.endpoint("compute"), "/servers")
    session = session_of(cloud, cache, timeout="0.2")
    cloud.faults.add(Fault("GET", SERVERS, "hang"))
    with pytest.raises(Unavailable, match=r"no answer within 0\.2 s"):
        session.send("GET", session.endpoint("compute"), "/servers")


@pytest.mark.parametrize("name", ["cacert", "cert", "key"])
def test_a_missing_file_is_reported_with_its_source(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"--os-{name}: there is no file"):
        connect(settings_of(**{name: "/nonexistent.pem"}), user_agent="tests")


@pytest.mark.parametrize("name", ["cacert", "cert", "key", "verify"])
def test_a_file_without_pem_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / "ca.der"
    path.write_bytes(b"\x30\x82\x01\x0a")
    with pytest.raises(ConfigurationError, match=r"ca\.der holds no PEM"):
        connect(settings_of(**{name: str(path)}), user_agent="tests")


@pytest.mark.parametrize("path", ["~nobody-of-that-name/ca.pem", "a" * 300])
def test_a_malformed_path_is_a_configuration_error(path: str) -> None:
    with pytest.raises(ConfigurationError):
        connect(settings_of(cacert=path), user_agent="tests")


def test_a_tilde_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "ca.pem").write_text("-----BEGIN CERTIFICATE-----")
    assert connect(settings_of(cacert="~/ca.pem"), user_agent="tests")


def test_fetching_a_document_does_not_bring_a_refused_token_back(
    cloud: LocalCloud, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread renews the login while the version document is on its way."""
    session = session_of(cloud, cache)
    first = session.access.token
    add = Documents.add

    def slow(*arguments: Any) -> Any:
        entry = add(*arguments)
        session.renew(first)
        return entry

    monkeypatch.setattr(Documents, "add", slow)
    assert session.document(f"{cloud.url}/compute/v2.1") is not None
    assert session.access.token != first
    assert cloud.count() == 3


@pytest.mark.parametrize("action", ["cut-answer", "lose-answer"])
def test_a_login_is_repeated_by_itself_and_not_by_each_read_around_it(
    cloud: LocalCloud, naps: list[float], action: str
) -> None:
    cloud.faults.add(Fault("POST", "/tokens", action, times=99))
    with pytest.raises(Unavailable):
        read(session_of(cloud))
    assert cloud.count("POST", "/tokens") == MOST_TRIES


def test_a_page_in_place_of_a_login_is_no_failure_that_passes(
    cloud: LocalCloud, naps: list[float]
) -> None:
    cloud.faults.add(Fault("POST", "/tokens", "status", times=99, status=403, body="<html>"))
    with pytest.raises(ProtocolError):
        read(session_of(cloud))
    assert cloud.count("POST", "/tokens") == 1

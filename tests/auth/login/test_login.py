"""Logging in to a cloud: from the cache, with a token, with the secret; one process or many."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mini_nova_auth import clock
from mini_nova_auth.connection import connect
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
    Unavailable,
)
from mini_nova_auth.login import kind, plan
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.drive import log
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets.secret import SecretName
from mini_nova_auth.session import Session
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.sources.environment import Environment
from mini_nova_auth.wire.retry import MOST_TRIES
from tests.auth.support import identities, later, logins, session_of
from tests.local_cloud import Fault, LocalCloud
from tests.runner import LIMIT

KEYSTONE = "/identity"
PROCESSES = 20


def unversioned(cloud: LocalCloud) -> dict[str, str]:
    """The environment that logs in to a cloud, without the identity version."""
    return {
        name: value for name, value in cloud.openrc().items() if name != "OS_IDENTITY_API_VERSION"
    }


def settings_at(variables: dict[str, str], auth_url: str) -> Settings:
    """The settings of an environment with another address."""
    return resolve((Environment({**variables, "OS_AUTH_URL": auth_url}),))


def without_password(cloud: LocalCloud, ask: Callable[[SecretName], str] | None) -> Session:
    """A session without a password in its settings."""
    variables = {name: value for name, value in cloud.openrc().items() if name != "OS_PASSWORD"}
    return connect(settings_at(variables, variables["OS_AUTH_URL"]), user_agent="tests", ask=ask)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_every_version_logs_in(cloud: LocalCloud, version: int) -> None:
    access = session_of(cloud, version=version).access
    assert (access.version, access.project.id, access.user.name) == (
        str(version),
        cloud.project.id,
        cloud.username,
    )
    assert cloud.count() == 1


def test_an_application_credential_logs_in(cloud: LocalCloud) -> None:
    credential = cloud.application_credential
    given = {
        "application_credential_id": credential["id"],
        "application_credential_secret": credential["secret"],
    }
    assert session_of(cloud, **given).access.project.name == "demo"
    assert identities(cloud) == ["application_credential"]


def test_a_token_logs_in(cloud: LocalCloud) -> None:
    token = session_of(cloud).access.token
    assert session_of(cloud, token=token, project_name="other").access.project.name == "other"
    assert identities(cloud) == ["password", "token"]


@pytest.mark.parametrize("links", ["absolute", "relative", "unreachable"])
def test_the_version_is_discovered(cloud: LocalCloud, links: str) -> None:
    cloud.version_links = links
    access = connect(
        settings_at(unversioned(cloud), f"{cloud.url}/identity"), user_agent="tests"
    ).access
    assert (access.version, access.auth_url) == ("3", f"{cloud.url}/identity/v3")


def test_an_old_cloud_is_discovered(cloud: LocalCloud) -> None:
    cloud.identity_versions = ["v2.0"]
    session = connect(settings_at(unversioned(cloud), f"{cloud.url}/identity"), user_agent="tests")
    assert (session.access.version, session.access.auth_url) == ("2", f"{cloud.url}/identity/v2.0")


def test_a_discovered_version_is_remembered(cloud: LocalCloud, cache: Cache) -> None:
    settings = settings_at(unversioned(cloud), f"{cloud.url}/identity")
    refused = connect(settings, user_agent="tests", cache=cache).access.token
    connect(settings, user_agent="tests", cache=cache).renew(refused)
    assert (cloud.count("GET", KEYSTONE), len(logins(cloud))) == (1, 2)


def test_an_identity_service_that_moved_is_discovered_anew(cloud: LocalCloud, cache: Cache) -> None:
    settings = settings_at(unversioned(cloud), f"{cloud.url}/identity")
    refused = connect(settings, user_agent="tests", cache=cache).access
    elsewhere = refused._replace(auth_url=f"{cloud.url}/old/v3")
    cache.store(Plan(settings).key, Plan(settings).entry(elsewhere))
    access = connect(settings, user_agent="tests", cache=cache).renew(refused.token)
    assert access.token != refused.token
    assert access.auth_url == f"{cloud.url}/identity/v3"


@pytest.mark.parametrize("path", ["/image", "/nothing"])
def test_an_address_without_an_identity_service_is_reported(cloud: LocalCloud, path: str) -> None:
    session = connect(settings_at(unversioned(cloud), cloud.url + path), user_agent="tests")
    with pytest.raises(ProtocolError, match="is not an identity service"):
        session.access  # noqa: B018 - asking is the test


def test_a_dashboard_in_keystones_place_is_reported(cloud: LocalCloud, naps: list[float]) -> None:
    cloud.faults.add(Fault("POST", KEYSTONE, "html", times=99))
    with pytest.raises(ProtocolError, match="a web page"):
        session_of(cloud).access  # noqa: B018
    assert naps == []


def test_a_wrong_password_is_refused_once_and_never_printed(
    cloud: LocalCloud, cache: Cache
) -> None:
    with pytest.raises(
        AuthenticationFailed, match='user "demo@Default" for project "demo" was refused'
    ) as caught:
        session_of(cloud, cache, password="wr0ng").access  # noqa: B018
    assert "wr0ng" not in f"{caught.value} {caught.value.hint}"
    assert caught.value.request_id.startswith("req-")
    assert cloud.count("POST") == 1
    assert cache.entries() == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_temporary_failure_of_keystone_is_waited_out(
    cloud: LocalCloud, naps: list[float], status: int
) -> None:
    cloud.faults.add(
        Fault("POST", KEYSTONE, "status", times=2, status=status, headers={"Retry-After": "3"})
    )
    assert session_of(cloud).access.token
    assert len(naps) == 2
    assert min(naps) >= 3


@pytest.mark.parametrize("action", ["refuse-before", "cut-answer", "lose-answer"])
def test_a_lost_login_is_repeated(cloud: LocalCloud, naps: list[float], action: str) -> None:
    cloud.faults.add(Fault("POST", KEYSTONE, action))
    assert session_of(cloud).access.token
    assert len(naps) == 1


def test_a_lasting_failure_of_keystone_is_reported_in_the_end(
    cloud: LocalCloud, naps: list[float]
) -> None:
    cloud.faults.add(Fault("POST", KEYSTONE, "status", times=99, status=503))
    with pytest.raises(Unavailable, match="out of order"):
        session_of(cloud).access  # noqa: B018
    assert cloud.count("POST") == MOST_TRIES
    assert sum(naps) <= 60


def test_a_missing_secret_is_asked_for(cloud: LocalCloud) -> None:
    names: list[SecretName] = []

    def answer(secret: SecretName) -> str:
        names.append(secret)
        return cloud.password

    assert without_password(cloud, answer).access.token
    assert [secret.setting for secret in names] == ["password"]


def test_a_secret_that_logged_in_is_asked_for_once(cloud: LocalCloud) -> None:
    """A descriptor gives it only once, and no user wants to type it again during a command."""
    given = [cloud.password]
    session = without_password(cloud, lambda _: given.pop() if given else "")
    first = session.access.token
    assert session.renew(first).token != first


def test_a_refused_secret_is_asked_for_again(cloud: LocalCloud) -> None:
    given = [cloud.password, "wr0ng"]
    session = without_password(cloud, lambda _: given.pop())
    with pytest.raises(AuthenticationFailed):
        session.access  # noqa: B018
    assert session.access.token


@pytest.mark.parametrize("ask", [None, lambda _: ""])
def test_a_missing_secret_is_reported_if_nobody_can_be_asked(
    cloud: LocalCloud, ask: Callable[[SecretName], str] | None
) -> None:
    session = without_password(cloud, ask)
    with pytest.raises(ConfigurationError, match="there is no password") as caught:
        session.access  # noqa: B018
    assert "OS_PASSWORD" in caught.value.hint
    assert cloud.requests == []


@pytest.mark.parametrize("url", ["http://[::1/v3", "cloud.example/v3", "http://"])
def test_a_malformed_address_is_reported_before_anything_is_sent(
    cloud: LocalCloud, url: str
) -> None:
    with pytest.raises(ConfigurationError):
        session_of(cloud, auth_url=url).access  # noqa: B018


def test_the_kind_of_login_is_worked_out_once(
    cloud: LocalCloud, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: list[str] = []

    def login_kind(settings: Settings) -> str:
        kinds.append(kind.login_kind(settings))
        return kinds[-1]

    monkeypatch.setattr(plan, "login_kind", login_kind)
    assert session_of(cloud, cache).access.token
    assert kinds == ["password"]


# The cache


def test_a_warm_cache_needs_no_keystone(cloud: LocalCloud, cache: Cache) -> None:
    first = session_of(cloud, cache).access
    cloud.requests.clear()
    second = session_of(cloud, Cache(cache.directory)).access
    assert (second.token, second.catalog) == (first.token, first.catalog)
    assert cloud.requests == []


def test_without_a_cache_every_session_logs_in_once(cloud: LocalCloud) -> None:
    for _ in range(2):
        session = session_of(cloud)
        assert session.access.token == session.access.token
    assert len(logins(cloud)) == 2


@pytest.mark.parametrize("version", [1, 2, 3])
def test_no_password_is_in_any_file(cloud: LocalCloud, cache: Cache, version: int) -> None:
    session_of(cloud, cache, version).access  # noqa: B018
    session_of(cloud, cache, version, project_name="other").access  # noqa: B018
    contents = [path.read_text() for path in cache.directory.rglob("*") if path.is_file()]
    assert len(contents) >= 2
    assert cloud.password not in "".join(contents)


def test_no_application_credentials_secret_is_in_any_file(cloud: LocalCloud, cache: Cache) -> None:
    credential = cloud.application_credential
    given = {
        "application_credential_id": credential["id"],
        "application_credential_secret": credential["secret"],
    }
    session_of(cloud, cache, **given).access  # noqa: B018
    assert credential["secret"] not in "".join(
        path.read_text() for path in cache.directory.iterdir()
    )


def test_an_unusable_cache_is_reported_once_and_the_login_goes_on(
    cloud: LocalCloud, warnings: list[str]
) -> None:
    assert session_of(cloud, Cache(Path("/proc/nothing"))).access.token
    assert len(warnings) == 1


@pytest.mark.parametrize("version", [2, 3])
def test_a_second_project_costs_a_token_and_not_a_password(
    cloud: LocalCloud, cache: Cache, version: int
) -> None:
    first = session_of(cloud, cache, version).access
    second = session_of(cloud, cache, version, project_name="other").access
    assert (first.project.name, second.project.name) == ("demo", "other")
    body = logins(cloud)[1]
    assert cloud.password not in str(body)
    assert first.token in str(body)
    assert second.expires == pytest.approx(first.expires, abs=1)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_if_the_token_may_not_be_rescoped_the_password_logs_in(
    cloud: LocalCloud, cache: Cache, status: int
) -> None:
    session_of(cloud, cache).access  # noqa: B018
    cloud.faults.add(Fault("POST", KEYSTONE, "status", status=status))
    assert session_of(cloud, cache, project_name="other").access.project.name == "other"
    assert identities(cloud) == ["password", "token", "password"]


def test_a_revoked_token_does_not_prevent_a_login_to_another_project(
    cloud: LocalCloud, cache: Cache
) -> None:
    session_of(cloud, cache).access  # noqa: B018
    cloud.revoke_tokens()
    assert session_of(cloud, cache, project_name="other").access.project.name == "other"


def test_an_application_credential_is_not_rescoped(cloud: LocalCloud, cache: Cache) -> None:
    credential = cloud.application_credential
    given = {
        "application_credential_id": credential["id"],
        "application_credential_secret": credential["secret"],
    }
    session_of(cloud, cache, **given).access  # noqa: B018
    session_of(cloud, cache, **given, trust_id="t").access  # noqa: B018
    assert identities(cloud) == ["application_credential"] * 2


def test_v1_is_never_rescoped(cloud: LocalCloud, cache: Cache) -> None:
    session_of(cloud, cache, 1).access  # noqa: B018
    assert session_of(cloud, cache, 1, project_name="other").access.project.name == "other"
    assert cloud.logins == 2


@pytest.mark.parametrize(("seconds", "count"), [(3500, 1), (3545, 2), (3700, 2)])
def test_a_token_is_renewed_ahead_of_its_end(
    cloud: LocalCloud, cache: Cache, monkeypatch: pytest.MonkeyPatch, seconds: float, count: int
) -> None:
    session_of(cloud, cache).access  # noqa: B018
    later(monkeypatch, seconds)
    cloud.clock_offset += seconds
    assert session_of(cloud, cache).access.is_fresh(clock.read())
    assert identities(cloud) == ["password"] * count


def test_a_running_session_renews_its_token_too(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(cloud)
    first = session.access.token
    later(monkeypatch, 3700)
    cloud.clock_offset += 3700
    assert session.access.token != first


@pytest.mark.parametrize("offset", [-3600.0, 3600.0])
def test_a_wrong_server_clock_costs_no_login(
    cloud: LocalCloud, cache: Cache, offset: float
) -> None:
    cloud.clock_offset = offset
    for _ in range(3):
        session_of(cloud, cache).access  # noqa: B018
    assert len(logins(cloud)) == 1


@pytest.mark.parametrize("offset", [-3600.0, 3600.0])
def test_a_wrong_clock_of_ours_costs_no_login(
    cloud: LocalCloud, cache: Cache, monkeypatch: pytest.MonkeyPatch, offset: float
) -> None:
    later(monkeypatch, 0, wall=offset)
    for _ in range(3):
        session_of(cloud, cache).access  # noqa: B018
    assert len(logins(cloud)) == 1


@pytest.mark.parametrize("offset", [-3600.0, 3600.0])
def test_setting_our_clock_after_a_login_costs_none(
    cloud: LocalCloud, cache: Cache, monkeypatch: pytest.MonkeyPatch, offset: float
) -> None:
    session_of(cloud, cache).access  # noqa: B018
    later(monkeypatch, 1, wall=offset)
    session_of(cloud, cache).access  # noqa: B018
    assert len(logins(cloud)) == 1


def test_a_refused_token_is_replaced_in_the_cache(cloud: LocalCloud, cache: Cache) -> None:
    old = session_of(cloud, cache).access.token
    new = session_of(cloud, cache).renew(old).token
    assert new != old
    assert session_of(cloud, cache).renew(old).token == new
    assert identities(cloud) == ["password", "password"]


def test_a_failed_login_leaves_the_lock_free(
    cloud: LocalCloud, cache: Cache, naps: list[float]
) -> None:
    cloud.faults.add(Fault("POST", KEYSTONE, "status", status=401))
    session: Session = session_of(cloud, cache)
    with pytest.raises(AuthToolkitError):
        session.access  # noqa: B018
    assert session.access.token
    assert naps == []


LOGIN = """
import os, pathlib, sys
from mini_nova_auth import Cache, Environment, connect, resolve
settings = resolve((Environment(os.environ),))
print(connect(settings, user_agent="tests", cache=Cache(pathlib.Path(sys.argv[1]))).access.token)
"""


@pytest.mark.slow
def test_many_processes_on_a_cold_cache_log_in_once(cloud: LocalCloud, cache: Cache) -> None:
    environment = {**os.environ, **cloud.openrc(), "PYTHONPATH": ":".join(sys.path)}
    cloud.faults.add(Fault("POST", KEYSTONE, "delay", seconds=1.0))
    command = [sys.executable, "-W", "error", "-c", LOGIN, str(cache.directory)]
    running = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    outputs = [process.communicate(timeout=LIMIT) for process in running]
    lines = [line for _, errors in outputs for line in errors.splitlines()]
    assert [line for line in lines if "another process is logging in" not in line] == []
    assert len({token for token, _ in outputs}) == 1
    assert len(logins(cloud)) == 1


@pytest.mark.slow
def test_many_processes_whose_token_was_refused_log_in_once(
    cloud: LocalCloud, cache: Cache
) -> None:
    session_of(cloud, cache).access  # noqa: B018
    cloud.revoke_tokens()
    program = LOGIN.replace(".access.token)", ".renew(sys.argv[2]).token)")
    old = cache.entries()[0][1].access.token
    environment = {**os.environ, **cloud.openrc(), "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", program, str(cache.directory), old]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    tokens = {process.communicate(timeout=LIMIT)[0] for process in running}
    assert len(tokens) == 1
    assert old not in str(tokens)
    assert len(logins(cloud)) == 2


def test_incomplete_settings_are_reported_before_any_request(
    cloud: LocalCloud, cache: Cache
) -> None:
    with pytest.raises(ConfigurationError, match="user name"):
        connect(settings_at({}, cloud.url), user_agent="tests", cache=cache).access  # noqa: B018
    assert cloud.requests == []
    assert not cache.directory.exists()


def test_a_notice_is_logged_on_a_terminal_and_ends_the_login_elsewhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    log("open the page")
    assert caplog.messages == ["open the page"]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    with pytest.raises(ConfigurationError, match="no terminal"):
        log("open the page")
    assert caplog.messages == ["open the page"]

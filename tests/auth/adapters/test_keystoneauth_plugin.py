"""The plugin for keystoneauth: other clients log in through our cache."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from threading import Barrier
from typing import Any

import pytest
from keystoneauth1 import exceptions, loading
from keystoneauth1 import session as keystoneauth_session

from mini_nova_auth import testing
from mini_nova_auth.adapters.keystoneauth_plugin import OPTIONS, Loader, token_body
from tests.auth.support import identities
from tests.local_cloud import LocalCloud

THREADS = 12


def options(cloud: LocalCloud, **changes: str) -> dict[str, str]:
    """What a user of the plugin gives, as openstackclient hands it on."""
    given = {name.removeprefix("OS_").lower(): value for name, value in cloud.openrc().items()}
    given = {name: value for name, value in given.items() if name in OPTIONS}
    return {
        **{
            ("given_" + name if name in ("password", "token") else name): value
            for name, value in given.items()
        },
        **changes,
    }


def session(cloud: LocalCloud, **changes: str) -> Any:
    """A session of keystoneauth with the plugin, as each ``openstack`` command makes one."""
    return keystoneauth_session.Session(
        auth=Loader().load_from_options(**options(cloud, **changes))
    )


def test_it_is_found_by_its_name() -> None:
    if not [one for one in entry_points(group="keystoneauth1.plugin") if one.name == "mininova"]:
        pytest.skip("this tree is not installed, so that it has no entry points")
    assert isinstance(loading.get_plugin_loader("mininova"), Loader)


def test_its_options_are_those_of_other_plugins() -> None:
    known = {
        option.name
        for name in (
            "password",
            "token",
            "v3totp",
            "v3applicationcredential",
            "v2password",
            "v3oidcdeviceauthz",
            "v3oidcaccesstoken",
        )
        for option in loading.get_plugin_options(name)
    }
    assert {option.name for option in Loader().get_options()} <= known


def test_two_commands_log_in_once(cloud: LocalCloud) -> None:
    for _ in range(2):
        answer = session(cloud).get(
            "/servers", endpoint_filter={"service_type": "compute", "interface": "public"}
        )
        assert answer.status_code == 200
    assert identities(cloud) == ["password"]
    assert cloud.count("POST", "/tokens") == 1


def test_it_knows_who_and_where(cloud: LocalCloud) -> None:
    made = session(cloud)
    assert made.get_project_id() == cloud.project.id
    assert made.get_endpoint(service_type="image", interface="public").startswith(cloud.url)
    access = made.auth.get_access(made)
    assert (access.username, access.project_name, access.user_domain_name) == (
        "demo",
        "demo",
        "Default",
    )
    assert access.role_names
    assert not access.will_expire_soon(60)
    assert len(access.service_catalog.catalog) > 1


def test_threads_whose_token_was_refused_share_one_new_login(cloud: LocalCloud) -> None:
    made = session(cloud)
    at = {"service_type": "compute", "interface": "public"}
    made.get("/servers", endpoint_filter=at)
    cloud.revoke_tokens()
    together = Barrier(THREADS)

    def ask(_: int) -> int:
        made.get_token()
        together.wait()
        return int(made.get("/servers", endpoint_filter=at, raise_exc=False).status_code)

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(ask, range(THREADS))) == {200}
    assert cloud.count("POST", "/tokens") == 2


def test_a_thread_that_is_late_with_its_401_costs_no_further_login(cloud: LocalCloud) -> None:
    made = session(cloud)
    spent = made.get_token()
    with ThreadPoolExecutor(1) as another:
        assert another.submit(made.get_token).result() == spent
        cloud.revoke_tokens()
        assert made.invalidate()
        renewed = made.get_token()
        assert another.submit(made.invalidate).result()
        assert another.submit(made.get_token).result() == renewed != spent
    assert cloud.count("POST", "/tokens") == 2


def test_a_request_without_a_token_is_not_sent_again(cloud: LocalCloud) -> None:
    assert not session(cloud).invalidate()


def test_a_refused_token_is_replaced(cloud: LocalCloud) -> None:
    made = session(cloud)
    first = made.get_token()
    cloud.revoke_tokens()
    assert made.get("/servers", endpoint_filter={"service_type": "compute"}).status_code == 200
    assert made.get_token() != first


def test_errors_are_keystoneauths(cloud: LocalCloud) -> None:
    with pytest.raises(exceptions.Unauthorized) as caught:
        session(cloud, given_password="wr0ng-pl4nted").get_token()
    assert "pl4nted" not in str(caught.value)
    with pytest.raises(exceptions.ConnectFailure):
        session(cloud, auth_url="http://127.0.0.1:9/v3").get_token()
    with pytest.raises(exceptions.AuthPluginException):
        session(cloud, username="").get_token()


def test_the_password_may_be_elsewhere(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_PASSWORD_CMD", f"echo {cloud.password}")
    given = options(cloud)
    del given["given_password"]
    assert keystoneauth_session.Session(auth=Loader().load_from_options(**given)).get_token()


def test_the_command_line_takes_its_name_for_nothing(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.runner import nova

    monkeypatch.setitem(os.environ, "OS_AUTH_TYPE", "mininova")
    assert nova("list").exit_code == 0


def test_what_tells_logins_apart_holds_no_secret(cloud: LocalCloud) -> None:
    elements = session(cloud).auth.get_cache_id_elements()
    assert elements["username"] == "demo"
    assert cloud.password not in elements.values()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"project": None, "domain": {"id": "d1", "name": "Sales"}},
        {"project": None, "system": {"all": True}},
    ],
)
def test_bodies(given: dict[str, Any]) -> None:
    body = token_body(testing.access(**given))["token"]
    assert body["user"]["name"] == "alice"
    assert [name for name in ("project", "domain", "system") if name in body] == [
        next((name for name in ("domain", "system") if name in given), "project")
    ]

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
    """The options of a user of the plugin, as openstackclient passes them on."""
    values: dict[str, str] = {}
    for variable, value in cloud.openrc().items():
        name = variable.removeprefix("OS_").lower()
        if name in OPTIONS:
            prefix = "given_" if name in ("password", "token") else ""
            values[prefix + name] = value
    return {**values, **changes}


def session(cloud: LocalCloud, **changes: str) -> Any:
    """A session of keystoneauth with the plugin, as each ``openstack`` command has one."""
    return keystoneauth_session.Session(
        auth=Loader().load_from_options(**options(cloud, **changes))
    )


def test_keystoneauth_loads_the_plugin_by_its_name() -> None:
    if not entry_points(group="keystoneauth1.plugin", name="mininova"):
        pytest.skip("this tree is not installed, so it has no entry points")
    assert isinstance(loading.get_plugin_loader("mininova"), Loader)


def test_the_options_are_those_of_other_plugins() -> None:
    names = {
        option.name
        for plugin in (
            "password",
            "token",
            "v3totp",
            "v3applicationcredential",
            "v2password",
            "v3oidcdeviceauthz",
            "v3oidcaccesstoken",
        )
        for option in loading.get_plugin_options(plugin)
    }
    assert {option.name for option in Loader().get_options()} <= names


def test_two_commands_log_in_once(cloud: LocalCloud) -> None:
    for _ in range(2):
        answer = session(cloud).get(
            "/servers", endpoint_filter={"service_type": "compute", "interface": "public"}
        )
        assert answer.status_code == 200
    assert identities(cloud) == ["password"]
    assert cloud.count("POST", "/tokens") == 1


def test_the_plugin_has_user_project_and_catalog(cloud: LocalCloud) -> None:
    openstack = session(cloud)
    assert openstack.get_project_id() == cloud.project.id
    assert openstack.get_endpoint(service_type="image", interface="public").startswith(cloud.url)
    access = openstack.auth.get_access(openstack)
    assert (access.username, access.project_name, access.user_domain_name) == (
        "demo",
        "demo",
        "Default",
    )
    assert access.role_names
    assert not access.will_expire_soon(60)
    assert len(access.service_catalog.catalog) > 1


def test_threads_whose_token_was_refused_share_one_new_login(cloud: LocalCloud) -> None:
    openstack = session(cloud)
    compute = {"service_type": "compute", "interface": "public"}
    openstack.get("/servers", endpoint_filter=compute)
    cloud.revoke_tokens()
    together = Barrier(THREADS)

    def ask(_: int) -> int:
        openstack.get_token()
        together.wait()
        return int(openstack.get("/servers", endpoint_filter=compute, raise_exc=False).status_code)

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(ask, range(THREADS))) == {200}
    assert cloud.count("POST", "/tokens") == 2


def test_a_thread_with_a_late_401_costs_no_further_login(cloud: LocalCloud) -> None:
    openstack = session(cloud)
    first = openstack.get_token()
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(openstack.get_token).result() == first
        cloud.revoke_tokens()
        assert openstack.invalidate()
        renewed = openstack.get_token()
        assert thread.submit(openstack.invalidate).result()
        assert thread.submit(openstack.get_token).result() == renewed != first
    assert cloud.count("POST", "/tokens") == 2


def test_a_request_without_a_token_is_not_repeated(cloud: LocalCloud) -> None:
    assert not session(cloud).invalidate()


def test_a_refused_token_is_replaced(cloud: LocalCloud) -> None:
    openstack = session(cloud)
    first = openstack.get_token()
    cloud.revoke_tokens()
    assert openstack.get("/servers", endpoint_filter={"service_type": "compute"}).status_code == 200
    assert openstack.get_token() != first


def test_errors_are_those_of_keystoneauth(cloud: LocalCloud) -> None:
    with pytest.raises(exceptions.Unauthorized) as caught:
        session(cloud, given_password="wr0ng-pl4nted").get_token()
    assert "pl4nted" not in str(caught.value)
    with pytest.raises(exceptions.ConnectFailure):
        session(cloud, auth_url="http://127.0.0.1:9/v3").get_token()
    with pytest.raises(exceptions.AuthPluginException):
        session(cloud, username="").get_token()


def test_the_password_may_come_from_a_command(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_PASSWORD_CMD", f"echo {cloud.password}")
    values = options(cloud)
    del values["given_password"]
    assert keystoneauth_session.Session(auth=Loader().load_from_options(**values)).get_token()


def test_the_command_line_ignores_the_plugins_name(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.runner import nova

    monkeypatch.setitem(os.environ, "OS_AUTH_TYPE", "mininova")
    assert nova("list").exit_code == 0


def test_the_cache_id_holds_no_secret(cloud: LocalCloud) -> None:
    elements = session(cloud).auth.get_cache_id_elements()
    assert elements["username"] == "demo"
    assert cloud.password not in elements.values()


@pytest.mark.parametrize(
    ("members", "scope"),
    [
        ({}, "project"),
        ({"project": None, "domain": {"id": "d1", "name": "Sales"}}, "domain"),
        ({"project": None, "system": {"all": True}}, "system"),
    ],
)
def test_the_body_of_a_token(members: dict[str, Any], scope: str) -> None:
    body = token_body(testing.access(**members))["token"]
    assert body["user"]["name"] == "alice"
    assert {"project", "domain", "system"} & body.keys() == {scope}


def test_a_login_on_this_machine_meets_no_proxy(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalCloud() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert session(cloud).get_token()
        assert proxy.requests == []

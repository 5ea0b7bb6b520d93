"""Sessions for scripts: for a cloud, for the environment, and for many threads."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
import requests

from mini_nova_auth import Given, KeystoneAuth, Session, connect, resolve
from mini_nova_auth.errors import ConfigurationError
from tests.auth.support import identities
from tests.local_cloud import LocalCloud
from tests.runner import LIMIT


@pytest.fixture
def lab(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> LocalCloud:
    """The cloud, as ``lab`` in clouds.yaml, without its variables."""
    lines = ["clouds:", "  lab:", f"    region_name: {os.environ['OS_REGION_NAME']}", "    auth:"]
    for name, value in cloud.openrc().items():
        if name not in ("OS_REGION_NAME", "OS_IDENTITY_API_VERSION"):
            lines.append(f"      {name.removeprefix('OS_').lower()}: '{value}'")
        monkeypatch.delenv(name)
    Path("clouds.yaml").write_text("\n".join(lines))
    return cloud


def test_a_session_for_a_cloud(lab: LocalCloud) -> None:
    session = Session.from_cloud("lab")
    answer = session.get("compute", "/servers/detail")
    assert (answer.status, answer.json()) == (200, {"servers": []})
    only_cloud = Session.from_cloud()
    assert only_cloud.get("compute", "/servers").status == 200
    assert identities(lab) == ["password"], "the second session has the cached login"


def test_arguments_override_the_file(lab: LocalCloud) -> None:
    assert Session.from_cloud("lab", project_name="other").access.project.name == "other"


def test_variables_of_another_login_are_ignored(
    lab: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_USERNAME", "somebody-else")
    assert Session.from_cloud("lab").access.user.name == "demo"


def test_an_unknown_cloud_is_reported() -> None:
    with pytest.raises(ConfigurationError, match="no cloud named"):
        Session.from_cloud("nosuch")


def test_a_session_for_the_environment(cloud: LocalCloud) -> None:
    assert Session.from_environment().get("image", "/v2/images").status == 200


def test_a_request_with_a_body(cloud: LocalCloud) -> None:
    answer = Session.from_environment().request("POST", "compute", "/servers", json={"server": {}})
    assert answer.status == 400


def test_the_requests_library_logs_in(lab: LocalCloud) -> None:
    auth = KeystoneAuth("lab")
    url = auth.session.endpoint("compute")(auth.session.access) + "/servers"
    assert requests.get(url, auth=auth, timeout=LIMIT).status_code == 200
    lab.revoke_tokens()
    assert requests.get(url, auth=auth, timeout=LIMIT).status_code == 200
    assert identities(lab) == ["password", "password"]


def test_threads_share_one_login_and_one_renewal(cloud: LocalCloud) -> None:
    session = Session.from_environment()
    statuses: list[int] = []

    def work() -> None:
        statuses.append(session.get("compute", "/servers").status)

    def together() -> None:
        threads = [threading.Thread(target=work) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    together()
    cloud.revoke_tokens()
    together()
    assert statuses == [200] * 24
    assert len(identities(cloud)) == 2


def test_requests_to_a_service_without_an_identity_service(cloud: LocalCloud) -> None:
    values = {
        "auth_type": "http_basic",
        "endpoint": cloud.url,
        "username": "alice",
        "password": "p",
        "auth_url": "",
    }
    session = connect(resolve((Given(values),)), user_agent="tests")
    requests.get(f"{cloud.url}/anything", auth=KeystoneAuth(session), timeout=LIMIT)
    sent = cloud.requests[-1].headers
    assert sent["Authorization"] == "Basic YWxpY2U6cA=="
    assert "X-Auth-Token" not in sent


def test_a_mistyped_argument_is_refused(cloud: LocalCloud) -> None:
    with pytest.raises(ConfigurationError, match="regoin_name"):
        Session.from_environment(regoin_name="R2")


def test_numbers_and_booleans_are_arguments(cloud: LocalCloud) -> None:
    session = Session.from_environment(timeout=30, insecure=True, region_name=None)
    assert session.settings["timeout"] == "30"
    assert session.settings.is_on("insecure")
    with pytest.raises(ConfigurationError, match='the argument timeout: "0"'):
        Session.from_environment(timeout=0)


def test_the_sandbox_is_no_cloud_of_the_toolkit() -> None:
    with pytest.raises(ConfigurationError, match='no cloud named "sandbox"') as caught:
        Session.from_cloud("sandbox")
    assert "mini-nova sandbox env" in caught.value.hint

"""Sessions for scripts: by a cloud's name, by the environment, and from many threads."""

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


@pytest.fixture
def named(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> LocalCloud:
    """The cloud as ``lab`` in clouds.yaml, and no variable of it."""
    lines = ["clouds:", "  lab:", f"    region_name: {os.environ['OS_REGION_NAME']}", "    auth:"]
    for name, value in cloud.openrc().items():
        if name not in ("OS_REGION_NAME", "OS_IDENTITY_API_VERSION"):
            lines.append(f"      {name.removeprefix('OS_').lower()}: '{value}'")
        monkeypatch.delenv(name)
    Path("clouds.yaml").write_text("\n".join(lines))
    return cloud


def test_by_a_clouds_name(named: LocalCloud) -> None:
    session = Session.from_cloud("lab")
    answer = session.get("compute", "/servers/detail")
    assert (answer.status, answer.json()) == (200, {"servers": []})
    assert (
        Session.from_cloud().get("compute", "/servers").status == 200
    )  # the file's only cloud, and its cached login
    assert identities(named) == ["password"]


def test_what_is_given_wins(named: LocalCloud) -> None:
    assert Session.from_cloud("lab", project_name="other").access.project.name == "other"


def test_variables_of_another_login_do_not_count(
    named: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_USERNAME", "somebody-else")
    assert Session.from_cloud("lab").access.user.name == "demo"


def test_a_cloud_that_is_not_there() -> None:
    with pytest.raises(ConfigurationError, match="no cloud named"):
        Session.from_cloud("nosuch")


def test_by_the_environment(cloud: LocalCloud) -> None:
    assert Session.from_environment().get("image", "/v2/images").status == 200


def test_a_request_with_a_body(cloud: LocalCloud) -> None:
    answer = Session.from_environment().request("POST", "compute", "/servers", json={"server": {}})
    assert answer.status == 400


def test_anyones_requests(named: LocalCloud) -> None:
    auth = KeystoneAuth("lab")
    url = auth.session.endpoint("compute")(auth.session.access) + "/servers"
    assert requests.get(url, auth=auth, timeout=10).status_code == 200
    named.revoke_tokens()
    assert requests.get(url, auth=auth, timeout=10).status_code == 200
    assert identities(named) == ["password", "password"]


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
    given = {
        "auth_type": "http_basic",
        "endpoint": cloud.url,
        "username": "alice",
        "password": "p",
        "auth_url": "",
    }
    session = connect(resolve((Given(given),)), user_agent="tests")
    requests.get(f"{cloud.url}/anything", auth=KeystoneAuth(session), timeout=10)
    sent = cloud.requests[-1].headers
    assert sent["Authorization"] == "Basic YWxpY2U6cA=="
    assert "X-Auth-Token" not in sent

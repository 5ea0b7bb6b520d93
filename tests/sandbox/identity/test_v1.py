"""v1: a login by headers."""

from __future__ import annotations

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.identity.logins import with_token

HEADERS = {"X-Auth-User": "demo", "X-Auth-Key": "demo-secret", "X-Auth-Project-Id": "demo"}


def test_a_login_answers_a_token_and_the_url_of_compute(api: Api) -> None:
    answer = api("GET", "/identity/v1.1", user="", headers=HEADERS)
    assert (answer.status, answer.content) == (204, b"")
    url = answer.headers["x-server-management-url"]
    assert url.startswith("http://127.0.0.1:8700/compute/v1.1/")
    path = url.removeprefix("http://127.0.0.1:8700")
    token = answer.headers["x-auth-token"]
    assert with_token(api, token, "GET", f"{path}/servers/detail").json == {"servers": []}


@pytest.mark.parametrize("header", [{"X-Auth-Key": "wrong"}, {"X-Auth-Project-Id": "admin"}])
def test_a_wrong_key_or_project_is_refused(api: Api, header: dict[str, str]) -> None:
    answer = api("GET", "/identity/v1.1", user="", headers={**HEADERS, **header})
    assert answer.status == 401


def test_v1_0_redirects_to_v1_1(api: Api) -> None:
    answer = api("GET", "/identity/v1.0", user="", headers=HEADERS)
    assert answer.status == 305
    assert answer.headers["location"] == "http://127.0.0.1:8700/identity/v1.1"

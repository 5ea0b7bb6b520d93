"""An access: how long its token lives, and how the cache stores it."""

import json
from typing import Any

import pytest
from hypothesis import example, given

from mini_nova_auth.access import answers
from mini_nova_auth.access.access import Access
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import AuthToolkitError, ProtocolError
from mini_nova_auth.testing import TOKEN, v1_headers, v2_access
from mini_nova_auth.testing import access as some_access
from tests.auth.support import json_values

URL = "http://cloud.example:5000/v3"
LOGIN_TIME = 1_795_449_666.0  # Mon, 23 Nov 2026 16:01:06 GMT
READING = Reading(5000.0, 100.0, "boot")
CACHED = (
    "token",
    "version",
    "auth_url",
    "catalog",
    "user",
    "project",
    "roles",
    "expires",
    "server_time",
    "taken",
    "wall",
    "uptime",
)


def v3(body: Any, headers: dict[str, str] | None = None) -> Access:
    """The access in a v3 answer."""
    headers = {"x-subject-token": TOKEN} if headers is None else headers
    return answers.from_v3(URL, headers, body, taken=READING)


def test_the_servers_clock_is_its_date_then_the_issue_then_ours() -> None:
    issued = {"token": {"issued_at": "2026-11-23T16:01:06.000000Z"}}
    dated = {"X-Subject-Token": TOKEN, "Date": "Mon, 23 Nov 2026 16:02:06 GMT"}
    assert v3(issued, dated).server_time == LOGIN_TIME + 60
    assert v3(issued).server_time == LOGIN_TIME
    assert v3({"token": {"methods": []}}).server_time == READING.wall


def test_a_token_is_fresh_until_a_minute_before_it_expires() -> None:
    token = some_access(issued=LOGIN_TIME, lifetime=3600, taken=READING)
    assert token.seconds_left(READING) == 3600
    assert token.is_fresh(Reading(0.0, 100.0 + 3539, "boot"))
    assert not token.is_fresh(Reading(0.0, 100.0 + 3541, "boot"))


def test_a_short_lived_token_is_fresh_for_most_of_its_lifetime() -> None:
    token = some_access(issued=LOGIN_TIME, lifetime=100, taken=READING)
    assert token.is_fresh(Reading(0.0, 100.0 + 89, "boot"))
    assert not token.is_fresh(Reading(0.0, 100.0 + 91, "boot"))


@pytest.mark.parametrize("offset", [-86400.0, -3600.0, 3600.0, 86400.0])
def test_a_wrong_clock_of_this_machine_does_not_matter(offset: float) -> None:
    token = some_access(issued=LOGIN_TIME, lifetime=3600, taken=Reading(LOGIN_TIME + offset))
    assert token.is_fresh(Reading(LOGIN_TIME + offset + 3500))
    assert not token.is_fresh(Reading(LOGIN_TIME + offset + 3600))


def test_a_token_that_never_expires_is_fresh() -> None:
    login = answers.from_v1(URL, v1_headers(), user="alice", project="demo", taken=READING)
    assert login.seconds_left(READING) is None
    assert login.is_fresh(Reading(10.0**9))


@pytest.mark.parametrize(
    "login",
    [
        some_access(),
        answers.from_v2(URL, *v2_access(), taken=READING),
        some_access(project=None, system={"all": True}),
        answers.from_v1(
            URL, v1_headers(storage_url="http://h/v1"), user="a", project="b", taken=Reading(1.0)
        ),
    ],
    ids=["v3", "v2", "system", "v1"],
)
def test_an_access_comes_back_from_json(login: Access) -> None:
    assert Access.from_json(json.loads(json.dumps(login.to_json()))) == login


def test_an_access_without_a_token_does_not_come_back() -> None:
    values: tuple[Any, ...] = (None, {}, {"token": ""}, {"token": "a b"}, {"token": 5}, [])
    for value in values:
        with pytest.raises(ProtocolError):
            Access.from_json(value)


@example({"token": "t", "expires": 10**400})
@example({"token": "t", "server_time": 10**400})
@example({"token": "t", "taken": {"wall": 10**400}})
@given(json_values(*CACHED))
def test_any_cached_value_is_an_access_or_an_error(value: Any) -> None:
    cached = {**value, "token": TOKEN} if isinstance(value, dict) else value
    try:
        login = Access.from_json(cached)
        assert login.is_fresh(READING) in (True, False)
        assert isinstance(json.dumps(login.to_json()), str)
    except AuthToolkitError as error:
        assert error.message  # noqa: PT017 - either outcome is right

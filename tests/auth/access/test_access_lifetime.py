"""How long a token lives, by the server's clock."""

from typing import Any

import pytest

from mini_nova_auth.access import access
from mini_nova_auth.access.access import Access
from mini_nova_auth.clock import Reading
from mini_nova_auth.testing import TOKEN, v1_headers
from mini_nova_auth.testing import access as some_access

URL = "http://cloud.example:5000/v3"
LOGIN_TIME = 1_795_449_666.0  # Mon, 23 Nov 2026 16:01:06 GMT
READING = Reading(5000.0, 100.0, "boot")


def v3(body: Any, headers: dict[str, str] | None = None) -> Access:
    """The access in a v3 answer."""
    headers = {"x-subject-token": TOKEN} if headers is None else headers
    return access.from_v3(URL, headers, body, taken=READING)


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
    login = access.from_v1(URL, v1_headers(), user="alice", project="demo", taken=READING)
    assert login.seconds_left(READING) is None
    assert login.is_fresh(Reading(10.0**9))

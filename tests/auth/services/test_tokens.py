"""Looking at a token, and ending it."""

import pytest

from mini_nova_auth import testing
from mini_nova_auth.access.access import Access, Reference
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ConfigurationError, Refused
from mini_nova_auth.services import tokens
from tests.auth.support import session_of
from tests.local_cloud import LocalCloud


def test_a_token_of_v3_is_shown(cloud: LocalCloud) -> None:
    shown = tokens.show(session_of(cloud))
    assert (shown["user_name"], shown["project_id"], shown["scope"]) == (
        "demo",
        cloud.project.id,
        "project",
    )
    assert shown["methods"] == ["password"]
    assert 3500 < shown["seconds_left"] <= 3601  # the Date header has no fractions


def test_another_token_goes_in_a_header_of_its_own(cloud: LocalCloud) -> None:
    other = session_of(cloud, project_name="other").access
    session = session_of(cloud)
    assert tokens.show(session, other.token)["project_name"] == "other"
    request = cloud.requests[-1]
    assert request.path == "/identity/v3/auth/tokens"
    assert request.headers["X-Subject-Token"] == other.token
    assert request.headers["X-Auth-Token"] == session.access.token


def test_one_that_nobody_knows(cloud: LocalCloud) -> None:
    session = session_of(cloud)
    with pytest.raises(Refused) as caught:
        tokens.show(session, "n0-such-token")
    assert caught.value.status == 404
    assert tokens.revoke(session, "n0-such-token") is False


def test_one_that_is_revoked_is_known_no_more(cloud: LocalCloud) -> None:
    session, other = session_of(cloud), session_of(cloud, project_name="other").access
    assert tokens.revoke(session, other.token) is True
    assert cloud.tokens.find(other.token) is None
    assert tokens.revoke(session, other.token) is False


def test_v1_has_no_such_requests(cloud: LocalCloud) -> None:
    session = session_of(cloud, version=1)
    for ask in (tokens.show, tokens.revoke):
        with pytest.raises(ConfigurationError, match=r"only identity v2\.0 and v3"):
            ask(session)


PROJECT = testing.access()


@pytest.mark.parametrize(
    ("access", "word"),
    [
        (PROJECT, "project"),
        (PROJECT._replace(version="1"), "account"),
        (PROJECT._replace(project=Reference(), system=True), "system"),
        (PROJECT._replace(project=Reference(), domain=Reference("d1")), "domain"),
        (PROJECT._replace(project=Reference()), "unscoped"),
    ],
)
def test_a_scope_in_a_word(access: Access, word: str) -> None:
    assert tokens.scope(access) == word
    assert tokens.described(access)["scope"] == word


def test_what_a_login_does_not_say_is_none() -> None:
    described = tokens.described(Access("t", "", "", taken=Reading(0.0)))
    assert described.pop("roles") == []
    assert described.pop("scope") == "unscoped"
    assert set(described.values()) == {None}


def test_a_time_is_written_in_utc() -> None:
    assert tokens.stamp(0.9) == "1970-01-01T00:00:00+0000"

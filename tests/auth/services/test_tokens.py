"""Show and revoke tokens."""

import pytest

from mini_nova_auth import testing
from mini_nova_auth.access.access import Access, Reference
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ConfigurationError, Refused
from mini_nova_auth.services import tokens
from tests.auth.services.scripted import ScriptedSession
from tests.auth.support import session_of
from tests.local_cloud import LocalCloud

SCOPED = testing.access()


def test_the_sessions_own_token_is_shown(cloud: LocalCloud) -> None:
    token = tokens.show(session_of(cloud))
    assert (token["user_name"], token["project_id"]) == ("demo", cloud.project.id)
    assert (token["scope"], token["methods"]) == ("project", ["password"])
    assert 3500 < token["seconds_left"] <= 3601  # the Date header has no fractions


def test_v2_has_the_token_in_the_path_and_may_leave_it_out_of_the_answer() -> None:
    _, body = testing.v2_access()
    del body["access"]["token"]["id"]
    session = ScriptedSession(200, body, SCOPED._replace(version="2", auth_url="http://h/v2.0"))
    token = tokens.show(session, "a/b")
    assert (token["user_name"], token["project_name"], token["methods"]) == ("alice", "demo", [])
    assert session.requests == [("GET", "http://h/v2.0/tokens/a%2Fb", None)]


def test_another_token_has_a_header_of_its_own(cloud: LocalCloud) -> None:
    other = session_of(cloud, project_name="other").access
    session = session_of(cloud)
    assert tokens.show(session, other.token)["project_name"] == "other"
    request = cloud.requests[-1]
    assert request.path == "/identity/v3/auth/tokens"
    assert request.headers["X-Subject-Token"] == other.token
    assert request.headers["X-Auth-Token"] == session.access.token
    assert (
        request.headers["OpenStack-Identity-Access-Rules"] == "1.0"
    )  # else 404 for one with rules


def test_an_unknown_token_is_reported(cloud: LocalCloud) -> None:
    session = session_of(cloud)
    with pytest.raises(Refused) as caught:
        tokens.show(session, "n0-such-token")
    assert caught.value.status == 404
    assert tokens.revoke(session, "n0-such-token") is False


def test_a_revoked_token_is_unknown(cloud: LocalCloud) -> None:
    session, other = session_of(cloud), session_of(cloud, project_name="other").access
    assert tokens.revoke(session, other.token) is True
    assert cloud.tokens.find(other.token) is None
    assert tokens.revoke(session, other.token) is False


def test_v1_has_no_such_requests(cloud: LocalCloud) -> None:
    session = session_of(cloud, version=1)
    for call in (tokens.show, tokens.revoke):
        with pytest.raises(ConfigurationError, match=r"only identity v2\.0 and v3"):
            call(session)


@pytest.mark.parametrize(
    ("access", "name"),
    [
        (SCOPED, "project"),
        (SCOPED._replace(version="1"), "account"),
        (SCOPED._replace(project=Reference(), system=True), "system"),
        (SCOPED._replace(project=Reference(), domain=Reference("d1")), "domain"),
        (SCOPED._replace(project=Reference()), "unscoped"),
    ],
)
def test_a_scope_has_a_name(access: Access, name: str) -> None:
    assert tokens.scope_name(access) == name
    assert tokens.describe(access)["scope"] == name


def test_unknown_fields_are_none() -> None:
    fields = tokens.describe(Access("t", "", "", taken=Reading(0.0)))
    assert fields.pop("roles") == []
    assert fields.pop("scope") == "unscoped"
    assert set(fields.values()) == {None}


def test_a_time_is_written_in_utc() -> None:
    assert tokens.format_time(0.9) == "1970-01-01T00:00:00+0000"

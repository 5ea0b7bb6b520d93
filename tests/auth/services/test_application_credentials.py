"""An application credential in the password's place: kept, used, of one project, and no longer good."""

import json
from typing import Any

import pytest

from mini_nova_auth import testing
from mini_nova_auth.connection import connect
from mini_nova_auth.errors import AuthenticationFailed, ConfigurationError, ProtocolError, Refused
from mini_nova_auth.secrets.secret import ApplicationCredential
from mini_nova_auth.services.application_credentials import create, remove
from mini_nova_auth.session import Session
from mini_nova_auth.settings.resolve import resolve
from mini_nova_auth.settings.sources.arguments import Arguments
from mini_nova_auth.settings.sources.environment import Environment
from tests.auth.support import identities
from tests.local_cloud import LocalCloud

MADE = ApplicationCredential("a1", "s3cr3t-pa55", "mini-nova@host", "2027-01-01T00:00:00.000000")


def session_with(cloud: LocalCloud, credential: ApplicationCredential, **given: str) -> Session:
    """A session whose keyring has the credential where the password would be."""
    variables = {name: value for name, value in cloud.openrc().items() if name != "OS_PASSWORD"}
    settings = resolve((Arguments(given), Environment(variables)))
    return connect(settings, user_agent="tests", ask=lambda secret: credential)


def test_it_logs_in_without_a_password(cloud: LocalCloud) -> None:
    given = cloud.application_credential
    access = session_with(cloud, ApplicationCredential(given["id"], given["secret"])).access
    assert access.project.name == "demo"
    assert identities(cloud) == ["application_credential"]


def test_one_that_has_ended_says_so(cloud: LocalCloud) -> None:
    with pytest.raises(AuthenticationFailed) as caught:
        session_with(cloud, MADE).access  # noqa: B018
    assert "log in again" in caught.value.hint
    assert "s3cr3t" not in f"{caught.value} {caught.value.hint}"


class _Scripted(Session):
    """A session whose one request is answered as told."""

    def __init__(self, status: int, body: Any, access: Any) -> None:
        self._answer, self._access = testing.answer(status, body), access
        self.sent: list[Any] = []

    @property
    def access(self) -> Any:
        return self._access

    def send(self, method: str, base: Any, path: str, **given: Any) -> Any:
        self.sent.append((method, path, given.get("body")))
        return self._answer


def test_it_is_restricted_and_ends() -> None:
    made = {"id": "a1", "secret": "s3cr3t-pa55", "name": "n", "expires_at": "2027"}
    session = _Scripted(201, {"application_credential": made}, testing.access(issued=0.0))
    assert create(session, name="n", description="d", days=2) == ApplicationCredential(
        "a1", "s3cr3t-pa55", "n", "2027"
    )
    [(method, path, body)] = session.sent
    assert (method, path) == ("POST", f"/users/{testing.USER['id']}/application_credentials")
    assert body["application_credential"]["unrestricted"] is False
    assert body["application_credential"]["expires_at"] == "1970-01-03T00:00:00.000000"


@pytest.mark.parametrize(("status", "gone"), [(204, True), (404, True), (403, False)])
def test_it_is_removed(status: int, gone: bool) -> None:
    session = _Scripted(status, None, testing.access(issued=0.0))
    assert remove(session, "a/1") is gone
    assert session.sent == [
        ("DELETE", f"/users/{testing.USER['id']}/application_credentials/a%2F1", None)
    ]


def test_what_cannot_have_one() -> None:
    with pytest.raises(ConfigurationError, match="belongs to a project"):
        create(_Scripted(201, {}, testing.access(project=None)), name="n", description="d", days=1)
    with pytest.raises(Refused):
        create(
            _Scripted(403, {"error": {"message": "no"}}, testing.access()),
            name="n",
            description="d",
            days=1,
        )
    with pytest.raises(ProtocolError, match="did not say its secret"):
        create(
            _Scripted(201, json.loads("{}"), testing.access()), name="n", description="d", days=1
        )

"""Create and delete application credentials, and log in with one from the keyring."""

from typing import Any

import pytest

from mini_nova_auth import testing
from mini_nova_auth.access.access import Access
from mini_nova_auth.connection import connect
from mini_nova_auth.errors import AuthenticationFailed, ConfigurationError, ProtocolError, Refused
from mini_nova_auth.secrets.secret import ApplicationCredential
from mini_nova_auth.services.application_credentials import create, delete
from mini_nova_auth.session import Session
from mini_nova_auth.settings.resolve import resolve
from mini_nova_auth.settings.sources.environment import Environment
from tests.auth.services.scripted import ScriptedSession
from tests.auth.support import identities
from tests.local_cloud import LocalCloud

COLLECTION = f"{testing.AUTH_URL}/users/{testing.USER['id']}/application_credentials"


def session_with(cloud: LocalCloud, credential: ApplicationCredential) -> Session:
    """A session whose keyring has the credential in the password's place."""
    variables = {name: value for name, value in cloud.openrc().items() if name != "OS_PASSWORD"}
    settings = resolve((Environment(variables),))
    return connect(settings, user_agent="tests", ask=lambda name: credential)


def test_a_credential_logs_in_without_a_password(cloud: LocalCloud) -> None:
    fields = cloud.application_credential
    access = session_with(cloud, ApplicationCredential(fields["id"], fields["secret"])).access
    assert access.project.name == "demo"
    assert identities(cloud) == ["application_credential"]


def test_a_deleted_credential_asks_for_a_new_login(cloud: LocalCloud) -> None:
    session = session_with(cloud, ApplicationCredential("a1", "s3cr3t-pa55"))
    with pytest.raises(AuthenticationFailed) as caught:
        session.access  # noqa: B018
    assert "log in again" in caught.value.hint
    assert "s3cr3t" not in f"{caught.value} {caught.value.hint}"


def create_one(session: Session) -> ApplicationCredential:
    """Create a credential for two days."""
    return create(session, name="n", description="d", days=2)


def test_a_created_credential_is_restricted_and_expires() -> None:
    fields = {"id": "a1", "secret": "s3cr3t-pa55", "name": "n", "expires_at": "2027"}
    session = ScriptedSession(201, {"application_credential": fields})
    assert create_one(session) == ApplicationCredential("a1", "s3cr3t-pa55", "n", "2027")
    [(method, url, body)] = session.requests
    assert (method, url) == ("POST", COLLECTION)
    assert body == {
        "application_credential": {
            "name": "n",
            "description": "d",
            "expires_at": "1970-01-03T00:00:00.000000",
            "unrestricted": False,
        }
    }


@pytest.mark.parametrize(("status", "is_deleted"), [(204, True), (404, True), (403, False)])
def test_a_credential_is_deleted(status: int, is_deleted: bool) -> None:
    session = ScriptedSession(status)
    assert delete(session, "a/1") is is_deleted
    assert session.requests == [("DELETE", f"{COLLECTION}/a%2F1", None)]


def test_only_v3_can_delete_one() -> None:
    session = ScriptedSession(204, access=testing.access()._replace(version="2"))
    assert delete(session, "a1") is False
    assert session.requests == []


@pytest.mark.parametrize(
    "access", [testing.access(project=None), testing.access()._replace(version="2")]
)
def test_a_login_without_a_project_cannot_have_one(access: Access) -> None:
    with pytest.raises(ConfigurationError, match="belongs to a project"):
        create_one(ScriptedSession(201, {}, access))


def test_keystones_refusal_is_reported() -> None:
    with pytest.raises(Refused, match="no"):
        create_one(ScriptedSession(403, {"error": {"message": "no"}}))


@pytest.mark.parametrize("body", [{}, {"application_credential": {"id": "a1"}}])
def test_an_answer_without_a_secret_is_reported(body: Any) -> None:
    with pytest.raises(ProtocolError, match="without telling its secret"):
        create_one(ScriptedSession(201, body))

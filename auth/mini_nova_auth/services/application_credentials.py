"""Create and delete application credentials, so that a machine need not keep a password.

Wire format: Keystone's API reference, "Create application credential" and "Delete application
credential" (``/v3/users/{user_id}/application_credentials``).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ConfigurationError, ProtocolError
from mini_nova_auth.lenient import Members
from mini_nova_auth.secrets.secret import ApplicationCredential
from mini_nova_auth.session import Session
from mini_nova_auth.wire.message import CREATED, NO_CONTENT, NOT_FOUND, Response
from mini_nova_auth.wire.refusal import refusal


def create(session: Session, *, name: str, description: str, days: int) -> ApplicationCredential:
    """Create a restricted credential for the session's project, with the user's roles there.

    It lives for ``days`` by the cloud's clock. Raises ConfigurationError if the login is not v3's or
    has no project, Refused, ProtocolError if Keystone does not tell the secret, and what the session
    raises.
    """
    access = session.access
    if access.version != "3" or not access.project.id:
        raise ConfigurationError(
            "an application credential belongs to a project, and this login has none (or is not v3)",
            hint="Set OS_PROJECT_NAME and log in to identity v3.",
        )
    now = datetime.fromtimestamp(access.server_time, timezone.utc)
    expires = now + timedelta(days=days)
    fields = {
        "name": name,
        "description": description,
        "expires_at": expires.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        "unrestricted": False,
    }
    body = {"application_credential": fields}
    answer = session.send("POST", _collection_url, "", body=body)
    if answer.status != CREATED:
        raise refusal(answer)
    return _credential(answer)


def delete(session: Session, credential_id: str) -> bool:
    """Delete a credential of the session's user. Return whether it no longer exists.

    Raises what the session raises.
    """
    if session.access.version != "3":
        return False
    segment = quote(credential_id, safe="")
    answer = session.send("DELETE", _collection_url, f"/{segment}")
    return answer.status in (NO_CONTENT, NOT_FOUND)


def _collection_url(access: Access) -> str:
    user_id = quote(access.user.id, safe="")
    return f"{access.auth_url}/users/{user_id}/application_credentials"


def _credential(answer: Response) -> ApplicationCredential:
    """Return the credential in Keystone's answer. Raises ProtocolError if it lacks the secret."""
    members = Members(answer.json()).object("application_credential")
    credential = ApplicationCredential(
        id=members.text("id"),
        secret=members.text("secret"),
        name=members.text("name"),
        expires=members.text("expires_at"),
    )
    redact.learn(credential.secret)
    if not credential.id or not credential.secret:
        raise ProtocolError(
            "the identity service created an application credential without telling its secret"
        )
    return credential

"""Making an application credential for this machine, so that no password has to be kept on it; and removing it.

Wire format: Keystone's API reference, "Create application credential" and "Delete application credential"
(``/v3/users/{user_id}/application_credentials``).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

from mini_nova_auth import lenient, redact
from mini_nova_auth.errors import ConfigurationError, ProtocolError
from mini_nova_auth.secrets.secret import ApplicationCredential
from mini_nova_auth.session import Session
from mini_nova_auth.wire.message import (
    CREATED,
    NO_CONTENT,
    NOT_FOUND,
)
from mini_nova_auth.wire.refusal import refusal


def remove(session: Session, identity: str) -> bool:
    """Removes a credential of the session's user; whether it is gone. Raises what the session raises."""
    access = session.access
    path = f"{_path(session)}/{quote(identity, safe='')}"
    return access.version == "3" and session.send(
        "DELETE", lambda held: held.auth_url, path
    ).status in (NO_CONTENT, NOT_FOUND)


def create(session: Session, *, name: str, description: str, days: int) -> ApplicationCredential:
    """Makes a restricted credential for the session's user and project, with the user's roles there.

    ``days`` is its life, counted by the cloud's clock. Raises ConfigurationError where the login is not v3's or has no
    project, Refused where Keystone refuses, ProtocolError where it says no secret, and what the session raises.
    """
    access = session.access
    if access.version != "3" or not access.project.id:
        raise ConfigurationError(
            "an application credential belongs to a project, and this login has none (or is not v3)",
            hint="Set OS_PROJECT_NAME and log in to identity v3.",
        )
    ends = datetime.fromtimestamp(access.server_time, timezone.utc) + timedelta(days=days)
    body = {
        "name": name,
        "description": description,
        "expires_at": ends.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        "unrestricted": False,
    }
    answer = session.send(
        "POST", lambda held: held.auth_url, _path(session), body={"application_credential": body}
    )
    if answer.status != CREATED:
        raise refusal(answer)
    made: dict[str, Any] = lenient.mapping(
        lenient.mapping(answer.json()).get("application_credential")
    )
    found = ApplicationCredential(
        *(lenient.text(made.get(key)) for key in ("id", "secret", "name", "expires_at"))
    )
    redact.learn(found.secret)
    if not found.id or not found.secret:
        raise ProtocolError(
            "the identity service made an application credential and did not say its secret"
        )
    return found


def _path(session: Session) -> str:
    return f"/users/{quote(session.access.user.id, safe='')}/application_credentials"

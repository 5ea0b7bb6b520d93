"""Show and revoke tokens: what ``token show``, ``token revoke`` and ``whoami`` are made of.

Wire format: Keystone's API reference, "Validate and show information for token" (``GET
/v3/auth/tokens`` with the token in ``X-Subject-Token``) and "Revoke token" (``DELETE``); v2.0 has the
token in the path.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from mini_nova_auth import clock, lenient
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.answers import from_v2, from_v3
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.lenient import Members
from mini_nova_auth.session import Session
from mini_nova_auth.wire.message import FORBIDDEN, NOT_FOUND, OK, Response
from mini_nova_auth.wire.refusal import refusal

SUBJECT_HEADER = "X-Subject-Token"
# Keystone answers 404 for a token with access rules unless whoever asks says that it knows them.
_ACCESS_RULES = {"OpenStack-Identity-Access-Rules": "1.0"}
_HINTS = {
    FORBIDDEN: "Mostly a token's own user may look at it, and an administrator.",
    NOT_FOUND: "The token has ended, was revoked, or is of another cloud.",
}


def show(session: Session, token: str = "") -> dict[str, Any]:
    """Return a token's owner, scope, methods and lifetime; '' is the session's own token.

    Raises ConfigurationError for v1, Refused if the service does not know the token, and what the
    session raises.
    """
    token = token or session.access.token
    answer = _send(session, "GET", token)
    if answer.status != OK:
        problem = refusal(answer)
        problem.hint = _HINTS.get(answer.status, "")
        raise problem
    access = _access(session.access, answer, token)
    return {**describe(access), **_origin(answer)}


def revoke(session: Session, token: str = "") -> bool:
    """Revoke a token, '' for the session's own. Return whether the service knew it.

    Raises what ``show`` raises.
    """
    answer = _send(session, "DELETE", token or session.access.token)
    if answer.status == NOT_FOUND:
        return False
    if not answer.is_success:
        raise refusal(answer)
    return True


def describe(access: Access) -> dict[str, Any]:
    """Describe a login's user, scope and lifetime: everything but the token and the catalog."""
    user = access.user
    project = access.project
    now = clock.read()
    seconds_left = access.seconds_left(now)
    return {
        "user_id": user.id or None,
        "user_name": user.name or None,
        "user_domain": user.domain_name or user.domain_id or None,
        "project_id": project.id or None,
        "project_name": project.name or None,
        "project_domain": project.domain_name or project.domain_id or None,
        "scope": scope_name(access),
        "roles": list(access.roles),
        "expires": _format_optional(access.expires),
        "seconds_left": None if seconds_left is None else max(0, round(seconds_left)),
        "identity_api_version": access.version or None,
    }


def scope_name(access: Access) -> str:
    """Name what a token is for in one word; v1's is the user's ``account``."""
    if access.version == "1":
        return "account"
    if access.system:
        return "system"
    if access.project.id or access.project.name:
        return "project"
    if access.domain.id or access.domain.name:
        return "domain"
    return "unscoped"


def format_time(seconds: float) -> str:
    """Write a time in seconds since 1970 as ``openstack token issue`` does."""
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _origin(answer: Response) -> dict[str, Any]:
    """Describe how a token was issued, as only v3 tells."""
    token = Members(answer.json()).object("token")
    credential = token.object("application_credential")
    trust = token.object("OS-TRUST:trust")
    issued = token.timestamp("issued_at")
    return {
        "methods": token.texts("methods"),
        "audit_ids": token.texts("audit_ids"),
        "issued": _format_optional(issued),
        "application_credential": credential.text("name") or None,
        "trust_id": trust.text("id") or None,
    }


def _format_optional(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return format_time(seconds)


def _send(session: Session, method: str, token: str) -> Response:
    """Send a request about a token to the identity service."""
    version = session.access.version
    if version not in ("2", "3"):
        raise ConfigurationError(
            "only identity v2.0 and v3 can be asked about a token",
            hint="v1 has no such request, and a login without an identity service has nobody to "
            "ask.",
        )
    if version == "2":
        segment = quote(token, safe="")
        return session.send(method, _auth_url, f"/tokens/{segment}")
    headers = {SUBJECT_HEADER: token, **_ACCESS_RULES}
    return session.send(method, _auth_url, "/auth/tokens", headers=headers)


def _auth_url(access: Access) -> str:
    return access.auth_url


def _access(session_access: Access, answer: Response, token: str) -> Access:
    """Return the access of the token in an answer, which need not repeat the token."""
    body = answer.json()
    auth_url = session_access.auth_url
    if session_access.version == "2":
        return from_v2(
            auth_url,
            answer.headers,
            _with_id(body, token),
            taken=answer.taken,
        )
    return from_v3(
        auth_url,
        {**answer.headers, SUBJECT_HEADER: token},
        body,
        taken=answer.taken,
    )


def _with_id(body: Any, token: str) -> dict[str, Any]:
    """Return a v2.0 answer with the token's id, which some servers leave out here."""
    access = lenient.mapping(lenient.mapping(body).get("access"))
    fields = lenient.mapping(access.get("token"))
    fields["id"] = token
    access["token"] = fields
    return {"access": access}

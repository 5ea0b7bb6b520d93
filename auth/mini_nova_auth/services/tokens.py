"""Looking at a token, and ending it: what ``token show``, ``token revoke`` and ``whoami`` are made of.

Wire format: Keystone's API reference, "Validate and show information for token" (``GET /v3/auth/tokens`` with the token
in ``X-Subject-Token``) and "Revoke token" (``DELETE``); v2.0 has the token in the path.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from mini_nova_auth import clock, lenient
from mini_nova_auth.access.access import Access, from_v2, from_v3
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.session import Session
from mini_nova_auth.wire.message import (
    FORBIDDEN,
    NOT_FOUND,
    OK,
    Response,
)
from mini_nova_auth.wire.refusal import refusal

SUBJECT = "X-Subject-Token"
_CURES = {
    FORBIDDEN: "Mostly a token's own user may look at it, and an administrator.",
    NOT_FOUND: "The token has ended, was revoked, or is of another cloud.",
}


def show(session: Session, token: str = "") -> dict[str, Any]:
    """What the identity service says of a token, '' for the session's own: who, for what, how, until when.

    Raises ConfigurationError for v1, Refused where the service does not know the token, and what the session raises.
    """
    access = session.access
    token = token or access.token
    answer = _asked(session, "GET", token)
    if answer.status != OK:
        problem = refusal(answer)
        problem.hint = _CURES.get(answer.status, "")
        raise problem
    body = answer.json()
    if access.version == "2":
        found = from_v2(access.auth_url, answer.headers, _with_id(body, token), taken=answer.taken)
    else:
        found = from_v3(
            access.auth_url, {**answer.headers, SUBJECT: token}, body, taken=answer.taken
        )
    said = lenient.mapping(lenient.mapping(body).get("token"))
    issued = lenient.timestamp(said.get("issued_at"))
    credential, trust = (
        lenient.mapping(said.get(key)) for key in ("application_credential", "OS-TRUST:trust")
    )
    return {
        **described(found),
        "methods": lenient.texts(said.get("methods")),
        "audit_ids": lenient.texts(said.get("audit_ids")),
        "issued": None if issued is None else stamp(issued),
        "application_credential": lenient.text(credential.get("name")) or None,
        "trust_id": lenient.text(trust.get("id")) or None,
    }


def revoke(session: Session, token: str = "") -> bool:
    """Ends a token, '' for the session's own; whether the service still knew it. Raises as ``show`` does."""
    answer = _asked(session, "DELETE", token or session.access.token)
    if answer.status == NOT_FOUND:
        return False
    if not answer.is_success:
        raise refusal(answer)
    return True


def described(access: Access) -> dict[str, Any]:
    """Who a login is, for what, and for how long: everything but the token and the catalog."""
    left = access.seconds_left(clock.read())
    return {
        "user_id": access.user.id or None,
        "user_name": access.user.name or None,
        "user_domain": access.user.domain_name or access.user.domain_id or None,
        "project_id": access.project.id or None,
        "project_name": access.project.name or None,
        "project_domain": access.project.domain_name or access.project.domain_id or None,
        "scope": scope(access),
        "roles": list(access.roles),
        "expires": None if access.expires is None else stamp(access.expires),
        "seconds_left": None if left is None else max(0, round(left)),
        "identity_api_version": access.version or None,
    }


def scope(access: Access) -> str:
    """What a token is for, in a word; an ``account`` of v1 is what its user's name and URL make it."""
    if access.version == "1":
        return "account"
    if access.system:
        return "system"
    if access.project.id or access.project.name:
        return "project"
    return "domain" if access.domain.id or access.domain.name else "unscoped"


def stamp(at: float) -> str:
    """A time as ``openstack token issue`` writes it."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _asked(session: Session, method: str, token: str) -> Response:
    access = session.access
    if access.version not in ("2", "3"):
        raise ConfigurationError(
            "only identity v2.0 and v3 can be asked about a token",
            hint="v1 has no such request, and a login without an identity service has nobody to ask.",
        )
    if access.version == "2":
        return session.send(method, lambda held: held.auth_url, f"/tokens/{quote(token, safe='')}")
    return session.send(
        method, lambda held: held.auth_url, "/auth/tokens", headers={SUBJECT: token}
    )


def _with_id(body: Any, token: str) -> dict[str, Any]:
    """A v2.0 answer whose token has its id, which some servers leave out here."""
    access = lenient.mapping(lenient.mapping(body).get("access"))
    return {"access": {**access, "token": {**lenient.mapping(access.get("token")), "id": token}}}

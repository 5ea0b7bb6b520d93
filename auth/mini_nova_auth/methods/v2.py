"""What the v2.0 methods share: the request for a token, and its tenant.

Wire format: ``POST {auth_url}/tokens`` (contract section 2, ``_v2_auth``).
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from mini_nova_auth.access import answers
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.refusal import login_refusal
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import ACCEPT_JSON, NON_AUTHORITATIVE, OK, SEND_JSON, Request

HEADERS = {**SEND_JSON, **ACCEPT_JSON}


class Tenant(NamedTuple):
    """The project that a token is for, by id or by name; both '' for an unscoped token."""

    id: str = ""
    name: str = ""

    def body(self) -> dict[str, str]:
        """Return the tenant's part of the request's body."""
        if self.id:
            return {"tenantId": self.id}
        return {"tenantName": self.name} if self.name else {}


NO_TENANT = Tenant()


def tenant_of(settings: Settings) -> Tenant:
    """Return the settings' tenant."""
    if settings.is_on("unscoped"):
        return NO_TENANT
    return Tenant(settings["project_id"], settings["project_name"])


def post(url: str, auth: dict[str, Any], tenant: Tenant, *, subject: str, hint: str = "") -> Flow:
    """Request a token.

    ``subject`` is the user or token that logs in; ``hint`` says what to check if it is refused.
    Raises AuthenticationFailed, Unavailable, ProtocolError.
    """
    auth = {**auth, **tenant.body()}
    body = json.dumps({"auth": auth})
    answer = yield Request("POST", f"{url}/tokens", HEADERS, body, is_login=True)
    if answer.status not in (OK, NON_AUTHORITATIVE):
        name = tenant.id or tenant.name
        if name:
            subject = f'{subject} for tenant "{name}"'
        raise login_refusal(answer, subject=subject, hint=hint)
    return answers.from_v2(
        url,
        answer.headers,
        answer.json(),
        taken=answer.taken,
    )

"""What the v2.0 methods share: ``POST {auth_url}/tokens`` (contract section 2, ``_v2_auth``), and the tenant it is for."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any, NamedTuple

from mini_nova_auth.access import access
from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.refusal import login_refusal
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    NON_AUTHORITATIVE,
    OK,
    SEND_JSON,
    Request,
    Response,
)

HEADERS = {**SEND_JSON, **ACCEPT_JSON}


class Tenant(NamedTuple):
    """The project that a token is for, by id or by name; unscoped where both are ''."""

    id: str = ""
    name: str = ""

    def body(self) -> dict[str, str]:
        """The tenant's part of the login's body."""
        if self.id:
            return {"tenantId": self.id}
        return {"tenantName": self.name} if self.name else {}


NO_TENANT = Tenant()


def tenant_of(settings: Settings) -> Tenant:
    """The tenant that the settings ask for."""
    return (
        Tenant()
        if settings.is_on("unscoped")
        else Tenant(settings["project_id"], settings["project_name"])
    )


def post(
    url: str, auth: dict[str, Any], tenant: Tenant, *, who: str, hint: str = ""
) -> Generator[Request, Response, Access]:
    """One POST and what its answer gives; ``hint`` is what to check where it is refused.

    Raises AuthenticationFailed, Unavailable, ProtocolError.
    """
    body = json.dumps({"auth": {**auth, **tenant.body()}})
    answer = yield Request("POST", f"{url}/tokens", HEADERS, body)
    if answer.status not in (OK, NON_AUTHORITATIVE):
        named = tenant.id or tenant.name
        raise login_refusal(
            answer, subject=f'{who} for tenant "{named}"' if named else who, hint=hint
        )
    return access.from_v2(url, answer.headers, answer.json(), taken=answer.taken)

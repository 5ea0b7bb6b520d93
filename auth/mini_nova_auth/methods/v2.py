"""Identity v2.0: ``POST {auth_url}/tokens`` (contract section 2, ``_v2_auth``), by password or by token."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from mini_nova_auth import access
from mini_nova_auth.access import Access
from mini_nova_auth.methods.flow import Request, Response, refused

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True)
class V2Password:
    """A user's name (or id) and password, scoped by the tenant's name or id, or unscoped where both are ''."""

    url: str
    password: str = field(repr=False)
    username: str = ""
    user_id: str = ""
    tenant_name: str = ""
    tenant_id: str = ""

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, ProtocolError."""
        user = {"username": self.username} if self.username else {"userId": self.user_id}
        auth = {"passwordCredentials": {**user, "password": self.password}}
        return (yield from _post(self.url, auth, self, who=f'user "{self.username or self.user_id}"'))


@dataclass(frozen=True)
class V2Token:
    """A token in hand, exchanged for one of another scope (or of none)."""

    url: str
    token: str = field(repr=False)
    tenant_name: str = ""
    tenant_id: str = ""

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, ProtocolError."""
        return (yield from _post(self.url, {"token": {"id": self.token}}, self, who="the token"))


def _post(
    url: str, auth: dict[str, Any], scope: V2Password | V2Token, who: str
) -> Generator[Request, Response, Access]:
    if scope.tenant_id:
        auth["tenantId"] = scope.tenant_id
    elif scope.tenant_name:
        auth["tenantName"] = scope.tenant_name
    tenant = scope.tenant_id or scope.tenant_name
    answer = yield Request("POST", f"{url}/tokens", HEADERS, json.dumps({"auth": auth}))
    if answer.status not in (200, 203):
        raise refused(answer, who=f'{who} for tenant "{tenant}"' if tenant else who)
    return access.from_v2(url, answer.headers, answer.json(), taken=answer.taken)

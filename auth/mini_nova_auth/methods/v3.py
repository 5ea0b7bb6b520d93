"""Identity v3: ``POST {auth_url}/auth/tokens`` by password, token or application credential, in any scope.

Wire format: Keystone's API reference, "Password authentication with scoped authorization" and its neighbours.
"""

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
class Scope:
    """What a token is for: a project, a domain, the system, a trust, or (all '') nothing in particular."""

    project_id: str = ""
    project_name: str = ""
    project_domain_id: str = ""
    project_domain_name: str = ""
    domain_id: str = ""
    domain_name: str = ""
    system: bool = False
    trust_id: str = ""

    def body(self) -> dict[str, Any] | None:
        """The ``scope`` of the login's body; None for an unscoped one."""
        if self.system:
            return {"system": {"all": True}}
        if self.trust_id:
            return {"OS-TRUST:trust": {"id": self.trust_id}}
        if self.project_id:
            return {"project": {"id": self.project_id}}
        if self.project_name:
            domain = domain_body(self.project_domain_id, self.project_domain_name)
            return {"project": {"name": self.project_name, **({"domain": domain} if domain else {})}}
        domain = domain_body(self.domain_id, self.domain_name)
        return {"domain": domain} if domain else None

    def __str__(self) -> str:
        """The scope in words, for errors."""
        if self.system:
            return "the system"
        if self.project_id or self.project_name:
            return f'project "{self.project_id or self.project_name}"'
        if self.domain_id or self.domain_name:
            return f'domain "{self.domain_id or self.domain_name}"'
        return f'trust "{self.trust_id}"' if self.trust_id else "no project"


def domain_body(identity: str, name: str) -> dict[str, str]:
    """A domain by its id, else by its name; {} where both are ''."""
    if identity:
        return {"id": identity}
    return {"name": name} if name else {}


def user_body(user_id: str, username: str, domain_id: str, domain_name: str) -> dict[str, Any]:
    """A user by id, else by name in a domain."""
    if user_id:
        return {"id": user_id}
    domain = domain_body(domain_id, domain_name)
    return {"name": username, **({"domain": domain} if domain else {})}


@dataclass(frozen=True)
class V3Password:
    """A user, by id or by name and domain, and a password."""

    url: str
    password: str = field(repr=False)
    user_id: str = ""
    username: str = ""
    user_domain_id: str = ""
    user_domain_name: str = ""
    scope: Scope = Scope()

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, ProtocolError."""
        user = user_body(self.user_id, self.username, self.user_domain_id, self.user_domain_name)
        identity = {"methods": ["password"], "password": {"user": {**user, "password": self.password}}}
        domain = self.user_domain_name or self.user_domain_id
        who = self.user_id or (f"{self.username}@{domain}" if domain else self.username)
        return (yield from _post(self.url, identity, self.scope, who=f'user "{who}"'))


@dataclass(frozen=True)
class V3Token:
    """A token in hand, exchanged for one of another scope (or of none). It keeps the first token's end."""

    url: str
    token: str = field(repr=False)
    scope: Scope = Scope()

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, ProtocolError."""
        identity = {"methods": ["token"], "token": {"id": self.token}}
        return (yield from _post(self.url, identity, self.scope, who="the token"))


@dataclass(frozen=True)
class V3ApplicationCredential:
    """An application credential, by id, or by name and its user. It carries its own project: no scope is sent."""

    url: str
    secret: str = field(repr=False)
    id: str = ""
    name: str = ""
    user_id: str = ""
    username: str = ""
    user_domain_id: str = ""
    user_domain_name: str = ""

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, ProtocolError."""
        which: dict[str, Any] = {"id": self.id}
        if not self.id:
            user = user_body(self.user_id, self.username, self.user_domain_id, self.user_domain_name)
            which = {"name": self.name, "user": user}
        identity = {"methods": ["application_credential"], "application_credential": {**which, "secret": self.secret}}
        return (yield from _post(self.url, identity, None, who=f'application credential "{self.id or self.name}"'))


def _post(url: str, identity: dict[str, Any], scope: Scope | None, who: str) -> Generator[Request, Response, Access]:
    auth: dict[str, Any] = {"identity": identity}
    wanted = scope.body() if scope else None
    if wanted is not None:
        auth["scope"] = wanted
    answer = yield Request("POST", f"{url}/auth/tokens", HEADERS, json.dumps({"auth": auth}))
    if answer.status not in (200, 201):
        raise refused(answer, who=f"{who} for {scope}" if wanted is not None else who)
    return access.from_v3(url, answer.headers, answer.json(), taken=answer.taken)

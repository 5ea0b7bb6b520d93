"""Tokens the cloud has issued, and what each is good for."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .messages import Json


@dataclass(frozen=True)
class Project:
    """A project, which Keystone's version 2 calls a tenant."""

    id: str
    name: str


@dataclass(frozen=True)
class Scope:
    """What a token is scoped to: a project, a domain, the system, or none of them."""

    project: Project | None = None
    domain: bool = False
    system: bool = False

    def __bool__(self) -> bool:
        return bool(self.project or self.domain or self.system)


@dataclass(frozen=True)
class Token:
    """An issued token."""

    id: str
    methods: tuple[str, ...]
    scope: Scope
    issued: float
    expires: float
    audit_ids: tuple[str, ...]
    catalog: list[Any]
    application_credential: Json | None = None


class Tokens:
    """The tokens in force, judged by the cloud's own clock."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._tokens: dict[str, Token] = {}

    def issue(
        self,
        method: str,
        scope: Scope,
        *,
        lifetime: float,
        catalog: list[Any],
        parent: Token | None = None,
        application_credential: Json | None = None,
    ) -> Token:
        """A new token; one obtained by another token expires when that one does."""
        now = self._now()
        token = Token(
            id=f"gAAAAA{secrets.token_urlsafe(120)}",
            methods=tuple(dict.fromkeys((*parent.methods, method))) if parent else (method,),
            scope=scope,
            issued=now,
            expires=parent.expires if parent else now + lifetime,
            audit_ids=(secrets.token_urlsafe(16), *(parent.audit_ids[-1:] if parent else ())),
            catalog=catalog,
            application_credential=application_credential
            or (parent.application_credential if parent else None),
        )
        self._tokens[token.id] = token
        return token

    def find(self, token_id: str | None) -> Token | None:
        """The token of this id, if it was issued, has not been revoked and has not expired."""
        token = self._tokens.get(token_id or "")
        return token if token and token.expires > self._now() else None

    def revoke(self, token_id: str | None = None) -> None:
        """Revoke one token, or every token where none is named."""
        if token_id is None:
            self._tokens.clear()
        else:
            self._tokens.pop(token_id, None)

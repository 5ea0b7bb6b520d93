"""Keystone's federation: a token for the token of an identity provider.

Keystone gives an unscoped token, which is then exchanged for one with the requested scope. Wire
format: Keystone's API reference, "Request an unscoped OS-FEDERATION token".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from mini_nova_auth import lenient
from mini_nova_auth.access import answers
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import AuthenticationFailed, AuthToolkitError, ScopeRefused
from mini_nova_auth.methods import v3
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.refusal import login_refusal
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, scope_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    CREATED,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    UNAUTHORIZED,
    Request,
    Response,
)


@dataclass(frozen=True)
class Federation:
    """Keystone at ``url``, and its names for an identity provider and a protocol."""

    url: str
    identity_provider: str
    protocol: str
    scope: Scope = ANY_SCOPE

    def log_in(self, token: str) -> Flow:
        """Log in with a provider's token: one POST, and another if there is a scope.

        Raises AuthenticationFailed (ScopeRefused for the scope), Unavailable, ProtocolError.
        """
        headers = {"Authorization": f"Bearer {token}", **ACCEPT_JSON}
        answer = yield Request("POST", self._auth_url(), headers, is_login=True)
        if answer.status not in (OK, CREATED):
            raise self._refusal(answer)
        unscoped = answers.from_v3(
            self.url,
            answer.headers,
            answer.json(),
            taken=answer.taken,
        )
        if self.scope.unscoped or self.scope.body() is None:
            return unscoped
        return (yield from self._scoped(unscoped))

    def _scoped(self, unscoped: Access) -> Flow:
        """Exchange the unscoped token for one of the scope. Raises ScopeRefused."""
        user = unscoped.user.name or unscoped.user.id
        try:
            return (
                yield from v3.post(
                    self.url,
                    {"token": {"id": unscoped.token}},
                    self.scope,
                    subject=f'user "{user}"',
                )
            )
        except AuthenticationFailed as problem:
            raise ScopeRefused(problem, unscoped) from problem

    def _auth_url(self) -> str:
        provider = quote(self.identity_provider, safe="")
        protocol = quote(self.protocol, safe="")
        path = f"OS-FEDERATION/identity_providers/{provider}/protocols/{protocol}/auth"
        return f"{self.url}/{path}"

    def _refusal(self, answer: Response) -> AuthToolkitError:
        """Return the error for an answer without a token."""
        subject = f'the token of identity provider "{self.identity_provider}"'
        problem = login_refusal(answer, subject=subject)
        problem.hint = _hint(answer) or problem.hint
        return problem


def federation_of(settings: Settings, url: str) -> Federation:
    """Return the settings' federation at an identity service."""
    return Federation(
        url,
        identity_provider=settings["identity_provider"],
        protocol=settings["protocol"],
        scope=scope_of(settings),
    )


def _hint(answer: Response) -> str:
    """Suggest what to try, '' for nothing special.

    The answer may be Keystone's or that of the web server before it, which checks the token.
    """
    if answer.is_redirect:
        return "It takes browsers alone: ask the operator to take bearer tokens there, too."
    if answer.status == NOT_FOUND:
        return (
            "Check OS_IDENTITY_PROVIDER and OS_PROTOCOL: they are Keystone's names, not the "
            "provider's."
        )
    if answer.status not in (UNAUTHORIZED, FORBIDDEN):
        return ""
    is_challenge = "bearer" in answer.header("WWW-Authenticate").lower()
    if answer.status == UNAUTHORIZED and is_challenge:
        return (
            "The web server before Keystone does not trust the provider, or the token is not meant "
            "for it."
        )
    return _unauthorized_hint(lenient.mapping(answer.json_or_none()))


def _unauthorized_hint(body: Mapping[str, object]) -> str:
    """Suggest what to try after a 401 or 403: Keystone's error tells what it made of the token."""
    error = lenient.mapping(body.get("error"))
    if not error:
        return (
            "The web server before Keystone refused it: it may take browsers alone, or not trust "
            "the provider."
        )
    if error.get("identity"):  # the protocols that Keystone knows
        return "Check OS_PROTOCOL: Keystone knows no protocol of that name."
    return (
        "Keystone's mapping finds nobody in the token: the operator knows which claims it asks for."
    )

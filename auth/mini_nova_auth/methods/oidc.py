"""What the OpenID Connect methods share: a provider's token, and what Keystone's federation gives for it.

The provider's token is shown to Keystone, which gives a token without a scope; that is exchanged for one with the scope
asked for. Wire formats: RFC 6749 (token endpoint and its errors), OpenID Connect Discovery 1.0 section 3, and Keystone's
API reference, "Request an unscoped OS-FEDERATION token".
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlencode

from mini_nova_auth import lenient, redact
from mini_nova_auth.access import access
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
)
from mini_nova_auth.methods import v3
from mini_nova_auth.methods.refusal import ScopeRefused, login_refusal
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, scope_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    BAD_REQUEST,
    CREATED,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    UNAUTHORIZED,
    Request,
    Response,
)
from mini_nova_auth.wire.urls import leaves_tls

DEFAULT_SCOPE = "openid profile"
TOKEN_ENDPOINT, DEVICE_ENDPOINT = "token_endpoint", "device_authorization_endpoint"
_CURES = {
    "invalid_client": "Check OS_CLIENT_ID and OS_CLIENT_SECRET.",
    "invalid_scope": "Check OS_OPENID_SCOPE.",
    "invalid_grant": "Check the user and the password.",
    "unauthorized_client": "The provider does not let this client log in this way: ask whoever runs it.",
    "unsupported_grant_type": "The provider knows no such way to log in: choose another OS_AUTH_TYPE.",
}


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider, and the client that asks it. ``endpoints`` are those given, by their names."""

    client_id: str
    client_secret: str = field(default="", repr=False)
    discovery_endpoint: str = ""
    endpoints: Mapping[str, str] = field(default_factory=dict)
    scope: str = DEFAULT_SCOPE
    token_type: str = "access_token"  # noqa: S105 - which of the tokens Keystone is shown: this, or the id_token

    def located(self, *names: str) -> Generator[Request, Response, list[str]]:
        """The addresses of endpoints: as given, else out of the provider's discovery document.

        Raises ConfigurationError where there is neither, ProtocolError where the document lacks one.
        """
        if all(self.endpoints.get(name) for name in names):
            return [self.endpoints[name] for name in names]
        asked = self.discovery_endpoint
        if not asked:
            raise ConfigurationError(
                "the OpenID Connect provider's address is not given",
                hint="Set OS_DISCOVERY_ENDPOINT, an address that ends in /.well-known/openid-configuration.",
            )
        answer = yield Request("GET", asked, ACCEPT_JSON)
        listed = lenient.mapping(answer.json_or_none()) if answer.status == OK else {}
        return [
            self.endpoints.get(name) or _listed(listed, name, asked, answer.status)
            for name in names
        ]

    def form(self, url: str, fields: Mapping[str, str]) -> Request:
        """A request for one of the provider's endpoints, as the client."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            **ACCEPT_JSON,
        }
        if self.client_secret:
            coded = quote_plus(self.client_secret)
            pair = b64encode(f"{quote_plus(self.client_id)}:{coded}".encode()).decode()
            redact.learn(coded)
            redact.learn(pair)
            headers["Authorization"] = f"Basic {pair}"
        return Request("POST", url, headers, urlencode({"client_id": self.client_id, **fields}))

    def token(self, answer: Response, *, who: str) -> str:
        """The token in an answer of the token endpoint. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        if answer.status != OK:
            raise self.refusal(answer, who=who)
        token = lenient.text(lenient.mapping(answer.json()).get(self.token_type))
        if not token.isascii() or not token.isprintable() or not token or " " in token:
            raise ProtocolError(
                f"{redact.url(answer.url)} gave no usable {self.token_type} for {who}",
                hint="An id_token needs 'openid' in OS_OPENID_SCOPE, and a user: a client that logs in as itself has none.",
                status=answer.status,
            )
        redact.learn(token)
        return token

    def refusal(self, answer: Response, *, who: str) -> AuthToolkitError:
        """The error for an endpoint's answer that is none of success, in the provider's words."""
        code = error_in(answer)
        if answer.status not in (BAD_REQUEST, UNAUTHORIZED, FORBIDDEN) or not code:
            return login_refusal(answer, subject=who)
        said = lenient.text(lenient.mapping(answer.json_or_none()).get("error_description")) or code
        return AuthenticationFailed(
            f"{who} was refused at {redact.url(answer.url)}: {' '.join(redact.echo(said).split())}",
            hint=_CURES.get(
                code,
                "Check the client, its grants and OS_OPENID_SCOPE with whoever runs the provider.",
            ),
            status=answer.status,
        )


@dataclass(frozen=True)
class Federation:
    """Keystone at ``url``, which takes the tokens of an identity provider by a protocol, by the names it has for them."""

    url: str
    identity_provider: str
    protocol: str
    scope: Scope = ANY_SCOPE

    def access(self, token: str) -> Generator[Request, Response, Access]:
        """The access for a provider's token: one POST, and one more for a scope. Raises AuthenticationFailed (ScopeRefused
        where it is the scope), Unavailable, ProtocolError."""
        names = (quote(name, safe="") for name in (self.identity_provider, self.protocol))
        path = "/OS-FEDERATION/identity_providers/{}/protocols/{}/auth".format(*names)
        headers = {"Authorization": f"Bearer {token}", **ACCEPT_JSON}
        answer = yield Request("POST", self.url + path, headers)
        if answer.status not in (OK, CREATED):
            raise self._refusal(answer)
        found = access.from_v3(self.url, answer.headers, answer.json(), taken=answer.taken)
        if self.scope.unscoped or self.scope.body() is None:
            return found
        who = f'user "{found.user.name or found.user.id}"'
        try:
            return (
                yield from v3.post(self.url, {"token": {"id": found.token}}, self.scope, who=who)
            )
        except AuthenticationFailed as problem:
            raise ScopeRefused(problem, found) from problem

    def _refusal(self, answer: Response) -> AuthToolkitError:
        """The error for an answer that is no login: is it the web server before Keystone, or Keystone itself?"""
        problem = login_refusal(
            answer, subject=f'the token of identity provider "{self.identity_provider}"'
        )
        if answer.is_redirect:
            problem.hint = (
                "It takes browsers alone: ask the operator to take bearer tokens there, too."
            )
        elif answer.status == NOT_FOUND:
            problem.hint = "Check OS_IDENTITY_PROVIDER and OS_PROTOCOL: they are Keystone's names, not the provider's."
        elif (
            answer.status == UNAUTHORIZED and "bearer" in answer.header("WWW-Authenticate").lower()
        ):
            problem.hint = "The web server before Keystone does not trust the provider, or the token is not meant for it."
        elif answer.status in (UNAUTHORIZED, FORBIDDEN):
            problem.hint = _cure(
                lenient.mapping(lenient.mapping(answer.json_or_none()).get("error"))
            )
        return problem


def provider_of(settings: Settings, secrets: Mapping[str, str]) -> Provider:
    """The provider and the client that the settings name; a client of a public program has no secret."""
    given = {
        TOKEN_ENDPOINT: settings["access_token_endpoint"],
        DEVICE_ENDPOINT: settings[DEVICE_ENDPOINT],
    }
    return Provider(
        settings["client_id"],
        secrets.get("client_secret") or settings["client_secret"],
        settings["discovery_endpoint"],
        given,
        settings["openid_scope"] or DEFAULT_SCOPE,
        settings["access_token_type"] or "access_token",
    )


def federation_of(settings: Settings, url: str) -> Federation:
    """Keystone's part, by the settings."""
    return Federation(url, settings["identity_provider"], settings["protocol"], scope_of(settings))


def error_in(answer: Response) -> str:
    """The error's code in an answer of the provider (RFC 6749 section 5.2); '' for none."""
    return lenient.text(lenient.mapping(answer.json_or_none()).get("error"))


def _cure(said: Mapping[str, object]) -> str:
    """What to try after a 401 or 403, by the error in it: Keystone's (which may list the protocols it knows), or none."""
    if not said:
        return "The web server before Keystone refused it: it may take browsers alone, or not trust the provider."
    if said.get("identity"):
        return "Check OS_PROTOCOL: Keystone knows no protocol of that name."
    return (
        "Keystone's mapping finds nobody in the token: the operator knows which claims it asks for."
    )


def _listed(document: Mapping[str, object], name: str, asked: str, status: int) -> str:
    """An endpoint in a discovery document. Raises ProtocolError where it is not there, or leaves TLS."""
    found, where = lenient.text(document.get(name)), redact.url(asked)
    if not found:
        raise ProtocolError(
            f"{where} answered HTTP {status} and names no {name}",
            hint="Check OS_DISCOVERY_ENDPOINT; it mostly ends in /.well-known/openid-configuration.",
            status=status,
        )
    if leaves_tls(asked, found):
        raise ProtocolError(
            f"{where} names a {name} that is not encrypted, where no secret is sent", status=status
        )
    return found

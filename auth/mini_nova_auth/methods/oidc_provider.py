"""An OpenID Connect provider: its endpoints, and the tokens that it gives to a client.

Wire formats: RFC 6749 (token endpoint and its errors) and OpenID Connect Discovery 1.0 section 3.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from mini_nova_auth import redact
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
)
from mini_nova_auth.lenient import Members
from mini_nova_auth.methods.refusal import login_refusal
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    BAD_REQUEST,
    FORBIDDEN,
    OK,
    UNAUTHORIZED,
    Request,
    Response,
)
from mini_nova_auth.wire.urls import leaves_tls

DEFAULT_SCOPE = "openid profile"
DEFAULT_TOKEN_TYPE = "access_token"  # noqa: S105 - a field's name
TOKEN_ENDPOINT = "token_endpoint"  # noqa: S105 - a field's name
DEVICE_ENDPOINT = "device_authorization_endpoint"
CHALLENGE_METHODS = "code_challenge_methods_supported"
_SEND_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_HINTS = {
    "invalid_client": "Check OS_CLIENT_ID and OS_CLIENT_SECRET.",
    "invalid_scope": "Check OS_OPENID_SCOPE.",
    "invalid_grant": "Check the user and the password.",
    "unauthorized_client": "The provider does not let this client log in this way: ask whoever runs "
    "it.",
    "unsupported_grant_type": "The provider does not know this way to log in: choose another "
    "OS_AUTH_TYPE.",
}
_OTHER_HINT = "Check the client, its grants and OS_OPENID_SCOPE with whoever runs the provider."


class Discovery(NamedTuple):
    """The addresses of endpoints, and the methods of RFC 7636 that the provider offers."""

    endpoints: list[str]
    challenge_methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider and its client.

    ``endpoints`` are the configured ones, by their names in the discovery document; ``token_type``
    is the token to show to Keystone: access_token or id_token.
    """

    client_id: str
    client_secret: str = field(default="", repr=False)
    discovery_endpoint: str = ""
    endpoints: Mapping[str, str] = field(default_factory=dict)
    scope: str = DEFAULT_SCOPE
    token_type: str = DEFAULT_TOKEN_TYPE

    @property
    def client(self) -> str:
        """The client's name for errors."""
        return f'client "{self.client_id}"'

    def locate(self, *names: str) -> Generator[Request, Response, list[str]]:
        """Return the addresses of endpoints; see ``discover``."""
        discovery = yield from self.discover(*names)
        return discovery.endpoints

    def discover(self, *names: str) -> Generator[Request, Response, Discovery]:
        """Return the addresses of endpoints: the configured ones, else the discovery document's.

        That is read only if one is not configured. Raises ConfigurationError if there is neither,
        ProtocolError if the document lacks one.
        """
        if all(self.endpoints.get(name) for name in names):
            return Discovery([self.endpoints[name] for name in names])
        if not self.discovery_endpoint:
            raise ConfigurationError(
                "the OpenID Connect provider's address is not given",
                hint="Set OS_DISCOVERY_ENDPOINT, an address that ends in "
                "/.well-known/openid-configuration.",
            )
        answer = yield Request("GET", self.discovery_endpoint, ACCEPT_JSON)
        endpoints = [self.endpoints.get(name) or self._discovered(answer, name) for name in names]
        challenge_methods = Members(answer.json_or_none()).texts(CHALLENGE_METHODS)
        return Discovery(endpoints, tuple(challenge_methods))

    def form(self, url: str, fields: Mapping[str, str]) -> Request:
        """Return the client's request to one of the provider's endpoints."""
        headers = {**_SEND_FORM, **ACCEPT_JSON}
        if self.client_secret:
            headers["Authorization"] = self._authorization()
        all_fields = {"client_id": self.client_id, **fields}
        body = urlencode(all_fields)
        return Request("POST", url, headers, body, is_login=True)

    def token(self, answer: Response, *, subject: str) -> str:
        """Return the token in the token endpoint's answer to a user or client.

        Raises AuthenticationFailed, Unavailable, ProtocolError.
        """
        if answer.status != OK:
            raise self.refusal(answer, subject=subject)
        token = Members(answer.json()).text(self.token_type)
        is_printable = token.isascii() and token.isprintable() and " " not in token
        if not token or not is_printable:
            raise ProtocolError(
                f"{redact.url(answer.url)} gave no usable {self.token_type} for {subject}",
                hint="An id_token needs 'openid' in OS_OPENID_SCOPE, and a user: a client that logs "
                "in as itself has none.",
                status=answer.status,
            )
        redact.learn(token)
        return token

    def refusal(self, answer: Response, *, subject: str) -> AuthToolkitError:
        """Return the error for an endpoint's refusal of a user or client, in the provider's words."""
        code = error_code(answer)
        is_refusal = answer.status in (BAD_REQUEST, UNAUTHORIZED, FORBIDDEN)
        if not is_refusal or not code:
            return login_refusal(answer, subject=subject)
        url = redact.url(answer.url)
        description = _member(answer, "error_description") or code
        words = redact.echo(description).split()
        reason = " ".join(words)
        return AuthenticationFailed(
            f"{subject} was refused at {url}: {reason}",
            hint=_HINTS.get(code, _OTHER_HINT),
            status=answer.status,
        )

    def _authorization(self) -> str:
        """Return the ``Authorization`` header of the client (RFC 6749 section 2.3.1)."""
        client = quote_plus(self.client_id)
        secret = quote_plus(self.client_secret)
        pair = f"{client}:{secret}"
        encoded = b64encode(pair.encode())
        credentials = encoded.decode()
        redact.learn(secret)
        redact.learn(credentials)
        return f"Basic {credentials}"

    def _discovered(self, answer: Response, name: str) -> str:
        """Return an endpoint in the discovery document. Raises ProtocolError if it is unusable."""
        endpoint = _member(answer, name) if answer.status == OK else ""
        url = redact.url(self.discovery_endpoint)
        if not endpoint:
            raise ProtocolError(
                f"{url} answered HTTP {answer.status} and names no {name}",
                hint="Check OS_DISCOVERY_ENDPOINT; it mostly ends in "
                "/.well-known/openid-configuration.",
                status=answer.status,
            )
        if leaves_tls(self.discovery_endpoint, endpoint):
            raise ProtocolError(
                f"{url} names a {name} that is not encrypted, where no secret is sent",
                status=answer.status,
            )
        return endpoint


def provider_of(settings: Settings, secrets: Mapping[str, str]) -> Provider:
    """Return the settings' provider and client; a public client has no secret."""
    return Provider(
        client_id=settings["client_id"],
        client_secret=secrets.get("client_secret") or settings["client_secret"],
        discovery_endpoint=settings["discovery_endpoint"],
        endpoints={
            TOKEN_ENDPOINT: settings["access_token_endpoint"],
            DEVICE_ENDPOINT: settings[DEVICE_ENDPOINT],
        },
        scope=settings["openid_scope"] or DEFAULT_SCOPE,
        token_type=settings["access_token_type"] or DEFAULT_TOKEN_TYPE,
    )


def error_code(answer: Response) -> str:
    """Return the error code in a provider's answer (RFC 6749 section 5.2), '' for none."""
    return _member(answer, "error")


def _member(answer: Response, name: str) -> str:
    """Return the text of a member of an answer's JSON object, '' for none."""
    members = Members(answer.json_or_none())
    return members.text(name)

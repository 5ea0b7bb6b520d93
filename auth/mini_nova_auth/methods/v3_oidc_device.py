"""Identity v3 by federation, for a user who opens a page of an OpenID Connect provider, on any
device.

Wire format: RFC 8628, with the proof of RFC 7636 if the provider offers it.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mini_nova_auth import clock, lenient, redact
from mini_nova_auth.errors import AuthenticationFailed, ProtocolError
from mini_nova_auth.methods import code_proof
from mini_nova_auth.methods.code_proof import NO_PROOF, CodeProof, new_proof
from mini_nova_auth.methods.federation import Federation, federation_of
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.oidc_provider import (
    DEVICE_ENDPOINT,
    TOKEN_ENDPOINT,
    Provider,
    error_code,
    provider_of,
)
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import BAD_REQUEST, OK, Request, Response

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
DEFAULT_INTERVAL = 5.0  # seconds between two polls
SLOW_DOWN = 5.0  # seconds that each slow_down adds to the interval
MIN_INTERVAL = 1.0
MAX_INTERVAL = 60.0
MAX_LIFETIME = 1800.0  # seconds that a code is valid


class _Offer(NamedTuple):
    """The provider's offer to the user: a code for a page.

    ``lifetime`` and ``interval`` are seconds.
    """

    device_code: str
    notice: str
    lifetime: float
    interval: float


@dataclass(frozen=True)
class V3OidcDevice:
    """A user with a browser somewhere: the flow names the page, and polls until the user logs in."""

    provider: Provider
    federation: Federation

    def flow(self) -> Flow:
        """Send requests with pauses between them, the first of them with a notice for the user.

        Raises AuthenticationFailed, Unavailable, ProtocolError, ConfigurationError.
        """
        provider = self.provider
        discovery = yield from provider.discover(TOKEN_ENDPOINT, DEVICE_ENDPOINT)
        token_endpoint, device_endpoint = discovery.endpoints
        proof = new_proof() if code_proof.METHOD in discovery.challenge_methods else NO_PROOF
        answer = yield self._request(device_endpoint, proof)
        if not proof.verifier and _requires_proof(answer):
            proof = new_proof()
            answer = yield self._request(device_endpoint, proof)
        if answer.status != OK:
            raise provider.refusal(answer, subject=provider.client)
        offer = _offer(answer)
        grant = {"grant_type": GRANT, "device_code": offer.device_code, **proof.answer()}
        poll = provider.form(token_endpoint, grant)
        answer = yield from _poll(poll, offer, answer.taken)
        error = error_code(answer)
        if error == "expired_token":
            raise _expired(answer)
        if error == "access_denied":
            raise AuthenticationFailed(
                f"the login was turned down on the page of {redact.url(device_endpoint)}",
                status=answer.status,
            )
        token = provider.token(answer, subject=provider.client)
        return (yield from self.federation.log_in(token))

    def _request(self, device_endpoint: str, proof: CodeProof) -> Request:
        """Return the request for a code."""
        fields = {"scope": self.provider.scope, **proof.challenge()}
        return self.provider.form(device_endpoint, fields)


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3OidcDevice:
    """Return the method for the settings' client, provider and scope."""
    return V3OidcDevice(
        provider_of(settings, secrets),
        federation_of(settings, url),
    )


def _requires_proof(answer: Response) -> bool:
    """Whether a provider refuses because there is no proof; its sentence names the missing field."""
    description = lenient.mapping(answer.json_or_none()).get("error_description")
    return answer.status == BAD_REQUEST and "code_challenge" in lenient.text(description)


def _poll(
    poll: Request, offer: _Offer, start: clock.Reading
) -> Generator[Request, Response, Response]:
    """Poll until the user has decided. Raises AuthenticationFailed once the code has expired."""
    interval = offer.interval
    notice = offer.notice
    while True:
        answer = yield poll._replace(wait=interval, notice=notice)
        error = error_code(answer)
        if error not in ("authorization_pending", "slow_down"):
            return answer
        if clock.seconds_since(start, answer.taken) > offer.lifetime:
            raise _expired(answer)
        if error == "slow_down":
            interval = min(interval + SLOW_DOWN, MAX_INTERVAL)
        notice = ""


def _offer(answer: Response) -> _Offer:
    """Return the offer of the device authorization endpoint.

    Raises ProtocolError if it is unusable.
    """
    fields = lenient.mapping(answer.json())
    device_code = lenient.text(fields.get("device_code"))
    notice = _notice(fields)
    if not device_code or not notice:
        raise ProtocolError(
            f"{redact.url(answer.url)} gave no code to log in with", status=answer.status
        )
    redact.learn(device_code)
    return _Offer(
        device_code,
        notice,
        lifetime=_lifetime(fields),
        interval=_interval(fields),
    )


def _notice(fields: Mapping[str, object]) -> str:
    """Return what to tell the user, '' if the offer has no code or page."""
    code = lenient.text(fields.get("user_code"))
    page = lenient.text(fields.get("verification_uri"))
    if not page:
        page = lenient.text(fields.get("verification_url"))  # as Google spells it
    page_with_code = lenient.text(fields.get("verification_uri_complete"))
    if not code or not page:
        return ""
    if page_with_code:
        return f"To log in, open {page_with_code} and check that it shows {code}"
    return f"To log in, open {page} and type {code}"


def _lifetime(fields: Mapping[str, object]) -> float:
    seconds = lenient.number(fields.get("expires_in"))
    if seconds is None:
        return MAX_LIFETIME
    return min(seconds, MAX_LIFETIME)


def _interval(fields: Mapping[str, object]) -> float:
    seconds = lenient.number(fields.get("interval"))
    if seconds is None:
        return DEFAULT_INTERVAL
    return min(max(seconds, MIN_INTERVAL), MAX_INTERVAL)


def _expired(answer: Response) -> AuthenticationFailed:
    return AuthenticationFailed(
        f"nobody logged in on the page in time, so that {redact.url(answer.url)} gave no token",
        hint="Try again, and open the page at once.",
        status=answer.status,
    )

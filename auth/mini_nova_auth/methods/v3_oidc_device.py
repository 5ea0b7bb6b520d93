"""Identity v3 by federation: a user who opens a page of an OpenID Connect provider, on any device (RFC 8628)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mini_nova_auth import clock, lenient, redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import AuthenticationFailed, ProtocolError
from mini_nova_auth.methods.oidc import (
    DEVICE_ENDPOINT,
    TOKEN_ENDPOINT,
    Federation,
    Provider,
    error_in,
    federation_of,
    provider_of,
)
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import (
    OK,
    Request,
    Response,
)

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL, SLOWER, LONGEST_INTERVAL = (
    5.0,
    5.0,
    60.0,
)  # seconds between two questions: the usual, what slow_down adds
LIFE = 1800.0  # seconds that a code may live at most


class _Offer(NamedTuple):
    """What the provider offers the user: a code for a page, for so many seconds."""

    device_code: str
    notice: str
    life: float
    interval: float


@dataclass(frozen=True)
class V3OidcDevice:
    """A user with a browser somewhere; the flow tells where to go, and asks until the user has been there."""

    provider: Provider
    federation: Federation

    def flow(self) -> Generator[Request, Response, Access]:
        """Requests with pauses between them, the first with a notice for the user.

        Raises AuthenticationFailed, Unavailable, ProtocolError, ConfigurationError.
        """
        provider = self.provider
        token_endpoint, device_endpoint = yield from provider.located(
            TOKEN_ENDPOINT, DEVICE_ENDPOINT
        )
        answer = yield provider.form(device_endpoint, {"scope": provider.scope})
        who, begun = f'client "{provider.client_id}"', answer.taken
        if answer.status != OK:
            raise provider.refusal(answer, who=who)
        offer = _offer(answer)
        question = provider.form(
            token_endpoint, {"grant_type": GRANT, "device_code": offer.device_code}
        )
        question = question._replace(wait=offer.interval, notice=offer.notice)
        while True:
            answer = yield question
            error = error_in(answer)
            if error not in ("authorization_pending", "slow_down"):
                break
            if clock.seconds_since(begun, answer.taken) > offer.life:
                raise _nobody(answer)
            more = SLOWER if error == "slow_down" else 0.0
            question = question._replace(
                notice="", wait=min(question.wait + more, LONGEST_INTERVAL)
            )
        if error == "expired_token":
            raise _nobody(answer)
        if error == "access_denied":
            raise AuthenticationFailed(
                f"the login was turned down on the page of {redact.url(device_endpoint)}",
                status=answer.status,
            )
        return (yield from self.federation.access(provider.token(answer, who=who)))


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3OidcDevice:
    """The method for the settings' client, provider and scope."""
    return V3OidcDevice(provider_of(settings, secrets), federation_of(settings, url))


def _offer(answer: Response) -> _Offer:
    """The offer in an answer of the device authorization endpoint. Raises ProtocolError where it is none."""
    said = lenient.mapping(answer.json())
    device_code, code = lenient.text(said.get("device_code")), lenient.text(said.get("user_code"))
    page = lenient.text(said.get("verification_uri")) or lenient.text(said.get("verification_url"))
    whole = lenient.text(said.get("verification_uri_complete"))
    if not device_code or not code or not page:
        raise ProtocolError(
            f"{redact.url(answer.url)} gave no code to log in with", status=answer.status
        )
    redact.learn(device_code)
    notice = (
        f"To log in, open {whole} and check that it shows {code}"
        if whole
        else f"To log in, open {page} and type {code}"
    )
    life, interval = lenient.number(said.get("expires_in")), lenient.number(said.get("interval"))
    pause = INTERVAL if interval is None else min(max(interval, 1.0), LONGEST_INTERVAL)
    return _Offer(device_code, notice, LIFE if life is None else min(life, LIFE), pause)


def _nobody(answer: Response) -> AuthenticationFailed:
    return AuthenticationFailed(
        f"nobody logged in on the page in time, so that {redact.url(answer.url)} gave no token",
        hint="Try again, and open the page at once.",
        status=answer.status,
    )

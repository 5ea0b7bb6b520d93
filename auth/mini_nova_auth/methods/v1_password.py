"""Identity v1: credentials in headers, ``GET {auth_url}`` (contract section 2, ``_v1_auth``; Swift, Ceph RGW)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth import redact
from mini_nova_auth.access import access
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.methods.refusal import login_refusal
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire import urls
from mini_nova_auth.wire.message import (
    NO_CONTENT,
    OK,
    USE_PROXY,
    Request,
    Response,
)

MOST_REFERRALS = 5


@dataclass(frozen=True)
class V1Password:
    """A user and a key; ``project`` goes into ``X-Auth-Project-Id`` where it is given (TempAuth needs none)."""

    url: str
    user: str
    key: str = field(repr=False)
    project: str = ""

    def flow(self) -> Generator[Request, Response, Access]:
        """One GET; a 305 names another URL to ask the same. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        headers = {"X-Auth-User": self.user, "X-Auth-Key": self.key}
        if self.project:
            headers["X-Auth-Project-Id"] = self.project
        url = self.url
        for _ in range(MOST_REFERRALS + 1):
            answer = yield Request("GET", url, headers)
            if answer.status in (OK, NO_CONTENT):
                return access.from_v1(
                    url, answer.headers, user=self.user, project=self.project, taken=answer.taken
                )
            if answer.status != USE_PROXY:
                raise login_refusal(answer, subject=f'user "{self.user}"')
            url = _referral(url, answer)
        raise ProtocolError(
            f"{redact.url(self.url)} sends v1 logins in circles (HTTP 305)", status=USE_PROXY
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V1Password:
    """The method for a user, a key and perhaps a project."""
    user = settings["username"] or settings["user_id"]
    return V1Password(
        url, user, secrets["password"], settings["project_id"] or settings["project_name"]
    )


def _referral(asked: str, answer: Response) -> str:
    """The URL of a 305's Location. Raises ProtocolError if it is unusable, or leaves TLS."""
    url = urls.join(asked, answer.header("location"))
    if urls.origin(url) is None:
        raise ProtocolError(
            f"{redact.url(asked)} answered HTTP 305 without a usable Location", status=USE_PROXY
        )
    if urls.leaves_tls(asked, url):
        raise ProtocolError(
            f"{redact.url(asked)} sends the login on to {redact.url(url)}, which is not encrypted",
            hint="If that is meant, set OS_AUTH_URL to that address.",
            status=USE_PROXY,
        )
    return url

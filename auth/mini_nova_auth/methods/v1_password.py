"""Identity v1: credentials in headers.

Wire format: ``GET {auth_url}`` (contract section 2, ``_v1_auth``; Swift's TempAuth, Ceph RGW).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth import redact
from mini_nova_auth.access import answers
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.refusal import login_refusal
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire import urls
from mini_nova_auth.wire.message import NO_CONTENT, OK, USE_PROXY, Request, Response

MAX_REFERRALS = 5


@dataclass(frozen=True)
class V1Password:
    """A user and a key; ``project`` ('' for none, as TempAuth) goes into ``X-Auth-Project-Id``."""

    url: str
    user: str
    key: str = field(repr=False)
    project: str = ""

    def flow(self) -> Flow:
        """Send a GET, and another for each 305 that refers to another URL.

        Raises AuthenticationFailed, Unavailable, ProtocolError.
        """
        headers = {"X-Auth-User": self.user, "X-Auth-Key": self.key}
        if self.project:
            headers["X-Auth-Project-Id"] = self.project
        url = self.url
        for _ in range(MAX_REFERRALS + 1):
            answer = yield Request("GET", url, headers, is_login=True)
            if answer.status in (OK, NO_CONTENT):
                return self._access(url, answer)
            if answer.status != USE_PROXY:
                raise login_refusal(answer, subject=f'user "{self.user}"')
            url = _referral(url, answer)
        raise ProtocolError(
            f"{redact.url(self.url)} sends v1 logins in circles (HTTP 305)", status=USE_PROXY
        )

    def _access(self, url: str, answer: Response) -> Access:
        return answers.from_v1(
            url,
            answer.headers,
            user=self.user,
            project=self.project,
            taken=answer.taken,
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V1Password:
    """Return the method for the settings' user, and their project if they have one."""
    return V1Password(
        url,
        user=settings["username"] or settings["user_id"],
        key=secrets["password"],
        project=settings["project_id"] or settings["project_name"],
    )


def _referral(url: str, answer: Response) -> str:
    """Return the URL of a 305's Location. Raises ProtocolError if it is unusable, or leaves TLS."""
    target = urls.join(url, answer.header("location"))
    if urls.origin(target) is None:
        raise ProtocolError(
            f"{redact.url(url)} answered HTTP 305 without a usable Location", status=USE_PROXY
        )
    if urls.leaves_tls(url, target):
        raise ProtocolError(
            f"{redact.url(url)} sends the login on to {redact.url(target)}, which is not encrypted",
            hint="If that is meant, set OS_AUTH_URL to that address.",
            status=USE_PROXY,
        )
    return target

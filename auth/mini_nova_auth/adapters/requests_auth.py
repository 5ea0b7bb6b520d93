"""The session's token for anyone's ``requests`` calls: ``requests.get(url, auth=KeystoneAuth(session))``.

The token goes to the cloud's own hosts only: those of the address logged in at, of an address given in place of the
catalog's, and of the catalog. Where one of these is asked over TLS alone, the token never goes to it unencrypted.
"""

from __future__ import annotations

from typing import Any

from requests import PreparedRequest, Response
from requests.auth import AuthBase

from mini_nova_auth import redact
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.session import Session
from mini_nova_auth.wire import urls
from mini_nova_auth.wire.message import UNAUTHORIZED

TOKEN_HEADER = "X-Auth-Token"  # noqa: S105 - a header's name


class KeystoneAuth(AuthBase):
    """Sets ``X-Auth-Token``, and on a 401 gets a new token and sends the request once more.

    A request may raise what ``Session.access`` raises, and ConfigurationError for a host that is not the cloud's:
    nothing was sent then. A redirect to such a host is followed without the token. A body that cannot be read a second
    time (a generator) is not sent again: the 401 is the answer then.
    """

    def __init__(self, session: Session | str) -> None:
        """For a session, or for a cloud of clouds.yaml by its name."""
        self.session = Session.from_cloud(session) if isinstance(session, str) else session

    def __repr__(self) -> str:
        return f"KeystoneAuth({self.session!r})"

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with the token."""
        url = request.url or ""
        if not self.may_have_token(url):
            raise ConfigurationError(
                f"{redact.url(url)} is none of the cloud's addresses, so its token is not sent there",
                hint="Ask it without this auth=.",
            )
        access = self.session.access
        request.headers.update(access.headers())
        if not access.token:
            return request  # a login without an identity service: there is no other to be had
        attempt = _Attempt(self, request)
        request.register_hook("response", attempt.answered)  # type: ignore[no-untyped-call]
        return request

    def may_have_token(self, url: str) -> bool:
        """Whether a URL is on one of the cloud's hosts, and no less encrypted than the cloud is there."""
        target = urls.origin(url)
        if target is None:
            return False
        origins = {urls.origin(address) for address in self._addresses()} - {None}
        schemes = {origin.scheme for origin in origins if origin and origin.host == target.host}
        return target.scheme in schemes or "http" in schemes

    def _addresses(self) -> list[str]:
        """The addresses that the login, the settings and the catalog name."""
        access, settings = self.session.access, self.session.settings
        services = access.catalog.services
        endpoints = [endpoint.url for service in services for endpoint in service.endpoints]
        return [
            access.auth_url,
            settings["auth_url"],
            settings["endpoint_override"],
            access.endpoint,
            *endpoints,
        ]


class _Attempt:
    """One request on its way: whether it was sent a second time already."""

    def __init__(self, auth: KeystoneAuth, request: PreparedRequest) -> None:
        self._auth = auth
        self._request = request
        self._again = False

    def answered(self, response: Response, **settings: Any) -> Response:
        """The answer, or after a 401 the answer to the same request with a new token."""
        if (
            response.status_code == UNAUTHORIZED
            and not self._again
            and TOKEN_HEADER in response.request.headers
        ):
            self._again = True
            if _rewind(response.request):
                response = self._sent_again(response, settings)
        self._guard_redirect(response)
        return response

    def _sent_again(self, refused: Response, settings: dict[str, Any]) -> Response:
        token = self._auth.session.renew(str(refused.request.headers[TOKEN_HEADER])).token
        refused.content  # noqa: B018 - read to its end, so that the connection can be used again
        refused.close()
        for sent in (self._request, refused.request):
            sent.headers[TOKEN_HEADER] = token
        again = refused.request.copy()
        answer: Response = refused.connection.send(again, **settings)
        answer.history.append(refused)
        answer.request = again
        return answer

    def _guard_redirect(self, response: Response) -> None:
        """Takes the token out where ``requests`` would carry it to another host: it copies the headers it sent."""
        if response.is_redirect and not self._auth.may_have_token(
            urls.join(response.url, response.headers["location"])
        ):
            for sent in (self._request, response.request):
                sent.headers.pop(TOKEN_HEADER, None)


def _rewind(request: PreparedRequest) -> bool:
    """Whether the request's body can be sent again; a file is set back to where it began."""
    if request.body is None or isinstance(request.body, (bytes, str)):
        return True
    start = getattr(request, "_body_position", None)
    if not isinstance(start, int) or not hasattr(request.body, "seek"):
        return False
    try:
        request.body.seek(start)
    except OSError:
        return False
    return True

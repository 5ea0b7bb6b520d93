"""The session's token for any ``requests`` call: ``requests.get(url, auth=KeystoneAuth(session))``.

The token goes only to the cloud's own hosts: those of the login's address, of an address that
overrides the catalog, and of the catalog. If the cloud is on a host over TLS only, the token never
goes there unencrypted.
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
    """Sets ``X-Auth-Token``, and on a 401 gets a new token and repeats the request once.

    A request raises what ``Session.access`` raises, and ConfigurationError for a host that is not
    the cloud's; nothing has been sent then. A redirect to such a host, or to a port that the cloud
    does not name, is followed without the token. A request whose body can be read only once (a
    generator) is not repeated: its answer is the 401.
    """

    def __init__(self, session: Session | str) -> None:
        """Use a session, or the session of a cloud in clouds.yaml, by its name."""
        if isinstance(session, str):
            session = Session.from_cloud(session)
        self.session = session

    def __repr__(self) -> str:
        return f"KeystoneAuth({self.session!r})"

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with the token."""
        url = request.url or ""
        if not self.may_have_token(url):
            raise ConfigurationError(
                f"{redact.url(url)} is none of the cloud's addresses, so its token is not sent "
                "there",
                hint="Ask it without this auth=.",
            )
        access = self.session.access
        request.headers.update(access.headers())
        if access.token:
            attempt = _Attempt(self, request)
            request.register_hook("response", attempt.handle)  # type: ignore[no-untyped-call]
        return request

    def may_have_token(self, url: str) -> bool:
        """Whether a URL is on a host of the cloud, and no less encrypted than the cloud there."""
        target = urls.origin(url)
        if target is None:
            return False
        for address in self._addresses():
            origin = urls.origin(address)
            if origin is None or origin.host != target.host:
                continue
            if origin.scheme in (target.scheme, "http"):
                return True
        return False

    def is_own_origin(self, url: str) -> bool:
        """Whether the cloud itself names a URL's scheme, host and port."""
        target = urls.origin(url)
        origins = map(urls.origin, self._addresses())
        return target is not None and target in origins

    def _addresses(self) -> list[str]:
        """The addresses in the login, the settings and the catalog."""
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
    """One request, which may be repeated once."""

    def __init__(self, auth: KeystoneAuth, request: PreparedRequest) -> None:
        self._auth = auth
        self._request = request
        self._is_repeated = False

    def handle(self, response: Response, **settings: Any) -> Response:
        """The answer; after a 401, the answer to the same request with a new token."""
        if self._is_token_refused(response) and not self._is_repeated:
            self._is_repeated = True
            if _rewind(response.request):
                response = self._repeat(response, settings)
        self._guard_redirect(response)
        return response

    def _is_token_refused(self, response: Response) -> bool:
        has_token = TOKEN_HEADER in response.request.headers
        return response.status_code == UNAUTHORIZED and has_token

    def _repeat(self, refusal: Response, settings: dict[str, Any]) -> Response:
        refused_token = str(refusal.request.headers[TOKEN_HEADER])
        token = self._auth.session.renew(refused_token).token
        refusal.content  # noqa: B018 - read to the end, so that the connection can be reused
        refusal.close()
        for request in (self._request, refusal.request):
            request.headers[TOKEN_HEADER] = token
        request = refusal.request.copy()
        answer: Response = refusal.connection.send(request, **settings)
        answer.history.append(refusal)
        answer.request = request
        return answer

    def _guard_redirect(self, response: Response) -> None:
        """Drop the token before a redirect to another origin: ``requests`` copies the headers.

        It stays if the cloud itself names that origin, in its catalog or its settings.
        """
        if not response.is_redirect:
            return
        target = urls.join(response.url, response.headers["location"])
        may_follow = urls.may_follow(response.url, target)
        if not may_follow and not self._auth.is_own_origin(target):
            for request in (self._request, response.request):
                request.headers.pop(TOKEN_HEADER, None)


def _rewind(request: PreparedRequest) -> bool:
    """Rewind a request's body to its start. Returns whether it can be sent again."""
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

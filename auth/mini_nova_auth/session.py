"""Session: requests with a token, to an endpoint of the catalog.

It logs in only if there is no fresh token, gets a new one after a 401 and tries once more (with the
new catalog, whose endpoints may have moved), repeats reads that failed in passing, and keeps one
connection for each host. If a cached catalog or version document leads to an address where nobody
works, it is got anew once before that is an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from mini_nova_auth import clock, redact
from mini_nova_auth.access.access import Access, Base
from mini_nova_auth.access.choice import Choice
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import (
    EndpointNotFound,
    ProtocolError,
    Unavailable,
)
from mini_nova_auth.login.documents import Documents
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.login.renewal import Renewal
from mini_nova_auth.login.reused import ReusedLogin
from mini_nova_auth.settings.endpoint import Endpoints
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.headers import Headers, MakeHeaders, evaluate, merge
from mini_nova_auth.wire.message import ACCEPT_JSON, SEND_JSON, UNAUTHORIZED, Request, Response
from mini_nova_auth.wire.misdirected import is_misdirected, is_misdirection
from mini_nova_auth.wire.refusal import json_value
from mini_nova_auth.wire.retry import PATIENCE, Backoff

if TYPE_CHECKING:
    from mini_nova_auth.settings.resolve import Settings
    from mini_nova_auth.wire.lazy_transport import LazyTransport


class Session:
    """Requests on behalf of one login. Nothing is read or sent before the first call that needs it.

    Many threads may share a session. ``connection.connect`` makes one.
    """

    def __init__(
        self, plan: Plan, login: ReusedLogin, documents: Documents, transport: LazyTransport
    ) -> None:
        self._plan = plan
        self._login = login
        self._renewal = Renewal(login, documents)
        self._transport = transport
        self._endpoints = Endpoints(plan.settings)
        self._service_time: tuple[float, Reading] | None = None  # of the latest answer

    def __repr__(self) -> str:
        """Name the cloud, address, user and project, without logging in and without a secret."""
        selection = self._plan.selection._asdict()
        parts = [f"{name}={value!r}" for name, value in selection.items() if value]
        text = ", ".join(parts)
        return f"Session({text})"

    @classmethod
    def from_cloud(cls, name: str = "", **arguments: object) -> Session:
        """Return a session for a cloud of clouds.yaml, '' for its only one.

        ``arguments`` are settings that override the file's: text, numbers, booleans or paths.
        Logins are cached with the command line's; secrets that the file lacks come from the
        keyring. Nothing is sent yet. Raises ConfigurationError if the file, the cloud or a setting
        is wrong.
        """
        from mini_nova_auth.connection import from_cloud

        return from_cloud(name, arguments)

    @classmethod
    def from_environment(cls, **arguments: object) -> Session:
        """Return a session for the ``OS_*`` variables, above clouds.yaml; else as ``from_cloud``."""
        from mini_nova_auth.connection import from_environment

        return from_environment(arguments)

    @property
    def settings(self) -> Settings:
        """The settings that the session was made from."""
        return self._plan.settings

    @property
    def access(self) -> Access:
        """A fresh access: this session's, the cache's, or a new login's.

        Raises ConfigurationError, AuthenticationFailed, Unavailable or ProtocolError.
        """
        return self._login.access().access

    @property
    def is_new_login(self) -> bool:
        """Whether this session logged in itself, so that its token and catalog are up to date."""
        return self._login.access().is_new

    def renew(self, refused: str) -> Access:
        """Return a new access in place of the one whose token does not work."""
        return self._login.access(refused).access

    def up_to_date(self, access: Access) -> Access | None:
        """Return a new access in place of a cached one, whose catalog may be out of date.

        None if this session got it anew already. Raises what logging in raises.
        """
        return self._renewal.up_to_date(access)

    @property
    def documents(self) -> Mapping[str, Any]:
        """The version documents of this login so far, by their URLs."""
        return self._login.access().documents

    def close(self) -> None:
        """Close all connections. The session can still be used: it connects anew."""
        self._transport.close()

    def endpoint(self, service_type: str, *, name: str = "") -> Base:
        """Return a function from an access to the address of a service in its catalog."""

        def base(access: Access) -> str:
            choice = self.choice(access, service_type, name=name)
            return choice.endpoint.url.rstrip("/")

        return base

    def choice(self, access: Access, service_type: str, *, name: str = "") -> Choice:
        """Return the endpoint of a service and why it was chosen. Raises EndpointNotFound.

        If a cached catalog does not have it, the choice is from a new one.
        """
        try:
            return self._endpoints.choose(access, service_type, name=name)
        except EndpointNotFound:
            renewed = self._renewal.up_to_date_or_none(access)
            if renewed is None:
                raise
            return self._endpoints.choose(renewed, service_type, name=name)

    def has_endpoint(self, service_type: str) -> bool:
        """Whether the catalog lists a service for the settings' region and interface.

        Unlike ``choice``, this does not ask for a new catalog if the cached one does not list it.
        """
        try:
            self._endpoints.choose(self.access, service_type)
        except EndpointNotFound:
            return False
        return True

    def server_time_at(self, moment: Reading) -> float:
        """Return the server's time at a moment, in seconds since 1970.

        It is the time of the service that answered last; before any answer, or if answers have no
        ``Date``, the identity service's.
        """
        if self._service_time is None:
            return self.access.server_now(moment)
        service_time, taken = self._service_time
        return service_time - clock.seconds_since(moment, taken)

    def get(self, service_type: str, path: str, *, headers: Headers | None = None) -> Response:
        """Send a GET, as ``session.get("compute", "/servers/detail")``; see ``request``."""
        return self.request("GET", service_type, path, headers=headers)

    def request(
        self,
        method: str,
        service_type: str,
        path: str,
        *,
        json: Any = None,
        headers: Headers | None = None,
    ) -> Response:
        """Send a request to a service once, and return its answer, whatever its status.

        ``json`` is the body as a JSON value. The microversion is that of the settings, unless
        ``headers`` have one. Raises EndpointNotFound, Unavailable, ProtocolError, and what logging
        in raises.
        """
        from mini_nova_auth.access import microversions
        from mini_nova_auth.settings.microversion import microversion

        version = microversion(self.settings, service_type)
        headers = microversions.add_default(headers or {}, service_type, version)
        return self.send(
            method,
            self.endpoint(service_type),
            path,
            body=json,
            headers=headers,
        )

    def send(
        self,
        method: str,
        base: Base,
        path: str,
        *,
        body: Any = None,
        headers: Headers | MakeHeaders | None = None,
    ) -> Response:
        """Send a request once, and return its answer, whatever its status.

        It is sent again only after a 401, or if nobody works at its address, or no connection could
        be made, and a new catalog has another address. ``body`` is a JSON value. Raises
        Unavailable, ProtocolError, and what logging in raises.
        """
        redact.learn_from(body)
        text = None if body is None else json.dumps(body)

        def attempt(access: Access) -> Response:
            url = base(access) + path
            request = Request(method, url, evaluate(headers), text)
            return self._send(access, request)

        access = self.access
        try:
            answer = attempt(access)
        except (Unavailable, ProtocolError) as problem:
            new_access = (
                self._renewal.after_move(access, base) if is_misdirection(problem) else None
            )
            if new_access is None:
                raise
            return attempt(new_access)
        if answer.status == UNAUTHORIZED:
            access = self._renew_after_401(access.token)
            return attempt(access)
        new_access = self._renewal.after_move(access, base) if is_misdirected(answer) else None
        return answer if new_access is None else attempt(new_access)

    def read(
        self,
        base: Base,
        path: str,
        *,
        headers: Headers | MakeHeaders | None = None,
        patience: float = PATIENCE,
    ) -> Any:
        """Return the JSON value at a path; repeat for ``patience`` seconds if a failure may pass.

        Raises Refused for an error status, Unavailable, ProtocolError, and what logging in raises.
        """

        self.access  # noqa: B018 - logs in, which repeats itself, before the loop
        attempt = partial(self.send, "GET", base, path, headers=headers)
        return retry.read(attempt, json_value, Backoff(patience))

    def without_asking(self) -> AbstractContextManager[None]:
        """Let a login that would ask somebody raise AskFirst, while others wait for this process."""
        return self._login.without_asking()

    @contextmanager
    def answers_by(self, deadline: float | None) -> Iterator[None]:
        """Limit the wait for answers to a moment of ``time.monotonic()``; None sets no limit."""
        self._transport.deadline = deadline
        try:
            yield
        finally:
            self._transport.deadline = None

    def document(self, url: str) -> Any:
        """Return the version document at a URL, from the cache or the service; None if it has none.

        Raises Refused, Unavailable, ProtocolError, and what logging in raises.
        """
        return self._renewal.document(url)

    def forget_documents(self) -> None:
        """Forget the version documents of this login, so that each is fetched anew."""
        self._renewal.forget_documents()

    def _renew_after_401(self, refused: str) -> Access:
        """Log in anew. If Keystone is unavailable, tell that the request itself was not done."""
        try:
            return self.renew(refused)
        except Unavailable as problem:
            problem.sent, problem.is_final = False, True
            raise

    def _send(self, access: Access, request: Request) -> Response:
        """Send a request with the access's token, and note the service's time."""
        defaults = dict(ACCEPT_JSON)
        if request.body is not None:
            defaults.update(SEND_JSON)
        headers = merge(defaults, request.headers)
        authenticated = request._replace(headers={**access.headers(), **headers})
        answer = self._transport.send(authenticated)
        service_time = clock.server_time(answer.headers)
        if service_time is not None:
            self._service_time = (service_time, answer.taken)
        return answer

"""Session: requests with a token, to an endpoint of the catalog.

Asks for a token only when the cache has no fresh one, drops it and tries once more on 401 (with the new catalog, which
may have moved), repeats reads that failed in passing, and keeps one connection a host.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any

from mini_nova_auth import clock, redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import Choice, Endpoint, Service, choose
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import AuthToolkitError, Refused, Unavailable
from mini_nova_auth.login.cache import Entry
from mini_nova_auth.login.login import Login
from mini_nova_auth.login.plan import asked_by
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    DOCUMENT_STATUSES,
    SEND_JSON,
    UNAUTHORIZED,
    Request,
    Response,
    service_message,
)
from mini_nova_auth.wire.retry import PASSING_STATUSES, PATIENCE, Backoff, retry_after

if TYPE_CHECKING:
    from mini_nova_auth.settings.resolve import Settings
    from mini_nova_auth.wire.transport import Transport

Base = Callable[[Access], str]  # from an access to the address that a path is added to


class Session:
    """Requests on behalf of one login. Nothing is read or sent before the first call that needs it."""

    def __init__(self, login: Login, transport: Transport) -> None:
        self.login = login
        self._transport = transport
        self._lock = RLock()  # one thread at a time finds out or changes who is logged in
        self._entry: Entry | None = None
        self._always_stale = (
            False  # new tokens, too, seem spent: the identity service's clock makes no sense
        )
        self._heard: tuple[float, Reading] | None = None

    def __repr__(self) -> str:
        """What it logs in by, as it was asked for; without any secret, and without a login."""
        asked = asked_by(self.login.settings)._asdict().items()
        return f"Session({', '.join(f'{name}={value!r}' for name, value in asked if value)})"

    def server_time_at(self, moment: Reading) -> float:
        """What the clock of the service that answered last said at a moment, in seconds since 1970.

        Before the first answer, and where answers have no Date, what the identity service's clock said.
        """
        if self._heard is None:
            return self.access.server_now(moment)
        said, taken = self._heard
        return said - clock.seconds_since(moment, taken)

    @classmethod
    def from_cloud(cls, name: str = "", **given: str) -> Session:
        """A session for a cloud of clouds.yaml ('' for its only one); ``given`` are settings that win over the file's.

        Logins are cached as the command line's are; secrets that the file does not have come from the keyring. Raises
        ConfigurationError where the file, the cloud or a setting is wrong. Nothing is sent yet.
        """
        from mini_nova_auth.connection import from_cloud

        return from_cloud(name, given)

    @classmethod
    def from_environment(cls, **given: str) -> Session:
        """A session for the ``OS_*`` variables, with clouds.yaml under them; as ``from_cloud`` else."""
        from mini_nova_auth.connection import from_environment

        return from_environment(given)

    @property
    def access(self) -> Access:
        """A fresh access, from this session, the cache, or a login. Raises what Login.access raises."""
        return self._fresh_entry().access

    def renew(self, refused: str) -> Access:
        """A new access in place of one whose token was refused, or whose endpoints do not answer."""
        with self._lock:
            if (
                self._entry is None or self._entry.access.token == refused
            ):  # else another thread was faster
                self._entry = self.login.access(refused=refused)
            return self._entry.access

    def close(self) -> None:
        """Closes the connections that are kept. The session can still be used; it connects anew."""
        self._transport.close()

    def endpoint(self, service_type: str, *, name: str = "") -> Base:
        """The base of a service, chosen from whichever catalog is current when it is used."""

        def base(access: Access) -> str:
            return self.choice(access, service_type, name=name).endpoint.url.rstrip("/")

        return base

    def choice(self, access: Access, service_type: str, *, name: str = "") -> Choice:
        """The endpoint of a service by the settings, and why it is this one. Raises EndpointNotFound."""
        return chosen(self.login.settings, access, service_type, name=name)

    def get(
        self, service_type: str, path: str, *, headers: Mapping[str, str] | None = None
    ) -> Response:
        """The answer to a GET of a service's path (``session.get("compute", "/servers/detail")``), whatever its status."""
        return self.request("GET", service_type, path, headers=headers)

    def request(
        self,
        method: str,
        service_type: str,
        path: str,
        *,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer to a request for a service's path, sent once. ``json`` is a JSON value.

        It asks for the microversion that the settings have for the service, where ``headers`` ask for none.
        Raises EndpointNotFound, Unavailable, ProtocolError, and what logging in raises; no error for a status.
        """
        from mini_nova_auth.access import microversions
        from mini_nova_auth.settings.microversion import microversion

        version = microversion(self.login.settings, service_type)
        every = microversions.add_default(headers or {}, service_type, version)
        return self.send(method, self.endpoint(service_type), path, body=json, headers=every)

    def send(
        self,
        method: str,
        base: Base,
        path: str,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer to one request, sent once; again only after a 401, or where it certainly was not sent.

        ``body`` is a JSON value. Raises Unavailable, ProtocolError, and what logging in raises; no error for a status.
        """
        redact.learn_from(body)
        text = None if body is None else json.dumps(body)
        access = self.access
        try:
            answer = self._send(method, base(access) + path, access, text, headers)
        except Unavailable as problem:
            moved = (
                None
                if problem.sent or access.token == self.login.issued
                else self._moved_base(access, base)
            )
            if moved is None:
                raise
            return self._send(method, moved + path, self.access, text, headers)
        if answer.status == UNAUTHORIZED:
            access = self._renewed_after_401(access.token)
            answer = self._send(method, base(access) + path, access, text, headers)
        return answer

    def _renewed_after_401(self, refused: str) -> Access:
        """A new access. Where logging in gets no answer, the request itself was refused, and so not done."""
        try:
            return self.renew(refused)
        except Unavailable as problem:
            problem.sent, problem.passing = False, False
            raise

    def read(
        self,
        base: Base,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> Any:
        """The JSON value at a path, asked for again where the failure may pass, for ``patience`` seconds at most.

        Raises Refused for an error status, Unavailable, ProtocolError, and what logging in raises.
        """
        return retry.read(
            lambda: self.send("GET", base, path, headers=headers), value_of, Backoff(patience)
        )

    @contextmanager
    def answers_by(self, deadline: float | None) -> Iterator[None]:
        """Inside, no answer is waited for beyond this moment of ``time.monotonic()``; None sets no limit."""
        self._transport.deadline = deadline
        try:
            yield
        finally:
            self._transport.deadline = None

    def document(self, url: str) -> Any:
        """The version document at a URL, from the cache, or asked for and kept; None where it is none."""
        entry, name = self._fresh_entry(), redact.url(url)  # the name is written to the cache
        if name in entry.documents:
            return entry.documents[name]
        found = self.login.with_document(entry, name, lambda: self._fetched_document(url))
        with self._lock:
            if self._entry is entry:  # else another thread has logged in meanwhile
                self._entry = found
        return found.documents[name]

    def _fetched_document(self, url: str) -> dict[str, Any] | None:
        answer = self._asked_without_token(url)
        if answer.status in PASSING_STATUSES:
            raise refusal(answer)
        found = answer.json_or_none()
        return found if answer.status in DOCUMENT_STATUSES and isinstance(found, dict) else None

    def _asked_without_token(self, url: str) -> Response:
        request = Request("GET", url, ACCEPT_JSON)
        backoff = Backoff(self._transport.patience)
        return retry.send(lambda: self._transport.send(request), backoff)

    def _fresh_entry(self) -> Entry:
        with self._lock:
            return self._renewed_entry()

    def _renewed_entry(self) -> Entry:
        if self._entry is None:
            self._entry = self.login.access()
        elif not self._always_stale and not self._entry.access.is_fresh(clock.read()):
            self._entry = self.login.access(refused=self._entry.access.token)
        else:
            return self._entry
        self._always_stale = not self._entry.access.is_fresh(clock.read())
        return self._entry

    def _moved_base(self, access: Access, base: Base) -> str | None:
        """The address in a new catalog, where it is another than in the cached one."""
        before = base(access)
        try:
            now = base(self.renew(access.token))
        except AuthToolkitError:
            return None
        return now if now != before else None

    def _send(
        self,
        method: str,
        url: str,
        access: Access,
        text: str | None,
        headers: Mapping[str, str] | None,
    ) -> Response:
        usual = {
            **ACCEPT_JSON,
            **({} if text is None else SEND_JSON),
        }
        given = {name.lower() for name in headers or {}}
        own = {name: value for name, value in usual.items() if name.lower() not in given}
        every = {**access.headers(), **own, **(headers or {})}
        answer = self._transport.send(Request(method, url, every, text))
        said = clock.server_time(answer.headers)
        if said is not None:
            self._heard = (said, answer.taken)
        return answer


def chosen(settings: Settings, access: Access, service_type: str, *, name: str = "") -> Choice:
    """The endpoint of a service by the settings: its own override, else from the catalog; and why it is this one.

    Raises EndpointNotFound.
    """
    own = partial(settings.service_setting, service_type)
    given = own("endpoint_override") or own("endpoint") or access.endpoint
    if given:
        endpoint = Endpoint("", given)
        return Choice(
            Service(service_type, endpoints=(endpoint,)),
            endpoint,
            f"given in the settings: {redact.url(given)}",
        )
    return choose(
        access.catalog,
        own("service_type") or service_type,
        region=own("region_name") or settings["region_name"],
        interface=own("interface") or settings["interface"] or "public",
        name=name or own("service_name"),
    )


def value_of(answer: Response) -> Any:
    """The JSON value of a service's answer. Raises Refused for an error status, ProtocolError."""
    if not answer.is_success:
        raise refusal(answer)
    return answer.json()


def refusal(answer: Response) -> Refused:
    """The error for a service's answer with an error status, in the service's own words where it gave some."""
    said = service_message(answer)
    return Refused(
        said or f"{redact.url(answer.url)} answered with an error and no reason",
        hint=""
        if said or answer.is_server_error
        else "The address may be wrong: 'mini-nova doctor' finds out.",
        url=redact.url(answer.url),
        status=answer.status,
        request_id=answer.request_id,
        retry_after=retry_after(answer),
    )

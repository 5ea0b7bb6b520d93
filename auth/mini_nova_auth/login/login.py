"""Getting an Access: from the cache, by rescoping a token in hand, or by logging in.

Which protocol: asked for, or read off the URL, or discovered from the identity service's version document. Processes
that need the same login at once make one: the first logs in under the cache's lock, the others read what it stored.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeGuard

from mini_nova_auth import clock, redact
from mini_nova_auth.access import discovery
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    FactorsNeeded,
    ProtocolError,
)
from mini_nova_auth.login.cache import Cache, Entry
from mini_nova_auth.login.plan import (
    Identity,
    asked_by,
    asks_identity,
    cache_key,
    kind_of,
    method_by,
    method_for,
    require_complete,
    secret_named,
    secret_names,
    wanted_version,
)
from mini_nova_auth.methods import registry
from mini_nova_auth.methods.method import Method
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    Request,
    Response,
)
from mini_nova_auth.wire.urls import check_url

if TYPE_CHECKING:
    from mini_nova_auth.secrets.secret import Secret, SecretName
    from mini_nova_auth.wire.transport import Transport

_log = logging.getLogger(__name__)


class Login:
    """Logs one identity into one scope.

    ``find_secret`` finds one of its secrets ('' if it cannot), ``tell`` tells the user what to do elsewhere.
    """

    def __init__(
        self,
        settings: Settings,
        transport: Transport,
        cache: Cache | None,
        find_secret: Callable[[SecretName], Secret],
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.settings = settings
        self.key = cache_key(settings)
        self._transport = transport
        self._cache = cache
        self._find_secret = find_secret
        self._tell = tell or log
        # Secrets that logged in, by their settings: not every source gives one twice.
        self._good: dict[str, Secret] = {}
        self.issued = ""  # the token of the last login made here, and not found in the cache

    def access(self, *, refused: str = "") -> Entry:
        """A fresh access with its version documents. ``refused`` is a token that a service did not take.

        Raises ConfigurationError, AuthenticationFailed, Unavailable or ProtocolError.
        """
        if self._cache is None or not asks_identity(self.settings):
            entry = Entry(self._log_in(None))
            self.issued = entry.access.token
            return entry
        known = self._cache.load(self.key)
        if _usable(known, refused):
            if (
                self.settings["cloud"] and not known.asked.cloud
            ):  # made by a program that knows no names of clouds
                self._cache.store(self.key, known._replace(asked=asked_by(self.settings)))
            return known
        require_complete(self.settings)
        with self._cache.lock(self.key):
            known = self._cache.load(self.key)
            if _usable(known, refused):
                return known
            access = self._log_in(known) if refused else self._rescoped(self._cache, known)
            entry = Entry(access, asked=asked_by(self.settings))
            self.issued = entry.access.token
            self._cache.store(self.key, entry)
        return entry

    def with_document(self, entry: Entry, url: str, fetch: Callable[[], Any]) -> Entry:
        """The entry with the version document of a URL: another process's, or fetched now and stored."""
        if self._cache is None or not asks_identity(self.settings):
            return entry._replace(documents={**entry.documents, url: fetch()})
        with self._cache.lock(self.key):
            stored = self._cache.load(self.key)
            if stored is not None and url in stored.documents:
                return entry._replace(documents={**entry.documents, url: stored.documents[url]})
            document = fetch()
            if stored is not None:
                self._cache.store(
                    self.key, stored._replace(documents={**stored.documents, url: document})
                )
        return entry._replace(documents={**entry.documents, url: document})

    def _rescoped(self, cache: Cache, known: Entry | None) -> Access:
        """An access by a token in hand, or by logging in: the secret may do what this token may not.

        Raises what logging in raises; the token's refusal where the login needs somebody who is not there.
        """
        try:
            held = self._rescope(cache)
        except (AuthenticationFailed, ProtocolError) as refusal:
            return self._log_in_after(refusal, known)
        return held or self._log_in(known)

    def _log_in_after(self, refusal: AuthToolkitError, known: Entry | None) -> Access:
        """A login where the token in hand was refused; the refusal where nobody is there to log in."""
        try:
            return self._log_in(known)
        except ConfigurationError as lacking:
            if secret_names(self.settings):
                raise
            refusal.hint = (
                f"Check the project and the role there. No new login was made: {lacking.message}."
            )
            raise refusal from lacking

    def _rescope(self, cache: Cache) -> Access | None:
        """An access in the wanted scope, by a cached token of the same identity; None where there is none.

        Raises AuthenticationFailed, ProtocolError where Keystone refuses it.
        """
        if kind_of(self.settings) == "applicationcredential":
            return None
        for entry in cache.load_other_scopes(self.key):
            held = entry.access
            if held.version == "1" or not held.is_fresh(clock.read()):
                continue
            method = method_for(
                self.settings, Identity(held.version, held.auth_url), token=held.token
            )
            return self._drive(method)
        return None

    def _log_in(self, known: Entry | None) -> Access:
        require_complete(self.settings)
        identity = self._identity(known)
        secrets = {
            name: self._good.get(name) or self._secret(name) for name in secret_names(self.settings)
        }
        from mini_nova_auth.secrets.chain import ONE_TIME
        from mini_nova_auth.secrets.secret import ApplicationCredential

        method = method_by(self.settings, identity, secrets)
        of_keyring = isinstance(secrets.get("password"), ApplicationCredential)
        try:
            access = self._drive(method)
        except FactorsNeeded as problem:
            access = self._drive(self._second_factor(identity, problem))
        except AuthenticationFailed as problem:
            self._good = {}
            if of_keyring:
                problem.hint = "It has ended, or was deleted: log in again with 'mini-nova login'."
            raise
        self._good = {name: secret for name, secret in secrets.items() if name != ONE_TIME}
        return self._of_wanted_scope(access) if of_keyring else access

    def _of_wanted_scope(self, access: Access) -> Access:
        """The access by an application credential of the keyring, which is good for one project only.

        Raises ConfigurationError where another one, or another kind of scope, was asked for.
        """
        from mini_nova_auth.methods.v3 import scope_of

        asked = scope_of(self.settings)
        body, project = asked.body(), (access.project.id, access.project.name)
        if body is not None and (
            "project" not in body or (asked.project_id or asked.project_name) not in project
        ):
            raise ConfigurationError(
                f'the application credential in the keyring is for project "{access.project.name}", not for {asked}',
                hint="Give the password (OS_PASSWORD), or log in with 'mini-nova login' for that project.",
            )
        return access

    def _second_factor(self, identity: Identity, problem: FactorsNeeded) -> Method:
        """What a receipt asks for still: the code of the moment, or the password. Raises the problem where there is
        nobody to ask for it, or where it is anything else."""
        name = {"totp": "passcode", "password": "password"}.get(" ".join(problem.missing), "")
        secret = self._find_secret(secret_named(self.settings, name)) if name else ""
        if not secret or not isinstance(secret, str):
            raise problem
        factor = next(
            one for one in registry.METHODS if (one.name, one.version) == (problem.missing[0], "3")
        )
        return factor.method(
            self.settings, identity.url, {name: secret, "receipt": problem.receipt}
        )

    def _secret(self, name: str) -> Secret:
        """A secret of the kind of login in use. Raises ConfigurationError where no source gives it."""
        secret = self._find_secret(secret_named(self.settings, name))
        if not secret:
            words = name.replace("_", " ")
            raise ConfigurationError(
                f"there is no {words}, and no terminal to ask for it",
                hint=f"Set OS_{name.upper()}, put it into clouds.yaml, or keep it with 'mini-nova login'.",
            )
        return secret

    def _identity(self, known: Entry | None) -> Identity:
        """The version and address to log in at: as asked, or as before, or as discovered."""
        if not asks_identity(self.settings):
            return Identity(
                "", (self.settings["endpoint"] or self.settings["endpoint_override"]).rstrip("/")
            )
        url = self.settings["auth_url"].rstrip("/")
        check_url(url)
        version = wanted_version(self.settings)
        if version:
            return Identity(
                version,
                discovery.identity_url(
                    self.settings["auth_url"] if version == "1" else url, version
                ),
            )
        if known is not None and known.access.version in ("2", "3"):
            return Identity(known.access.version, known.access.auth_url)
        return self._discovered(url)

    def _discovered(self, url: str) -> Identity:
        answer = self._send(Request("GET", url, ACCEPT_JSON))
        for found in discovery.identity_versions(answer.json_or_none(), answer.url):
            return Identity(str(found.number[0]), found.url)
        raise ProtocolError(
            f"{redact.url(url)} is not an identity service: it answered HTTP {answer.status} and no list of versions",
            hint="Keystone's address mostly ends in /v3 or :5000; a dashboard's address is not it. "
            "For v1, set OS_IDENTITY_API_VERSION=1.",
            status=answer.status,
        )

    def _drive(self, method: Method) -> Access:
        return drive(method, self._send, self._tell)

    def _send(self, request: Request) -> Response:
        """The answer to a request of a login, asked for again where that may help: a login repeated does no harm."""
        backoff = retry.Backoff(self._transport.patience)
        return retry.send(lambda: self._transport.send(request), backoff)


def log(notice: str) -> None:
    """Tells the user by a warning in the log, which goes to stderr where a program says nothing else.

    Raises ConfigurationError where that is no terminal: nobody would read it, and the login would wait for nobody.
    """
    from mini_nova_auth.secrets import prompt

    if not prompt.is_read():
        raise nobody_there()
    _log.warning("%s", notice)


def nobody_there() -> ConfigurationError:
    """The error for a login that needs somebody, where nobody can be told."""
    return ConfigurationError(
        "this login needs somebody who opens a page, and there is no terminal to say so on",
        hint="Log in at a terminal first ('mini-nova login'): the token is kept for the other commands.",
    )


def drive(
    method: Method, send: Callable[[Request], Response], tell: Callable[[str], None] = log
) -> Access:
    """Does the I/O of a method's flow: ``send``, the pauses, and notices by ``tell``. Raises what these raise."""
    flow = method.flow()
    try:
        request = next(flow)
        while True:
            if request.notice:
                tell(request.notice)
            if request.wait:
                time.sleep(request.wait)
            request = flow.send(send(request))
    except StopIteration as done:
        access: Access = done.value
        return access


def _usable(entry: Entry | None, refused: str) -> TypeGuard[Entry]:
    return (
        entry is not None and entry.access.token != refused and entry.access.is_fresh(clock.read())
    )

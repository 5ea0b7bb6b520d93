"""Make a session: choose the sources of a script's settings, and compose the session's parts."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.cache import Cache, default_directory
from mini_nova_auth.login.cached import CachedLogin
from mini_nova_auth.login.documents import Documents
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.login.reused import ReusedLogin
from mini_nova_auth.login.source import AccessSource, Asking, ColdSource, DirectLogin, LazySource
from mini_nova_auth.session import Session
from mini_nova_auth.settings import verification
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.sources.environment import Environment
from mini_nova_auth.wire.lazy_transport import LazyTransport
from mini_nova_auth.wire.message import Request, Response

if TYPE_CHECKING:
    from mini_nova_auth.secrets.secret import Secret, SecretName
    from mini_nova_auth.wire.options import TLS, Timeouts
    from mini_nova_auth.wire.transport import Exchange, Transport

_log = logging.getLogger(__name__)
USER_AGENT = "mini-nova-auth"
_PEM_START = b"-----BEGIN "  # RFC 7468
_MAX_TIMEOUT = 10**6  # seconds
_MAX_QUOTE = 200  # characters of a setting in an error

Send: TypeAlias = Callable[[Request], Response]


def from_cloud(name: str, arguments: Mapping[str, object]) -> Session:
    """Return a session for a cloud of clouds.yaml; see ``Session.from_cloud``."""
    from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml
    from mini_nova_auth.settings.sources.script import ScriptArguments

    region = ScriptArguments(arguments).lookup("region_name")
    clouds = CloudsYaml(name, os.environ, region.value if region else "")
    own = ScriptArguments({**arguments, "cloud": clouds.cloud_name})
    settings = resolve((own, clouds))
    return session_for(settings)


def from_environment(arguments: Mapping[str, object]) -> Session:
    """Return a session for the environment; see ``Session.from_environment``."""
    from mini_nova_auth.settings.sources.script import ScriptArguments

    sources = (ScriptArguments(arguments), Environment(os.environ))
    settings = resolve(sources)
    needs_clouds_yaml = settings["cloud"] or not settings["auth_url"]
    if needs_clouds_yaml:
        from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

        clouds = CloudsYaml(
            settings["cloud"],
            os.environ,
            settings["region_name"],
        )
        settings = resolve((*sources, clouds))
    return session_for(settings)


def session_for(settings: Settings) -> Session:
    """Return a script's session, with the command line's cache and keyring."""
    for remark in settings.warnings():
        _log.warning("%s", remark.sentence)
    directory = default_directory(os.environ)
    return connect(
        settings,
        user_agent=USER_AGENT,
        cache=Cache(directory),
        use_stores=True,
    )


def connect(
    settings: Settings,
    *,
    user_agent: str,
    cache: Cache | None = None,
    use_stores: bool = False,
    ask: Callable[[SecretName], Secret] | None = None,
    tell: Callable[[str], None] | None = None,
    watch: Callable[[Exchange], None] | None = None,
) -> Session:
    """Return a session for settings. It sends nothing yet.

    A secret that no setting gives comes from the stores of ``secrets.chain`` if ``use_stores``, then
    from ``ask`` ('' if there is nobody to ask). ``tell`` tells the user what to do elsewhere;
    ``watch`` sees each request with its answer. Raises ConfigurationError if a setting is wrong.
    """
    plan = Plan(settings)
    tls, timeouts = tls_of(settings), _timeouts(settings)
    transport = LazyTransport(partial(_transport, user_agent, tls, timeouts, watch))
    send = _repeating(transport)
    if not plan.asks_identity:
        cache = None  # the token is not issued for this login

    def cold_login() -> ColdSource:
        return _cold_login(plan, cache, send, use_stores, ask, tell)

    asking = Asking()
    source = LazySource(cold_login)
    login: AccessSource = DirectLogin(source, asking)
    if cache is not None:
        login = CachedLogin(source, plan, cache, asking)
    return Session(
        plan,
        ReusedLogin(login, asking),
        Documents(plan, cache, send),
        transport,
    )


def _cold_login(
    plan: Plan,
    cache: Cache | None,
    send: Send,
    use_stores: bool,
    ask: Callable[[SecretName], Secret] | None,
    tell: Callable[[str], None] | None,
) -> ColdSource:
    """Compose what logs in, whose modules a command with a cached login does not load."""
    from mini_nova_auth.login.cold import cold_login
    from mini_nova_auth.login.drive import log
    from mini_nova_auth.secrets import chain

    stores = chain.STORES if use_stores else ()

    def find_secret(name: SecretName) -> Secret:
        sourced = chain.find(name, plan.settings, stores, ask)
        return "" if sourced is None else sourced.secret

    return cold_login(
        plan,
        cache,
        send=send,
        find_secret=find_secret,
        tell=tell or log,
    )


def _repeating(transport: LazyTransport) -> Send:
    """Send requests that do no harm if repeated: those of a login, and for version documents.

    What they raise has been repeated, and is final for the loop around the request that needs the
    login.
    """

    def send(request: Request) -> Response:
        from mini_nova_auth.wire import retry

        backoff = retry.Backoff(transport.patience)
        return retry.send(lambda: transport.send(request), backoff)

    return send


def transport_for(
    settings: Settings,
    *,
    user_agent: str,
    timeouts: Timeouts | None = None,
    watch: Callable[[Exchange], None] | None = None,
) -> Transport:
    """Return the transport for settings. Raises ConfigurationError if a setting is wrong."""
    timeouts = timeouts or _timeouts(settings)
    return _transport(user_agent, tls_of(settings), timeouts, watch)


def _transport(
    user_agent: str, tls: TLS, timeouts: Timeouts, watch: Callable[[Exchange], None] | None
) -> Transport:
    from mini_nova_auth.wire.transport import Transport  # and with it, requests

    return Transport(
        user_agent=user_agent,
        tls=tls,
        timeouts=timeouts,
        watch=watch,
    )


def tls_of(settings: Settings) -> TLS:
    """Return how to verify servers.

    Raises ConfigurationError if a file does not exist, or is no PEM.
    """
    from mini_nova_auth.wire.options import TLS

    cacert = _pem_file(settings, "cacert")
    if verification.bundle(settings) and not cacert:
        cacert = _pem_file(settings, "verify")
    return TLS(
        verify=not verification.unverified_by(settings),
        cacert=cacert,
        cert=_pem_file(settings, "cert"),
        key=_pem_file(settings, "key"),
        min_version=settings["tls_min_version"],
        ciphers=settings["tls_ciphers"],
    )


def _pem_file(settings: Settings, name: str) -> str:
    """Return the path of a PEM file, or of a directory of them, in a setting; '' for none.

    Raises ConfigurationError if it does not exist, cannot be read or holds no PEM.
    """
    path = _existing_file(settings, name)
    if not path or Path(path).is_dir():
        return path
    source = settings.source(name)
    try:
        content = Path(path).read_bytes()
    except OSError as problem:
        raise ConfigurationError(
            f"{source}: {path} cannot be read: {problem.strerror}", hint="Check its permissions."
        ) from problem
    if _PEM_START not in content:
        raise ConfigurationError(
            f"{source}: {path} holds no PEM certificate or key",
            hint="Convert it: openssl x509 -inform der -in FILE (or openssl pkey).",
        )
    return path


def _existing_file(settings: Settings, name: str) -> str:
    """Return the path in a setting, '' for none. Raises ConfigurationError if it does not exist."""
    text = settings[name]
    if not text:
        return ""
    try:
        path = Path(text).expanduser()
        if path.exists():
            return str(path)
    except (OSError, RuntimeError, ValueError):
        pass  # a name that cannot be looked up does not exist
    source = settings.source(name)
    raise ConfigurationError(
        f"{source}: there is no file {text[:_MAX_QUOTE]}", hint="Check the path."
    )


def _timeouts(settings: Settings) -> Timeouts:
    from mini_nova_auth.wire.options import Timeouts

    defaults = Timeouts()
    text = settings["timeout"]
    if not text:
        return defaults
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < _MAX_TIMEOUT:
        source = settings.source("timeout")
        raise ConfigurationError(f'{source}: "{text}" is not a number of seconds above 0')
    return Timeouts(
        connect=min(seconds, defaults.connect),
        read=seconds,
    )

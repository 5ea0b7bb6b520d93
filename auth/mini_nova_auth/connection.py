"""From settings to a session: the connection that they ask for, and where a script's settings come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.cache import Cache, default_directory
from mini_nova_auth.login.login import Login
from mini_nova_auth.secrets import chain
from mini_nova_auth.session import Session
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.sources.arguments import Arguments
from mini_nova_auth.settings.sources.environment import Environment

if TYPE_CHECKING:
    from mini_nova_auth.secrets.secret import Secret, SecretName
    from mini_nova_auth.wire.options import TLS, Timeouts
    from mini_nova_auth.wire.transport import Exchange, Transport

USER_AGENT = "mini-nova-auth"


def from_cloud(name: str, given: Mapping[str, str]) -> Session:
    """A session for a cloud of clouds.yaml. What ``Session.from_cloud`` says."""
    from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

    clouds = CloudsYaml(name, os.environ, given.get("region_name", ""))
    return session_for(resolve((Arguments({"cloud": clouds.cloud_name, **given}), clouds)))


def from_environment(given: Mapping[str, str]) -> Session:
    """A session for the environment. What ``Session.from_environment`` says."""
    near = (Arguments(given), Environment(os.environ))
    settings = resolve(near)
    if settings["cloud"] or not settings["auth_url"]:
        from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

        settings = resolve(
            (*near, CloudsYaml(settings["cloud"], os.environ, settings["region_name"]))
        )
    return session_for(settings)


def session_for(settings: Settings) -> Session:
    """A session for a script: with the command line's cache, and the keyring for a secret that no setting gives."""
    cache = Cache(default_directory(os.environ))
    return connect(settings, user_agent=USER_AGENT, cache=cache, stores=chain.STORES)


def connect(
    settings: Settings,
    *,
    user_agent: str,
    cache: Cache | None = None,
    stores: tuple[chain.Source, ...] = (),
    ask: chain.Ask | None = None,
    tell: Callable[[str], None] | None = None,
    watch: Callable[[Exchange], None] | None = None,
) -> Session:
    """A session for settings. It sends nothing yet.

    A secret that no setting gives comes from the ``stores`` (``secrets.chain.STORES``), then from
    ``ask`` ('' if there is nobody to ask). ``tell`` tells the user what to do elsewhere, ``watch``
    sees each request with its answer. Raises ConfigurationError if a setting is wrong.
    """
    transport = transport_for(settings, user_agent=user_agent, watch=watch)

    def find_secret(name: SecretName) -> Secret:
        sourced = chain.find(name, settings, stores, ask)
        return "" if sourced is None else sourced.secret

    return Session(Login(settings, transport, cache, find_secret, tell), transport)


def transport_for(
    settings: Settings,
    *,
    user_agent: str,
    timeouts: Timeouts | None = None,
    watch: Callable[[Exchange], None] | None = None,
) -> Transport:
    """The transport that settings ask for. Raises ConfigurationError for settings that are wrong."""
    from mini_nova_auth.wire.transport import Transport  # and with it, requests

    limits = timeouts or _timeouts(settings)
    return Transport(user_agent=user_agent, tls=tls_of(settings), timeouts=limits, watch=watch)


def tls_of(settings: Settings) -> TLS:
    """How servers are to be checked. Raises ConfigurationError for a file that is not there."""
    from mini_nova_auth.wire.options import TLS

    bundle = (
        bool(settings["verify"]) and settings.boolean("verify") is None
    )  # a path, as requests takes it there
    verify = not settings.is_on("insecure") and (
        not settings["verify"] or bundle or settings.is_on("verify")
    )
    files = {name: _file(settings, name) for name in ("cacert", "cert", "key")}
    if bundle and not files["cacert"]:
        files["cacert"] = _file(settings, "verify")
    return TLS(
        verify, **files, min_version=settings["tls_min_version"], ciphers=settings["tls_ciphers"]
    )


def _file(settings: Settings, name: str) -> str:
    """The path of a file that a setting names, '' for none. Raises ConfigurationError where it is not there."""
    if not settings[name]:
        return ""
    try:
        path = Path(settings[name]).expanduser()
        if path.exists():
            return str(path)
    except (OSError, RuntimeError, ValueError):
        pass  # a name that cannot be looked for is not there
    raise ConfigurationError(
        f"{settings.source(name)}: there is no file {settings[name][:200]}", hint="Check the path."
    )


def _timeouts(settings: Settings) -> Timeouts:
    from mini_nova_auth.wire.options import Timeouts

    if not settings["timeout"]:
        return Timeouts()
    try:
        seconds = float(settings["timeout"])
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 10**6:
        raise ConfigurationError(
            f'{settings.source("timeout")}: "{settings["timeout"]}" is not a number of seconds above 0'
        )
    return Timeouts(min(seconds, Timeouts().connect), seconds)

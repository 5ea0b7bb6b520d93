"""``OS_AUTH_TYPE=mininova``: log in to openstackclient and openstacksdk through our cache.

With it, ``openstack`` contacts Keystone once instead of once a command, and passwords and
application credentials may stay in the keyring. keystoneauth loads this module through the entry
point ``keystoneauth1.plugin``; no other module imports keystoneauth.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import local
from typing import Any

from keystoneauth1 import access as keystoneauth_access
from keystoneauth1 import exceptions, loading
from keystoneauth1.identity.base import BaseIdentityPlugin

from mini_nova_auth.access.access import Access, Reference
from mini_nova_auth.connection import session_for
from mini_nova_auth.errors import AuthenticationFailed, AuthToolkitError, Unavailable
from mini_nova_auth.services import tokens
from mini_nova_auth.session import Session
from mini_nova_auth.settings.declarations import BY_NAME
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.sources.arguments import Arguments
from mini_nova_auth.settings.sources.environment import Environment

NAME = "mininova"
# The options of a login, of which keystoneauth's own plugins have every one: openstackclient puts
# the options of all plugins on one command line, and a name of our own could clash there.
OPTIONS = (
    "auth_url",
    "username",
    "user_id",
    "user_domain_id",
    "user_domain_name",
    "password",
    "token",
    "passcode",
    "project_id",
    "project_name",
    "project_domain_id",
    "project_domain_name",
    "domain_id",
    "domain_name",
    "system_scope",
    "trust_id",
    "default_domain_id",
    "default_domain_name",
    "application_credential_id",
    "application_credential_name",
    "application_credential_secret",
    "identity_provider",
    "protocol",
    "client_id",
    "client_secret",
    "discovery_endpoint",
    "access_token_endpoint",
    "device_authorization_endpoint",
    "access_token",
)
# openstackclient refuses a plugin with a ``password`` but no user, and one whose ``token`` has no
# value. Either may be missing here, so these two options store their values by other names.
_OPTIONAL = ("password", "token")
_PREFIX = "given_"
# keystoneauth calls these options by older names, too.
_OLDER_NAMES = {
    "username": "user-name",
    "project_id": "tenant-id",
    "project_name": "tenant-name",
}
# Settings without an option, read from the environment.
_VARIABLES = (
    "OS_CLOUD",
    "OS_PASSWORD_CMD",
    "OS_IDENTITY_API_VERSION",
    "OS_OPENID_SCOPE",
    "OS_ACCESS_TOKEN_TYPE",
)


class MiniNova(BaseIdentityPlugin):  # type: ignore[misc, unused-ignore]
    """A login by mini-nova's cache, which holds token and catalog for the command line as well."""

    def __init__(self, **options: Any) -> None:
        super().__init__(auth_url=options.get("auth_url"))
        self._options: dict[str, str] = {}
        for name, value in options.items():
            if value not in (None, ""):
                self._options[name.removeprefix(_PREFIX)] = str(value)
        self._session: Session | None = None
        self._refused_token = ""
        self._thread = local()  # ``token`` is the last that the thread has used

    def get_auth_ref(self, session: Any) -> Any:
        """The cached login; a new one if there is none, or if a service has refused its token."""
        with _translate_errors():
            toolkit_session = self._toolkit_session(session)
            access = self._access(toolkit_session)
        body = token_body(access)
        return keystoneauth_access.AccessInfoV3(body=body, auth_token=access.token)

    def get_token(self, session: Any) -> str | None:
        """The token, remembered as this thread's."""
        token: str | None = super().get_token(session)
        self._thread.token = token
        return token

    def invalidate(self) -> bool:
        """Drop the token that a service has just refused in this thread with a 401.

        The thread's next request uses a new token, which another thread may have got already.
        Returns False, so that the request is not repeated, if it carried no token.
        """
        token: str | None = getattr(self._thread, "token", None)
        if not token:
            return False
        login = self.auth_ref
        if login is None or login.auth_token == token:
            self._refused_token = token
            self.auth_ref = None
        return True

    def get_cache_id_elements(self) -> dict[str, str | None]:
        """The options that tell one login from another, for caches above this one."""
        options = self._options.items()
        return {name: value for name, value in options if not BY_NAME[name].secret}

    def _access(self, session: Session) -> Access:
        access = session.access
        if self._refused_token and access.token == self._refused_token:
            access = session.renew(self._refused_token)
        self._refused_token = ""
        return access

    def _toolkit_session(self, session: Any) -> Session:
        """Our session, which verifies certificates as keystoneauth's does."""
        if self._session is None:
            settings = _settings(self._options, session)
            self._session = session_for(settings)
        return self._session


class Loader(loading.BaseLoader):  # type: ignore[misc, type-arg, unused-ignore]
    """Makes the plugin from keystoneauth's options, ``OS_*`` variables or clouds.yaml."""

    @property
    def plugin_class(self) -> type[MiniNova]:
        return MiniNova

    def get_options(self) -> list[Any]:
        """The options. None is required: what is missing may be in the keyring."""
        own_options = [_option(name) for name in OPTIONS]
        return super().get_options() + own_options


def _option(name: str) -> Any:
    setting = BY_NAME[name]
    # keystoneauth spells the options of application credentials, and no others, with underscores.
    has_underscores = name.startswith("application_credential")
    spelling = name if has_underscores else name.replace("_", "-")
    deprecated = []
    if name in _OLDER_NAMES:
        deprecated.append(loading.Opt(_OLDER_NAMES[name]))
    return loading.Opt(
        spelling,
        dest=_PREFIX + name if name in _OPTIONAL else name,
        secret=setting.secret,
        help=setting.help,
        deprecated=deprecated,
    )


def _settings(options: Mapping[str, str], session: Any) -> Settings:
    variables = {}
    for name in _VARIABLES:
        if name in os.environ:
            variables[name] = os.environ[name]
    tls_options = _tls_options(session)
    arguments = Arguments({**tls_options, **options})
    return resolve((arguments, Environment(variables)))


def _tls_options(session: Any) -> dict[str, str]:
    """The settings for a keystoneauth session's ``verify`` and ``cert``."""
    options: dict[str, str] = {}
    if session.verify is False:
        options["insecure"] = "true"
    elif isinstance(session.verify, str):
        options["cacert"] = session.verify
    if isinstance(session.cert, (tuple, list)):
        files = zip(("cert", "key"), session.cert, strict=False)
        options.update(files)
    elif session.cert:
        options["cert"] = session.cert
    return options


def token_body(access: Access) -> dict[str, Any]:
    """An Access as the body of a v3 token, for keystoneauth to parse."""
    roles = [{"id": name, "name": name} for name in access.roles]
    catalog = [_with_region_ids(service) for service in access.catalog.to_v3()]
    body: dict[str, Any] = {
        "methods": ["password"],
        "user": _with_domain(access.user),
        "roles": roles,
        "catalog": catalog,
        "issued_at": tokens.format_time(access.server_time),
    }
    if access.expires is not None:
        body["expires_at"] = tokens.format_time(access.expires)
    if access.project.id:
        body["project"] = _with_domain(access.project)
    elif access.domain.id:
        domain = access.domain
        body["domain"] = {"id": domain.id, "name": domain.name}
    elif access.system:
        body["system"] = {"all": True}
    return {"token": body}


def _with_region_ids(service: dict[str, Any]) -> dict[str, Any]:
    endpoints = []
    for endpoint in service["endpoints"]:
        region = endpoint["region"]
        if endpoint["url"]:
            endpoints.append({**endpoint, "region_id": region})
    return {**service, "endpoints": endpoints}


def _with_domain(reference: Reference) -> dict[str, Any]:
    domain = {
        "id": reference.domain_id,
        "name": reference.domain_name,
    }
    return {
        "id": reference.id,
        "name": reference.name,
        "domain": domain,
    }


def _text(problem: AuthToolkitError) -> str:
    """An error's sentence and hint."""
    sentence = problem.message.rstrip(".")
    text = f"{sentence}. {problem.hint}"
    return text.rstrip()


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Raise this package's errors as those that keystoneauth's callers handle."""
    try:
        yield
    except AuthenticationFailed as problem:
        raise exceptions.Unauthorized(_text(problem)) from problem
    except Unavailable as problem:
        raise exceptions.ConnectFailure(_text(problem)) from problem
    except AuthToolkitError as problem:
        raise exceptions.AuthPluginException(_text(problem)) from problem

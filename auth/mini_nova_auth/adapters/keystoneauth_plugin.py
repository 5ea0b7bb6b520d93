"""``OS_AUTH_TYPE=mininova``: openstackclient, openstacksdk and all that use keystoneauth log in through our cache.

With it ``openstack`` asks Keystone once, and not for each command; passwords and application credentials may stay in the
keyring. Loaded by keystoneauth through the entry point ``keystoneauth1.plugin``; nothing else here imports keystoneauth.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
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
# The options of a login. Only those that keystoneauth's own plugins have: openstackclient puts the options of all plugins
# on its one command line, where a name of our own could meet one of its.
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
# openstackclient refuses a plugin with a ``password`` that has no user, or a ``token`` that is not given; here either may
# be missing, so that the option's value goes by another name.
_MAY_LACK = "given_"
_OWN_VARIABLES = (
    "OS_CLOUD",
    "OS_PASSWORD_CMD",
    "OS_IDENTITY_API_VERSION",
    "OS_OPENID_SCOPE",
    "OS_ACCESS_TOKEN_TYPE",
)  # read here: no option brings them


class MiniNova(BaseIdentityPlugin):  # type: ignore[misc, unused-ignore]
    """A login whose token and catalog come from the cache of mini-nova, shared with its command line."""

    def __init__(self, **given: Any) -> None:
        super().__init__(auth_url=given.get("auth_url"))
        self._given = {
            name.removeprefix(_MAY_LACK): str(value)
            for name, value in given.items()
            if value not in (None, "")
        }
        self._session: Session | None = None
        self._refused = ""
        self._shown = local()  # the token that each thread has shown last

    def get_auth_ref(self, session: Any) -> Any:
        """The cached login, or a new one where there is none, or where a service has refused its token."""
        with _translated():
            ours = self._ours(session)
            held = ours.access
            if self._refused and held.token == self._refused:
                held = ours.renew(self._refused)
            self._refused = ""
        return keystoneauth_access.AccessInfoV3(body=token_body(held), auth_token=held.token)

    def get_token(self, session: Any) -> str | None:
        """The token, noted as this thread's."""
        token: str | None = super().get_token(session)
        self._shown.token = token
        return token

    def invalidate(self) -> bool:
        """A service has answered this thread 401: its next request gets a new token, which another thread may have got.

        False, so that the request is not sent again, where it carried no token.
        """
        refused: str | None = getattr(self._shown, "token", None)
        held = self.auth_ref
        if refused and (held is None or held.auth_token == refused):
            self._refused, self.auth_ref = refused, None
        return bool(refused)

    def get_cache_id_elements(self) -> dict[str, str | None]:
        """What tells one login from another, for caches above this one."""
        return {name: value for name, value in self._given.items() if not BY_NAME[name].secret}

    def _ours(self, session: Any) -> Session:
        """Our session, with keystoneauth's word on certificates."""
        if self._session is None:
            self._session = session_for(_settings(self._given, session))
        return self._session


class Loader(loading.BaseLoader):  # type: ignore[misc, type-arg, unused-ignore]
    """What keystoneauth makes the plugin by, from options, variables (``OS_*``) or clouds.yaml."""

    @property
    def plugin_class(self) -> type[MiniNova]:
        return MiniNova

    def get_options(self) -> list[Any]:
        """The options, none of them required: what is missing may be in the keyring."""
        return [*super().get_options(), *(_option(name) for name in OPTIONS)]


def _option(name: str) -> Any:
    setting = BY_NAME[name]
    older = {
        "username": ["user-name"],
        "project_id": ["tenant-id"],
        "project_name": ["tenant-name"],
    }.get(name, [])
    dest = _MAY_LACK + name if name in ("password", "token") else name
    spelled = (
        name if name.startswith("application_credential") else name.replace("_", "-")
    )  # as keystoneauth has them
    return loading.Opt(
        spelled,
        dest=dest,
        secret=setting.secret,
        help=setting.help,
        deprecated=[loading.Opt(other) for other in older],
    )


def _settings(given: dict[str, str], session: Any) -> Settings:
    tls: dict[str, str] = {}
    if session.verify is False:
        tls["insecure"] = "true"
    elif isinstance(session.verify, str):
        tls["cacert"] = session.verify
    if session.cert:
        pair = session.cert if isinstance(session.cert, (tuple, list)) else (session.cert,)
        tls.update(zip(("cert", "key"), pair, strict=False))
    ours = {name: os.environ[name] for name in _OWN_VARIABLES if name in os.environ}
    return resolve((Arguments({**tls, **given}), Environment(ours)))


def token_body(access: Access) -> dict[str, Any]:
    """An Access as the body of a v3 token, which keystoneauth reads."""
    body: dict[str, Any] = {
        "methods": ["password"],
        "user": _with_domain(access.user),
        "roles": [{"id": name, "name": name} for name in access.roles],
        "catalog": [_service(service) for service in access.catalog.to_v3()],
        "issued_at": tokens.stamp(access.server_time),
    }
    if access.expires is not None:
        body["expires_at"] = tokens.stamp(access.expires)
    if access.project.id:
        body["project"] = _with_domain(access.project)
    elif access.domain.id:
        body["domain"] = {"id": access.domain.id, "name": access.domain.name}
    elif access.system:
        body["system"] = {"all": True}
    return {"token": body}


def _service(service: dict[str, Any]) -> dict[str, Any]:
    return {
        **service,
        "endpoints": [{**at, "region_id": at["region"]} for at in service["endpoints"]],
    }


def _with_domain(named: Reference) -> dict[str, Any]:
    return {
        "id": named.id,
        "name": named.name,
        "domain": {"id": named.domain_id, "name": named.domain_name},
    }


def _said(problem: AuthToolkitError) -> str:
    """An error's sentence and what to try, in one text."""
    return f"{problem.message.rstrip('.')}. {problem.hint}".rstrip()


@contextmanager
def _translated() -> Iterator[None]:
    """Our errors as keystoneauth's, which its callers know."""
    try:
        yield
    except AuthenticationFailed as problem:
        raise exceptions.Unauthorized(_said(problem)) from problem
    except Unavailable as problem:
        raise exceptions.ConnectFailure(_said(problem)) from problem
    except AuthToolkitError as problem:
        raise exceptions.AuthPluginException(_said(problem)) from problem

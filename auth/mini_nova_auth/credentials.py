"""What the settings say of who logs in, how and into what: pure functions from settings to a method and a cache key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mini_nova_auth import discovery
from mini_nova_auth.cache import Key
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.keyring_store import Secret
from mini_nova_auth.methods.flow import Method
from mini_nova_auth.settings import Settings

if TYPE_CHECKING:
    from mini_nova_auth.methods.v3 import Scope

DEFAULT_DOMAIN = "default"  # the id of the domain that Keystone makes at its start
KINDS = ("password", "token", "applicationcredential")


class Identity(NamedTuple):
    """An identity service: the version spoken with it, and its address with that version."""

    version: str
    url: str


def kind_of(settings: Settings) -> str:
    """The kind of login: password, token or applicationcredential. Raises ConfigurationError for an unknown type."""
    asked = settings["auth_type"].lower().replace("_", "").replace("-", "")
    if asked:
        kind = asked.removeprefix("v1").removeprefix("v2").removeprefix("v3") or "password"
        if kind not in KINDS:
            raise ConfigurationError(
                f'{settings.source("auth_type")}: the login type "{settings["auth_type"]}" is not known here',
                hint=f"Known are {', '.join(KINDS)}, and these with v1, v2 or v3 before them.",
            )
        return kind
    if settings["application_credential_id"] or settings["application_credential_name"]:
        return "applicationcredential"
    return "token" if settings["token"] and not settings["password"] else "password"


def wanted_version(settings: Settings) -> str:
    """The identity version that the settings or the URL name: '1', '2', '3', or '' where neither does."""
    if settings["identity_api_version"]:
        return discovery.identity_version(settings["identity_api_version"])
    prefix = settings["auth_type"].lower()[:2]
    if prefix in ("v1", "v2", "v3"):
        return prefix[1]
    if kind_of(settings) == "applicationcredential":
        return "3"
    named = discovery.version_in(settings["auth_url"].rstrip("/"))
    return str(named[0]) if named is not None and named[0] in (1, 2, 3) else ""


def require_complete(settings: Settings) -> None:
    """Raises ConfigurationError, in the classic client's words, where a login cannot even be tried."""
    kind = kind_of(settings)
    if kind == "password" and not (settings["username"] or settings["user_id"]):
        raise ConfigurationError(
            "You must provide a user name/id (via --os-username, --os-user-id, env[OS_USERNAME] or env[OS_USER_ID]) "
            "or an auth token (via --os-token).",
            hint="Or choose a cloud of clouds.yaml with --os-cloud (OS_CLOUD).",
        )
    if not settings["auth_url"]:
        raise ConfigurationError(
            "You must provide an auth url via either --os-auth-url or env[OS_AUTH_URL].",
            hint="Or choose a cloud of clouds.yaml with --os-cloud (OS_CLOUD).",
        )
    if (
        kind == "applicationcredential"
        and not settings["application_credential_id"]
        and not (settings["username"] or settings["user_id"])
    ):
        raise ConfigurationError(
            "an application credential given by its name needs its user",
            hint="Set OS_APPLICATION_CREDENTIAL_ID, or OS_USERNAME with OS_USER_DOMAIN_NAME.",
        )


def secret_of(settings: Settings) -> Secret:
    """Which secret the login needs, and whose it is."""
    kind = kind_of(settings)
    user = settings["username"] or settings["user_id"]
    account = f"{user}@{next(filter(None, _domain(settings, 'user').values()), '')}"
    cloud = settings["auth_url"].rstrip("/")
    if kind == "applicationcredential":
        which = settings["application_credential_id"] or f"{settings['application_credential_name']} of {account}"
        return Secret("application_credential_secret", f"Secret of application credential {which}", cloud, which)
    if kind == "token":
        return Secret("token", "Token", cloud, "token")
    return Secret("password", f"Password for {user}", cloud, account)


def method_for(settings: Settings, identity: Identity, *, secret: str = "", token: str = "") -> Method:
    """The login method for an identity service; with ``token``, one that exchanges it in place of using the secret."""
    kind = "token" if token else kind_of(settings)
    if identity.version == "1":
        from mini_nova_auth.methods.v1 import V1Password

        if kind != "password":
            raise ConfigurationError(
                "identity v1 logs in by user and key only", hint="Set OS_USERNAME and OS_PASSWORD."
            )
        return V1Password(
            identity.url, settings["username"] or settings["user_id"], secret,
            settings["project_id"] or settings["project_name"],
        )  # fmt: skip
    by_version = _v2_method if identity.version == "2" else _v3_method
    return by_version(settings, identity.url, kind, token or secret)


def _v2_method(settings: Settings, url: str, kind: str, secret: str) -> Method:
    from mini_nova_auth.methods.v2 import V2Password, V2Token

    tenant = {"tenant_id": settings["project_id"], "tenant_name": settings["project_name"]}
    if kind == "applicationcredential":
        raise ConfigurationError(
            "identity v2.0 knows no application credentials", hint="Set OS_IDENTITY_API_VERSION=3."
        )
    if kind == "token":
        return V2Token(url, secret, **tenant)
    return V2Password(url, secret, username=settings["username"], user_id=settings["user_id"], **tenant)


def _v3_method(settings: Settings, url: str, kind: str, secret: str) -> Method:
    from mini_nova_auth.methods.v3 import V3ApplicationCredential, V3Password, V3Token

    user = {"user_id": settings["user_id"], "username": settings["username"], **_domain(settings, "user")}
    if kind == "applicationcredential":
        return V3ApplicationCredential(
            url, secret, id=settings["application_credential_id"], name=settings["application_credential_name"], **user
        )
    scope = _scope(settings)
    return V3Token(url, secret, scope) if kind == "token" else V3Password(url, secret, **user, scope=scope)


def _scope(settings: Settings) -> Scope:
    from mini_nova_auth.methods.v3 import Scope

    names = ("project_id", "project_name", "domain_id", "domain_name", "trust_id")
    return Scope(
        **{name: settings[name] for name in names},
        **_domain(settings, "project"),
        system=settings["system_scope"].lower() == "all" or settings.is_on("system_scope"),
    )


def _domain(settings: Settings, of: str) -> dict[str, str]:
    """The domain of the user or the project: its own, else the default domain asked for, else Keystone's first."""
    identity, name = settings[f"{of}_domain_id"], settings[f"{of}_domain_name"]
    if not identity and not name:
        identity, name = settings["default_domain_id"], settings["default_domain_name"]
    if not identity and not name:
        identity = DEFAULT_DOMAIN
    return {f"{of}_domain_id": identity, f"{of}_domain_name": "" if identity else name}


def cache_key(settings: Settings) -> Key:
    """Whose login and for what, as the cache tells them apart. Never holds a password."""
    kind = kind_of(settings)
    who = ["application_credential_id", "application_credential_name"] if kind == "applicationcredential" else []
    if kind == "token":
        who += ["token"]
    who += ["username", "user_id"]
    identity = (settings["auth_url"].rstrip("/"), wanted_version(settings), kind, *(settings[name] for name in who))
    scope = ("project_id", "project_name", "domain_id", "domain_name", "system_scope", "trust_id")
    return Key(
        (*identity, *_domain(settings, "user").values()),
        (*(settings[name] for name in scope), *_domain(settings, "project").values()),
    )

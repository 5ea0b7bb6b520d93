"""What the settings say of who logs in, how and into what: pure functions from settings to a method and a cache key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from mini_nova_auth import redact
from mini_nova_auth.access import discovery
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.cache import Key
from mini_nova_auth.login.summary import Asked
from mini_nova_auth.methods import registry
from mini_nova_auth.methods.method import Method
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.urls import version_in

if TYPE_CHECKING:
    from mini_nova_auth.secrets.secret import Secret, SecretName

_DOMAINS = ("id", "name")
_LABELS = {"token": "Token", "passcode": "Code of the moment", "access_token": "Access token"}
_BY_USER = ("password", "apikey", "totp", "multifactor", "httpbasic", "oidcpassword")


class Identity(NamedTuple):
    """An identity service: the version spoken with it ('' for none), and its address with that version."""

    version: str
    url: str


def kind_of(settings: Settings) -> str:
    """The kind of login, as the registry of methods names it. Raises ConfigurationError for an unknown type."""
    asked = settings["auth_type"].lower().replace("_", "").replace("-", "")
    if asked and asked not in registry.CHOSEN_BY_SETTINGS:
        kind = asked[2:] if asked[:2] in ("v1", "v2", "v3") else asked
        kind = registry.OTHER_NAMES.get(kind, kind) or "password"
        if kind not in registry.NAMES:
            raise ConfigurationError(
                f'{settings.source("auth_type")}: the login type "{settings["auth_type"]}" is not known here',
                hint=f"Known are {', '.join(registry.NAMES)}, and these with v1, v2 or v3 before them.",
            )
        return kind
    if settings["application_credential_id"] or settings["application_credential_name"]:
        return "applicationcredential"
    if settings["identity_provider"] and (settings["client_id"] or settings["access_token"]):
        return _federated(settings)
    if settings["token"] and not settings["password"]:
        return "admintoken" if settings["endpoint"] and not settings["auth_url"] else "token"
    if settings["api_key"]:
        return "apikey"
    return "password"


def _federated(settings: Settings) -> str:
    """The kind of login by an identity provider, where none is asked for: by what there is to show."""
    if settings["access_token"]:
        return "oidcaccesstoken"
    if settings["username"]:
        return "oidcpassword"
    return "oidcclientcredentials" if settings["client_secret"] else "oidcdeviceauthz"


def asks_identity(settings: Settings) -> bool:
    """Whether logging in asks an identity service at all."""
    return registry.versions(kind_of(settings)) != ("",)


def wanted_version(settings: Settings) -> str:
    """The identity version that the settings or the URL name: '1', '2', '3', or '' where neither does."""
    spoken = registry.versions(kind_of(settings))
    if len(spoken) == 1:
        return spoken[0]
    prefix = settings["auth_type"].lower()[:2]
    if prefix in ("v1", "v2", "v3"):
        return prefix[1]
    if settings["identity_api_version"]:
        return discovery.identity_version(settings["identity_api_version"])
    named = version_in(settings["auth_url"].rstrip("/"))
    return str(named[0]) if named is not None and named[0] in (1, 2, 3) else ""


def require_complete(settings: Settings) -> None:
    """Raises ConfigurationError, in the classic client's words, where a login cannot even be tried."""
    kind = kind_of(settings)
    who = settings["username"] or settings["user_id"]
    if kind in _BY_USER and not who:
        raise ConfigurationError(
            "You must provide a user name/id (via --os-username, --os-user-id, env[OS_USERNAME] or env[OS_USER_ID]) "
            "or an auth token (via --os-token).",
            hint="Or choose a cloud of clouds.yaml with --os-cloud (OS_CLOUD).",
        )
    if not asks_identity(settings):
        if not (settings["endpoint"] or settings["endpoint_override"]):
            raise ConfigurationError(
                f'a login of type "{kind}" asks no identity service, and there is no address to use in its place',
                hint="Give the service's address with --os-endpoint (OS_ENDPOINT).",
            )
        return
    if not settings["auth_url"]:
        raise ConfigurationError(
            "You must provide an auth url via either --os-auth-url or env[OS_AUTH_URL].",
            hint="Or choose a cloud of clouds.yaml with --os-cloud (OS_CLOUD).",
        )
    lacking = next((name for name in registry.needs(kind) if not settings[name]), "")
    if lacking:
        raise ConfigurationError(
            f'a login of type "{kind}" needs {lacking}',
            hint=f"Set OS_{lacking.upper()}, or put it into the cloud's auth section in clouds.yaml.",
        )
    if kind == "applicationcredential" and not settings["application_credential_id"] and not who:
        raise ConfigurationError(
            "an application credential given by its name needs its user",
            hint="Set OS_APPLICATION_CREDENTIAL_ID, or OS_USERNAME with OS_USER_DOMAIN_NAME.",
        )


def secret_names(settings: Settings) -> tuple[str, ...]:
    """The settings of the secrets that the login needs."""
    kind = kind_of(settings)
    if kind == "multifactor":
        from mini_nova_auth.methods.v3_multifactor import SECRETS, method_names

        return tuple(SECRETS[name] for name in method_names(settings))
    return next(one.secrets for one in registry.METHODS if one.name == kind)


def secret_of(settings: Settings) -> SecretName:
    """The first secret that the login needs, and whose it is: what ``login`` keeps.

    Raises ConfigurationError for a login that needs none.
    """
    names = secret_names(settings)
    if not names:
        raise ConfigurationError(f'a login of type "{kind_of(settings)}" needs no secret')
    return secret_named(settings, names[0])


def secret_named(settings: Settings, name: str) -> SecretName:
    """The secret of that setting, and whose it is."""
    from mini_nova_auth.secrets.secret import SecretName  # a cached login needs none

    user = settings["username"] or settings["user_id"]
    account = f"{user}@{next(filter(None, _domain(settings, 'user')), 'default')}"
    cloud = redact.url(settings["auth_url"] or settings["endpoint"]).rstrip(
        "/"
    )  # keyrings show it to anybody
    if name == "application_credential_secret":
        which = (
            settings["application_credential_id"]
            or f"{settings['application_credential_name']} of {account}"
        )
        return SecretName(name, f"Secret of application credential {which}", cloud, which)
    if name == "client_secret":
        return SecretName(
            name,
            f"Secret of client {settings['client_id']}",
            cloud,
            f"client {settings['client_id']}",
        )
    if name in _LABELS:
        return SecretName(name, _LABELS[name], cloud, name)
    return SecretName(
        name, f"{'API key' if name == 'api_key' else 'Password'} for {user}", cloud, account
    )


def method_for(
    settings: Settings,
    identity: Identity,
    *,
    secrets: Mapping[str, str] | None = None,
    token: str = "",
) -> Method:
    """The login method for an identity service; with ``token``, one that exchanges it in place of using the secrets.

    Raises ConfigurationError where the identity version has no such way to log in.
    """
    kind = "token" if token else kind_of(settings)
    found = registry.registered(kind, identity.version)
    if found is None:
        knows = " or ".join(f"v{version}" for version in registry.versions(kind))
        raise ConfigurationError(
            f'identity v{identity.version} knows no login of type "{kind}"; it is one of {knows}',
            hint=f"Set OS_IDENTITY_API_VERSION={registry.versions(kind)[-1]}, or log in by user and password.",
        )
    return found.method(settings, identity.url, {"token": token} if token else secrets or {})


def method_by(settings: Settings, identity: Identity, secrets: Mapping[str, Secret]) -> Method:
    """The login method for these secrets; an application credential may stand in the password's place."""
    credential = secrets.get("password")
    if credential is None or isinstance(credential, str):
        texts = {name: secret for name, secret in secrets.items() if isinstance(secret, str)}
        return method_for(settings, identity, secrets=texts)
    from mini_nova_auth.methods.v3_application_credential import V3ApplicationCredential

    return V3ApplicationCredential(identity.url, credential.secret, id=credential.id)


def _domain(settings: Settings, of: str) -> tuple[str, ...]:
    """The ids and names of the domains that may be the user's or the project's, as the settings give them."""
    return tuple(
        settings[f"{place}_{part}"]
        for place in (f"{of}_domain", "default_domain")
        for part in _DOMAINS
    )


def asked_by(settings: Settings) -> Asked:
    """What the login is asked for by, as a prompt will ask for it again. Holds no secret."""
    names = (
        "username",
        "user_id",
        "application_credential_id",
        "application_credential_name",
        "client_id",
    )
    return Asked(
        settings["cloud"],
        redact.url(settings["auth_url"]),
        next((settings[name] for name in names if settings[name]), ""),
        settings["project_name"] or settings["project_id"],
    )


def cache_key(settings: Settings) -> Key:
    """Whose login and for what, as the cache tells them apart. Never holds a password."""
    kind = kind_of(settings)
    who = (
        ["application_credential_id", "application_credential_name"]
        if kind == "applicationcredential"
        else []
    )
    who += [
        name for name in secret_names(settings) if name in ("token", "access_token")
    ]  # whose holder is not known
    who += [*registry.needs(kind), "username", "user_id"]
    identity = (
        settings["auth_url"].rstrip("/"),
        wanted_version(settings),
        kind,
        *(settings[name] for name in who),
    )
    scope = (
        "project_id",
        "project_name",
        "domain_id",
        "domain_name",
        "system_scope",
        "trust_id",
        "unscoped",
    )
    domains = (*_domain(settings, "user"), settings["domain_id"], settings["domain_name"])
    return Key(
        (
            *identity,
            *(() if registry.needs(kind) else domains),
        ),  # a provider's users are in no domain of the settings
        (*(settings[name] for name in scope), *_domain(settings, "project")),
    )

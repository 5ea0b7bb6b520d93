"""Under which key the cache stores a login: the identity that logs in, and the scope of its token."""

from __future__ import annotations

from mini_nova_auth.login.cache import Key
from mini_nova_auth.methods import registry
from mini_nova_auth.settings.resolve import Settings

_SCOPE_SETTINGS = (
    "project_id",
    "project_name",
    "domain_id",
    "domain_name",
    "system_scope",
    "trust_id",
    "unscoped",
)
_CREDENTIAL_SETTINGS = ("application_credential_id", "application_credential_name")
_TOKEN_SETTINGS = ("token", "access_token")  # nobody knows whose these are: they are the identity


def cache_key(settings: Settings, kind: str, version: str, secret_settings: tuple[str, ...]) -> Key:
    """Return the key of a login of this kind and identity version. It never holds a password.

    ``secret_settings`` are the settings of its secrets.
    """
    names = _identity_settings(kind, secret_settings)
    identity = [
        settings["auth_url"].rstrip("/"),
        version,
        kind,
        *(settings[name] for name in names),
    ]
    if not registry.needs(kind):  # a provider's users are in no domain of the settings
        identity += domain_values(settings, "user")
        identity += [settings["domain_id"], settings["domain_name"]]
    scope = [settings[name] for name in _SCOPE_SETTINGS]
    scope += domain_values(settings, "project")
    return Key(tuple(identity), tuple(scope))


def domain_values(settings: Settings, owner: str) -> list[str]:
    """Return the ids and names of all domains that may be the ``user``'s or the ``project``'s."""
    names = (
        f"{owner}_domain_id",
        f"{owner}_domain_name",
        "default_domain_id",
        "default_domain_name",
    )
    return [settings[name] for name in names]


def _identity_settings(kind: str, secret_settings: tuple[str, ...]) -> list[str]:
    """Name the settings that tell one identity from another."""
    names = list(_CREDENTIAL_SETTINGS) if kind == "applicationcredential" else []
    names += [name for name in secret_settings if name in _TOKEN_SETTINGS]
    names += registry.needs(kind)
    return [*names, "username", "user_id"]

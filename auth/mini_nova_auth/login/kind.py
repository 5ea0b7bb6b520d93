"""Which kind of login the settings ask for, and which identity version."""

from __future__ import annotations

from mini_nova_auth.access import discovery
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.methods import registry
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.urls import version_in

_VERSION_PREFIXES = ("v1", "v2", "v3")


def login_kind(settings: Settings) -> str:
    """Return the kind of login by its name in the registry of methods.

    It is the ``auth_type`` of the settings, or follows from what they hold. Raises
    ConfigurationError if the type is unknown.
    """
    auth_type = settings["auth_type"].lower()
    auth_type = auth_type.replace("_", "").replace("-", "")
    if auth_type and auth_type not in registry.CHOSEN_BY_SETTINGS:
        return _named_kind(settings, auth_type)
    if settings["application_credential_id"] or settings["application_credential_name"]:
        return "applicationcredential"
    has_proof = settings["client_id"] or settings["access_token"]
    if settings["identity_provider"] and has_proof:
        return _federated_kind(settings)
    if settings["token"] and not settings["password"]:
        has_identity = settings["auth_url"] or not settings["endpoint"]
        return "token" if has_identity else "admintoken"
    if settings["api_key"]:
        return "apikey"
    return "password"


def identity_version(settings: Settings, kind: str) -> str:
    """Return the identity version that the settings or the URL name: '1', '2', '3', or ''.

    Raises ConfigurationError if the version is unknown.
    """
    versions = registry.versions(kind)
    if len(versions) == 1:
        return versions[0]
    prefix = settings["auth_type"].lower()[:2]
    if prefix in _VERSION_PREFIXES:
        return prefix[1]
    if settings["identity_api_version"]:
        return discovery.identity_version(settings["identity_api_version"])
    version = version_in(settings["auth_url"].rstrip("/"))
    if version is None:
        return ""
    major, _ = version
    return str(major) if major in (1, 2, 3) else ""


def _named_kind(settings: Settings, auth_type: str) -> str:
    """Return the kind of an ``auth_type``, which may begin with a version."""
    kind = auth_type
    if auth_type[:2] in _VERSION_PREFIXES:
        kind = auth_type[2:] or "password"
    kind = registry.OTHER_NAMES.get(kind, kind)
    if kind not in registry.NAMES:
        source = settings.source("auth_type")
        names = ", ".join(registry.NAMES)
        raise ConfigurationError(
            f'{source}: unknown login type "{settings["auth_type"]}"',
            hint=f"Known types: {names}; v1, v2 or v3 may precede them.",
        )
    return kind


def _federated_kind(settings: Settings) -> str:
    """Return the kind of login to an identity provider, by what the settings hold for it."""
    if settings["access_token"]:
        return "oidcaccesstoken"
    if settings["username"]:
        return "oidcpassword"
    return "oidcclientcredentials" if settings["client_secret"] else "oidcdeviceauthz"

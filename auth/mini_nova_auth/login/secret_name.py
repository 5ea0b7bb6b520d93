"""Which keyring entry holds a login's secret, and what a prompt calls it."""

from __future__ import annotations

from mini_nova_auth import redact
from mini_nova_auth.login.cache_key import domain_values
from mini_nova_auth.secrets.secret import SecretName
from mini_nova_auth.settings.resolve import Settings

_LABELS = {"token": "Token", "passcode": "Code of the moment", "access_token": "Access token"}


def secret_name(settings: Settings, setting: str) -> SecretName:
    """Name the secret of a setting, its cloud and its account."""
    # Keyrings show the cloud to everybody: it must hold no password.
    cloud = redact.url(settings["auth_url"] or settings["endpoint"]).rstrip("/")
    if setting in _LABELS:
        return SecretName(setting, _LABELS[setting], cloud, account=setting)
    if setting == "client_secret":
        account = f"client {settings['client_id']}"
        return SecretName(setting, f"Secret of {account}", cloud, account)
    if setting == "application_credential_secret":
        account = _credential_account(settings)
        return SecretName(setting, f"Secret of application credential {account}", cloud, account)
    user = settings["username"] or settings["user_id"]
    word = "API key" if setting == "api_key" else "Password"
    return SecretName(setting, f"{word} for {user}", cloud, _user_account(settings))


def _credential_account(settings: Settings) -> str:
    if settings["application_credential_id"]:
        return settings["application_credential_id"]
    return f"{settings['application_credential_name']} of {_user_account(settings)}"


def _user_account(settings: Settings) -> str:
    user = settings["username"] or settings["user_id"]
    domain = next(filter(None, domain_values(settings, "user")), "default")
    return f"{user}@{domain}"

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
    url = settings["auth_url"] or settings["endpoint"]
    cloud = redact.url(url).rstrip("/")
    label, account = _label_and_account(settings, setting)
    return SecretName(setting, label, cloud, account)


def _label_and_account(settings: Settings, setting: str) -> tuple[str, str]:
    if setting in _LABELS:
        return _LABELS[setting], setting
    if setting == "client_secret":
        account = f"client {settings['client_id']}"
        return f"Secret of {account}", account
    if setting == "application_credential_secret":
        account = _credential_account(settings)
        return f"Secret of application credential {account}", account
    user = settings["username"] or settings["user_id"]
    word = "API key" if setting == "api_key" else "Password"
    return f"{word} for {user}", _user_account(settings)


def _credential_account(settings: Settings) -> str:
    identity = settings["application_credential_id"]
    if identity:
        return identity
    name = settings["application_credential_name"]
    return f"{name} of {_user_account(settings)}"


def _user_account(settings: Settings) -> str:
    user = settings["username"] or settings["user_id"]
    domains = filter(None, domain_values(settings, "user"))
    domain = next(domains, "default")
    return f"{user}@{domain}"

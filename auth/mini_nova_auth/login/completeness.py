"""Check that the settings hold all that a login needs, before anything is sent."""

from __future__ import annotations

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.methods import registry
from mini_nova_auth.settings.resolve import Settings

_KINDS_WITH_USER = ("password", "apikey", "totp", "multifactor", "httpbasic", "oidcpassword")
_CLOUD_HINT = "Or choose a cloud of clouds.yaml with --os-cloud (OS_CLOUD)."


def require_complete(settings: Settings, kind: str) -> None:
    """Raise ConfigurationError, in the classic client's words, if a login cannot even be tried."""
    user = settings["username"] or settings["user_id"]
    if kind in _KINDS_WITH_USER and not user:
        raise ConfigurationError(
            "You must provide a user name/id (via --os-username, --os-user-id, "
            "env[OS_USERNAME] or env[OS_USER_ID]) or an auth token (via --os-token).",
            hint=_cloud_hint(settings),
        )
    if not registry.asks_identity(kind):
        _require_endpoint(settings, kind)
        return
    if not settings["auth_url"]:
        raise ConfigurationError(
            "You must provide an auth url via either --os-auth-url or env[OS_AUTH_URL].",
            hint=_cloud_hint(settings),
        )
    for name in registry.needs(kind):
        if not settings[name]:
            raise ConfigurationError(
                f'a login of type "{kind}" needs {name}',
                hint=f"Set OS_{name.upper()}, or put it into the cloud's auth section in "
                "clouds.yaml.",
            )
    if kind == "applicationcredential" and not settings["application_credential_id"] and not user:
        raise ConfigurationError(
            "an application credential given by its name needs its user",
            hint="Set OS_APPLICATION_CREDENTIAL_ID, or OS_USERNAME with OS_USER_DOMAIN_NAME.",
        )


def _cloud_hint(settings: Settings) -> str:
    advice = settings.advice()
    return f"{_CLOUD_HINT} {advice}".rstrip()


def _require_endpoint(settings: Settings, kind: str) -> None:
    """Raise ConfigurationError if a login without an identity service has no address."""
    if not settings["endpoint"] and not settings["endpoint_override"]:
        raise ConfigurationError(
            f'a login of type "{kind}" uses no identity service, so it needs a service\'s address',
            hint="Set it with --os-endpoint (OS_ENDPOINT).",
        )

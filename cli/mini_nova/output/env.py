"""A login as the variables that other clients read: keystoneauth's for v2.0 and v3, Swift's for v1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mini_nova_auth.access.access import Access
from mini_nova_auth.connection import tls_of
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import SETTINGS
from mini_nova_auth.settings.resolve import Settings

_KEPT = ("region_name", "interface", "compute_api_version")
_LOGINS = {name for setting in SETTINGS for name in setting.environment} | {
    "OS_AUTH_TOKEN",
    "OS_STORAGE_URL",
}


def variables(access: Access, settings: Settings) -> dict[str, str]:
    """The variables by which another client uses the token as it is.

    Raises ConfigurationError for a login that has no token, and is more than an address.
    """
    if access.authorization:
        raise ConfigurationError(
            "this login has no token to hand on: each request shows the user and the password",
            hint="Give the other client OS_AUTH_TYPE=http_basic, OS_ENDPOINT, OS_USERNAME and OS_PASSWORD.",
        )
    kept = {
        **{f"OS_{name.upper()}": settings[name] for name in _KEPT if settings[name]},
        **_tls(settings),
    }
    if not access.version:
        given = {
            "OS_AUTH_TYPE": "admin_token" if access.token else "none",
            "OS_ENDPOINT": access.endpoint,
        }
        return {**given, **({"OS_TOKEN": access.token} if access.token else {}), **kept}
    if access.version == "1":
        storage = next(
            (at.url for one in access.catalog.of_type("object-store") for at in one.endpoints), ""
        )
        return {
            "OS_AUTH_TOKEN": access.token,
            **({"OS_STORAGE_URL": storage} if storage else {}),
            **kept,
        }
    held = {
        "OS_AUTH_TYPE": f"v{access.version}token",
        "OS_AUTH_URL": access.auth_url,
        "OS_IDENTITY_API_VERSION": access.version,
        "OS_TOKEN": access.token,
    }
    if access.project.id:
        held["OS_PROJECT_ID" if access.version == "3" else "OS_TENANT_ID"] = access.project.id
    elif access.domain.id:
        held["OS_DOMAIN_ID"] = access.domain.id
    elif access.system:
        held["OS_SYSTEM_SCOPE"] = "all"
    return {**held, **kept}


def environment(access: Access, settings: Settings, outer: Mapping[str, str]) -> dict[str, str]:
    """The outer environment with this login in place of whatever login it had."""
    return {
        **{name: value for name, value in outer.items() if name not in _LOGINS},
        **variables(access, settings),
    }


def others(given: Iterable[str]) -> tuple[str, ...]:
    """The variables of logins that are none of those given, and would get in their way."""
    return tuple(sorted(_LOGINS - set(given)))


def _tls(settings: Settings) -> dict[str, str]:
    """How servers are checked, and what is shown to them."""
    tls = tls_of(settings)
    files = {"OS_CACERT": tls.cacert, "OS_CERT": tls.cert, "OS_KEY": tls.key}
    return {
        **{name: path for name, path in files.items() if path},
        **({} if tls.verify else {"OS_INSECURE": "true"}),
    }

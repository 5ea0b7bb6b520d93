"""A login as the variables that other clients read: keystoneauth's for v2.0 and v3, Swift's for
v1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mini_nova_auth.access.access import Access
from mini_nova_auth.connection import tls_of
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import SETTINGS
from mini_nova_auth.settings.resolve import Settings

_CARRIED_OVER = ("region_name", "interface", "compute_api_version")
# Other clients' own: Swift's v1, the admin token of old Keystones, and EC2's API.
_OTHER_LOGIN_VARIABLES = {
    "EC2_ACCESS_KEY",
    "EC2_SECRET_KEY",
    "OS_AUTH_TOKEN",
    "OS_SERVICE_ENDPOINT",
    "OS_SERVICE_TOKEN",
    "OS_STORAGE_URL",
    "ST_AUTH",
    "ST_AUTH_VERSION",
    "ST_KEY",
    "ST_USER",
}
_LOGIN_VARIABLES = {name for setting in SETTINGS for name in setting.environment}
_LOGIN_VARIABLES |= _OTHER_LOGIN_VARIABLES


def variables(access: Access, settings: Settings) -> dict[str, str]:
    """Return the variables with which another client uses the token.

    Raises ConfigurationError if the login has none, and is more than an address.
    """
    if access.authorization:
        raise ConfigurationError(
            "this login has no token to hand on: each request shows the user and the password",
            hint="Give the other client OS_AUTH_TYPE=http_basic, OS_ENDPOINT, OS_USERNAME and "
            "OS_PASSWORD.",
        )
    if not access.version:
        login = _address(access)
    elif access.version == "1":
        login = _swift_login(access)
    else:
        login = _keystone_login(access)
    return {**login, **_carried_over(settings), **_tls(settings)}


def environment(access: Access, settings: Settings, outer: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with this login in place of any login that it had."""
    rest = {name: value for name, value in outer.items() if name not in _LOGIN_VARIABLES}
    login = variables(access, settings)
    return {**rest, **login}


def conflicting_variables(names: Iterable[str]) -> tuple[str, ...]:
    """Return the variables of other logins that would get in the way of those named."""
    conflicts = _LOGIN_VARIABLES - set(names)
    return tuple(sorted(conflicts))


def _address(access: Access) -> dict[str, str]:
    """Return a login that is an address, and perhaps a token; there is no catalog."""
    if not access.token:
        return {"OS_AUTH_TYPE": "none", "OS_ENDPOINT": access.endpoint}
    return {
        "OS_AUTH_TYPE": "admin_token",
        "OS_ENDPOINT": access.endpoint,
        "OS_TOKEN": access.token,
    }


def _swift_login(access: Access) -> dict[str, str]:
    """Return a login of the v1 protocol, in the variables of the swift client."""
    login = {"OS_AUTH_TOKEN": access.token}
    for service in access.catalog.of_type("object-store"):
        for endpoint in service.endpoints:
            login.setdefault("OS_STORAGE_URL", endpoint.url)
    return login


def _keystone_login(access: Access) -> dict[str, str]:
    """Return a login by token, with the scope of the token."""
    return {
        "OS_AUTH_TYPE": f"v{access.version}token",
        "OS_AUTH_URL": access.auth_url,
        "OS_IDENTITY_API_VERSION": access.version,
        "OS_TOKEN": access.token,
        **_scope(access),
    }


def _scope(access: Access) -> dict[str, str]:
    if access.project.id:
        name = "OS_PROJECT_ID" if access.version == "3" else "OS_TENANT_ID"
        return {name: access.project.id}
    if access.domain.id:
        return {"OS_DOMAIN_ID": access.domain.id}
    if access.system:
        return {"OS_SYSTEM_SCOPE": "all"}
    return {}


def _carried_over(settings: Settings) -> dict[str, str]:
    variables = {}
    for name in _CARRIED_OVER:
        value = settings[name]
        if value:
            variables[f"OS_{name.upper()}"] = value
    return variables


def _tls(settings: Settings) -> dict[str, str]:
    """Return how servers are verified, and what is shown to them."""
    tls = tls_of(settings)
    files = {"OS_CACERT": tls.cacert, "OS_CERT": tls.cert, "OS_KEY": tls.key}
    variables = {name: path for name, path in files.items() if path}
    if not tls.verify:
        variables["OS_INSECURE"] = "true"
    return variables

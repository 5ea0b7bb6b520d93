"""All login methods, one line each: name, identity version, module, and what it needs.

The names are those of keystoneauth's plugins without their version; the version '' stands for a
login without an identity service. Each module has ``from_settings(settings, url, secrets)``, which
returns its Method.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mini_nova_auth.methods.method import Method
    from mini_nova_auth.settings.resolve import Settings


class Registered(NamedTuple):
    """A login method. ``secrets`` and ``needs`` are the settings without which it cannot start.

    Secrets may come from elsewhere than the settings: the keyring, or the user.
    """

    name: str
    version: str
    module: str
    secrets: tuple[str, ...]
    needs: tuple[str, ...] = ()

    def method(self, settings: Settings, url: str, secrets: Mapping[str, str]) -> Method:
        """Return the method for the settings, at the address of the identity service.

        Without an identity service, ``url`` is the address of the only service.
        """
        module = import_module(f"mini_nova_auth.methods.{self.module}")
        method: Method = module.from_settings(settings, url, secrets)
        return method


_FEDERATED = ("identity_provider", "protocol")
_CLIENT = (*_FEDERATED, "client_id")
_CREDENTIAL = ("application_credential_secret",)
# fmt: off
METHODS = (
    Registered("password", "1", "v1_password", ("password",)),
    Registered("password", "2", "v2_password", ("password",)),
    Registered("password", "3", "v3_password", ("password",)),
    Registered("token", "2", "v2_token", ("token",)),
    Registered("token", "3", "v3_token", ("token",)),
    Registered("apikey", "2", "v2_api_key", ("api_key",)),
    Registered("applicationcredential", "3", "v3_application_credential", _CREDENTIAL),
    Registered("totp", "3", "v3_totp", ("passcode",)),
    Registered("multifactor", "3", "v3_multifactor", ()),  # auth_methods names its secrets
    Registered("oidcclientcredentials", "3", "v3_oidc_client_credentials", ("client_secret",), _CLIENT),
    Registered("oidcdeviceauthz", "3", "v3_oidc_device", (), _CLIENT),
    Registered("oidcpassword", "3", "v3_oidc_password", ("password",), _CLIENT),
    Registered("oidcaccesstoken", "3", "v3_oidc_access_token", ("access_token",), _FEDERATED),
    Registered("admintoken", "", "fixed_endpoint", ("token",)),
    Registered("httpbasic", "", "fixed_endpoint", ("password",)),
    Registered("none", "", "fixed_endpoint", ()),
)
# fmt: on
CHOSEN_BY_SETTINGS = ("mininova",)  # our keystoneauth plugin: the other settings choose the method
OTHER_NAMES = {"rackspaceapikey": "apikey", "tokenendpoint": "admintoken", "noauth": "none"}
NAMES = tuple(dict.fromkeys(registered.name for registered in METHODS))


def find(name: str, version: str) -> Registered | None:
    """Return the method of a name for an identity version, None if that version has none."""
    for registered in METHODS:
        has_version = registered.version in (version, "")
        if registered.name == name and has_version:
            return registered
    return None


def needs(name: str) -> tuple[str, ...]:
    """Name the settings, none of them secret, that a method needs."""
    return _first(name).needs


def secrets(name: str) -> tuple[str, ...]:
    """Name the settings of the secrets that a method needs."""
    return _first(name).secrets


def versions(name: str) -> tuple[str, ...]:
    """Return the identity versions that have a method of this name; ('',) if it needs no service."""
    return tuple(registered.version for registered in _all(name))


def _all(name: str) -> list[Registered]:
    return [registered for registered in METHODS if registered.name == name]


def asks_identity(name: str) -> bool:
    """Whether a method uses an identity service."""
    return _first(name).version != ""


def _first(name: str) -> Registered:
    return _all(name)[0]

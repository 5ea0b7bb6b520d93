"""Every way to log in, a line each: its name, the identity version it speaks, its module, and what it needs.

Names are those of keystoneauth's plugins without their version; '' as a version means that no identity service is asked.
A module has ``from_settings(settings, url, secrets)``, which returns the Method.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mini_nova_auth.methods.method import Method
    from mini_nova_auth.settings.resolve import Settings


class Registered(NamedTuple):
    """A way to log in. ``secrets`` and ``needs`` are the settings that have to be known before it can start; a secret
    may come from the keyring or the user, too."""

    name: str
    version: str
    module: str
    secrets: tuple[str, ...]
    needs: tuple[str, ...] = ()

    def method(self, settings: Settings, url: str, secrets: Mapping[str, str]) -> Method:
        """The login method for the settings at an identity service's (or the only service's) address."""
        module = import_module(f"mini_nova_auth.methods.{self.module}")
        made: Method = module.from_settings(settings, url, secrets)
        return made


_FEDERATED = ("identity_provider", "protocol")
_CLIENT = (*_FEDERATED, "client_id")
METHODS = (
    Registered("password", "1", "v1_password", ("password",)),
    Registered("password", "2", "v2_password", ("password",)),
    Registered("password", "3", "v3_password", ("password",)),
    Registered("token", "2", "v2_token", ("token",)),
    Registered("token", "3", "v3_token", ("token",)),
    Registered("apikey", "2", "v2_api_key", ("api_key",)),
    Registered(
        "applicationcredential",
        "3",
        "v3_application_credential",
        ("application_credential_secret",),
    ),
    Registered("totp", "3", "v3_totp", ("passcode",)),
    Registered("multifactor", "3", "v3_multifactor", ()),  # as auth_methods says
    Registered(
        "oidcclientcredentials", "3", "v3_oidc_client_credentials", ("client_secret",), _CLIENT
    ),
    Registered("oidcdeviceauthz", "3", "v3_oidc_device", (), _CLIENT),
    Registered("oidcpassword", "3", "v3_oidc_password", ("password",), _CLIENT),
    Registered("oidcaccesstoken", "3", "v3_oidc_access_token", ("access_token",), _FEDERATED),
    Registered("admintoken", "", "fixed_endpoint", ("token",)),
    Registered("httpbasic", "", "fixed_endpoint", ("password",)),
    Registered("none", "", "fixed_endpoint", ()),
)
CHOSEN_BY_SETTINGS = (
    "mininova",
)  # what our plugin for keystoneauth is called: the settings say which way it is
OTHER_NAMES = {"rackspaceapikey": "apikey", "tokenendpoint": "admintoken", "noauth": "none"}
NAMES = tuple(dict.fromkeys(registered.name for registered in METHODS))


def registered(name: str, version: str) -> Registered | None:
    """The way of that name for an identity version; None where that version has none."""
    return next((one for one in METHODS if one.name == name and one.version in (version, "")), None)


def needs(name: str) -> tuple[str, ...]:
    """The settings, none of them secret, that have to be given for a way of that name."""
    return next((one.needs for one in METHODS if one.name == name), ())


def versions(name: str) -> tuple[str, ...]:
    """The identity versions that have a way of that name; ('',) for one that asks no identity service."""
    return tuple(one.version for one in METHODS if one.name == name)

"""Log in to OpenStack (Keystone v1, v2.0 and v3), cache the token, and call services with it.

From a script, without the command line::

    import os
    from mini_nova_auth import Cache, Environment, connect, default_directory, resolve

    settings = resolve((Environment(os.environ),))
    cache = Cache(default_directory(os.environ))
    session = connect(settings, user_agent="my-script/1.0", cache=cache)
    print(session.read(session.endpoint("compute"), "/servers"))

The names below are the public ones. Each is loaded when it is first used, so that importing the
package alone loads neither requests nor yaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mini_nova_auth.access.access import Access as Access
    from mini_nova_auth.access.catalog import Catalog as Catalog
    from mini_nova_auth.access.catalog import Endpoint as Endpoint
    from mini_nova_auth.access.catalog import Service as Service
    from mini_nova_auth.access.choice import Choice as Choice
    from mini_nova_auth.access.choice import choose as choose
    from mini_nova_auth.adapters.requests_auth import KeystoneAuth as KeystoneAuth
    from mini_nova_auth.connection import connect as connect
    from mini_nova_auth.diagnosis import catalog_check as catalog_check
    from mini_nova_auth.diagnosis.findings import Finding as Finding
    from mini_nova_auth.errors import AuthenticationFailed as AuthenticationFailed
    from mini_nova_auth.errors import AuthToolkitError as AuthToolkitError
    from mini_nova_auth.errors import ConfigurationError as ConfigurationError
    from mini_nova_auth.errors import EndpointNotFound as EndpointNotFound
    from mini_nova_auth.errors import FactorsNeeded as FactorsNeeded
    from mini_nova_auth.errors import ProtocolError as ProtocolError
    from mini_nova_auth.errors import Refused as Refused
    from mini_nova_auth.errors import Unavailable as Unavailable
    from mini_nova_auth.login.cache import Cache as Cache
    from mini_nova_auth.login.cache import default_directory as default_directory
    from mini_nova_auth.methods.method import Method as Method
    from mini_nova_auth.methods.v1_password import V1Password as V1Password
    from mini_nova_auth.methods.v2 import Tenant as Tenant
    from mini_nova_auth.methods.v2_api_key import V2ApiKey as V2ApiKey
    from mini_nova_auth.methods.v2_password import V2Password as V2Password
    from mini_nova_auth.methods.v2_token import V2Token as V2Token
    from mini_nova_auth.methods.v3 import Scope as Scope
    from mini_nova_auth.methods.v3 import User as User
    from mini_nova_auth.methods.v3_application_credential import (
        V3ApplicationCredential as V3ApplicationCredential,
    )
    from mini_nova_auth.methods.v3_multifactor import V3MultiFactor as V3MultiFactor
    from mini_nova_auth.methods.v3_password import V3Password as V3Password
    from mini_nova_auth.methods.v3_token import V3Token as V3Token
    from mini_nova_auth.methods.v3_totp import V3Totp as V3Totp
    from mini_nova_auth.session import Session as Session
    from mini_nova_auth.settings.resolve import Settings as Settings
    from mini_nova_auth.settings.resolve import resolve as resolve
    from mini_nova_auth.settings.sources.arguments import Arguments as Arguments
    from mini_nova_auth.settings.sources.arguments import Given as Given
    from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml as CloudsYaml
    from mini_nova_auth.settings.sources.environment import Environment as Environment
    from mini_nova_auth.wire.message import Request as Request
    from mini_nova_auth.wire.message import Response as Response
else:

    def __getattr__(name: str) -> object:
        """A public name's value; loads its module."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        home = import_module(f"{__name__}.{_HOMES[name]}")
        value = home if name in _MODULES else getattr(home, name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """All names, including those not loaded yet."""
        return sorted({*globals(), *__all__})


_HOMES = {
    "Access": "access.access",
    "Arguments": "settings.sources.arguments",
    "AuthToolkitError": "errors",
    "AuthenticationFailed": "errors",
    "Cache": "login.cache",
    "Catalog": "access.catalog",
    "Choice": "access.choice",
    "CloudsYaml": "settings.sources.clouds_yaml",
    "ConfigurationError": "errors",
    "Endpoint": "access.catalog",
    "EndpointNotFound": "errors",
    "Environment": "settings.sources.environment",
    "FactorsNeeded": "errors",
    "Finding": "diagnosis.findings",
    "Given": "settings.sources.arguments",
    "KeystoneAuth": "adapters.requests_auth",
    "Method": "methods.method",
    "ProtocolError": "errors",
    "Refused": "errors",
    "Request": "wire.message",
    "Response": "wire.message",
    "Scope": "methods.v3",
    "Service": "access.catalog",
    "Session": "session",
    "Settings": "settings.resolve",
    "Tenant": "methods.v2",
    "Unavailable": "errors",
    "User": "methods.v3",
    "V1Password": "methods.v1_password",
    "V2ApiKey": "methods.v2_api_key",
    "V2Password": "methods.v2_password",
    "V2Token": "methods.v2_token",
    "V3ApplicationCredential": "methods.v3_application_credential",
    "V3MultiFactor": "methods.v3_multifactor",
    "V3Password": "methods.v3_password",
    "V3Token": "methods.v3_token",
    "V3Totp": "methods.v3_totp",
    "catalog_check": "diagnosis.catalog_check",
    "choose": "access.choice",
    "connect": "connection",
    "default_directory": "login.cache",
    "resolve": "settings.resolve",
}

_MODULES = ("catalog_check",)  # public as modules
__all__ = list(_HOMES)

"""Log in to OpenStack (Keystone v1, v2.0 and v3), keep the token, and ask services with it.

From a script, without any command line::

    import os
    from mini_nova_auth import Cache, Environment, connect, default_directory, resolve

    settings = resolve((Environment(os.environ),))
    session = connect(settings, user_agent="my-script/1.0", cache=Cache(default_directory(os.environ)))
    print(session.read(session.endpoint("compute"), "/servers"))

The names below are the public ones. Each is loaded when it is first used, so that importing this package alone loads
neither requests nor yaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mini_nova_auth.access import Access
    from mini_nova_auth.cache import Cache, default_directory
    from mini_nova_auth.catalog import Catalog, Choice, Endpoint, Service, choose
    from mini_nova_auth.connection import connect
    from mini_nova_auth.errors import (
        AuthenticationFailed,
        AuthToolkitError,
        ConfigurationError,
        EndpointNotFound,
        FactorsNeeded,
        ProtocolError,
        Refused,
        Unavailable,
    )
    from mini_nova_auth.findings import Finding
    from mini_nova_auth.methods.flow import Method, Request, Response
    from mini_nova_auth.methods.v1_password import V1Password
    from mini_nova_auth.methods.v2 import Tenant
    from mini_nova_auth.methods.v2_api_key import V2ApiKey
    from mini_nova_auth.methods.v2_password import V2Password
    from mini_nova_auth.methods.v2_token import V2Token
    from mini_nova_auth.methods.v3 import Scope, User
    from mini_nova_auth.methods.v3_application_credential import V3ApplicationCredential
    from mini_nova_auth.methods.v3_multifactor import V3MultiFactor
    from mini_nova_auth.methods.v3_password import V3Password
    from mini_nova_auth.methods.v3_token import V3Token
    from mini_nova_auth.methods.v3_totp import V3Totp
    from mini_nova_auth.requests_auth import KeystoneAuth
    from mini_nova_auth.session import Session
    from mini_nova_auth.settings import Settings, resolve
    from mini_nova_auth.sources.clouds_yaml import CloudsYaml
    from mini_nova_auth.sources.environment import Environment
    from mini_nova_auth.sources.given import Given
else:

    def __getattr__(name: str) -> object:
        """A public name's value, its module loaded now."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """What is there, the names not yet loaded too."""
        return sorted({*globals(), *__all__})


__all__ = [
    "Access",
    "AuthToolkitError",
    "AuthenticationFailed",
    "Cache",
    "Catalog",
    "Choice",
    "CloudsYaml",
    "ConfigurationError",
    "Endpoint",
    "EndpointNotFound",
    "Environment",
    "FactorsNeeded",
    "Finding",
    "Given",
    "KeystoneAuth",
    "Method",
    "ProtocolError",
    "Refused",
    "Request",
    "Response",
    "Scope",
    "Service",
    "Session",
    "Settings",
    "Tenant",
    "Unavailable",
    "User",
    "V1Password",
    "V2ApiKey",
    "V2Password",
    "V2Token",
    "V3ApplicationCredential",
    "V3MultiFactor",
    "V3Password",
    "V3Token",
    "V3Totp",
    "choose",
    "connect",
    "default_directory",
    "resolve",
]

_HOMES = {
    "Access": "access",
    "AuthToolkitError": "errors",
    "AuthenticationFailed": "errors",
    "Cache": "cache",
    "Catalog": "catalog",
    "Choice": "catalog",
    "CloudsYaml": "sources.clouds_yaml",
    "ConfigurationError": "errors",
    "Endpoint": "catalog",
    "EndpointNotFound": "errors",
    "Environment": "sources.environment",
    "FactorsNeeded": "errors",
    "Finding": "findings",
    "Given": "sources.given",
    "KeystoneAuth": "requests_auth",
    "Method": "methods.flow",
    "ProtocolError": "errors",
    "Refused": "errors",
    "Request": "methods.flow",
    "Response": "methods.flow",
    "Scope": "methods.v3",
    "Service": "catalog",
    "Session": "session",
    "Settings": "settings",
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
    "choose": "catalog",
    "connect": "connection",
    "default_directory": "cache",
    "resolve": "settings",
}

"""The settings that point a client at the sandbox, for each shell, clouds.yaml and identity API.

Pure.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from typing import NamedTuple

from mini_nova_auth.settings.declarations import SETTINGS

REGION = "RegionOne"
_OF_ANY_CLOUD = ("compute_api_version", "tls_min_version", "tls_ciphers", "timeout")
# The variables of another cloud's login, which would get in the way.
LOGIN_VARIABLES = tuple(
    name
    for setting in SETTINGS
    if setting.name not in _OF_ANY_CLOUD
    for name in setting.environment
)

CLOUDS_YAML = "clouds.yaml"
_CLOUD_KEYS = {
    "OS_REGION_NAME": "region_name",
    "OS_IDENTITY_API_VERSION": "identity_api_version",
}
_AUTH_KEYS = {
    "OS_AUTH_URL": "auth_url",
    "OS_USERNAME": "username",
    "OS_PASSWORD": "password",
    "OS_PROJECT_NAME": "project_name",
    "OS_TENANT_NAME": "project_name",
    "OS_USER_DOMAIN_NAME": "user_domain_name",
    "OS_PROJECT_DOMAIN_NAME": "project_domain_name",
}


class Shell(NamedTuple):
    """How a shell removes a variable, and how it sets one."""

    unset: Callable[[str], str]
    export: Callable[[str, str], str]


def variables(url: str, user: str, password: str, identity: int) -> dict[str, str]:
    """Return names and values. The user's project has the same name; ``identity`` is 1, 2 or 3."""
    login = {"OS_USERNAME": user, "OS_PASSWORD": password, "OS_REGION_NAME": REGION}
    if identity == 1:
        auth_url = f"{url}/identity/v1.1"
        return {
            "OS_AUTH_URL": auth_url,
            "OS_IDENTITY_API_VERSION": "1",
            **login,
            "OS_PROJECT_NAME": user,
            "ST_AUTH": auth_url,
            "ST_USER": user,
            "ST_KEY": password,
        }
    if identity == 2:
        return {
            "OS_AUTH_URL": f"{url}/identity/v2.0",
            "OS_IDENTITY_API_VERSION": "2",
            **login,
            "OS_TENANT_NAME": user,
        }
    return {
        "OS_AUTH_URL": f"{url}/identity/v3",
        "OS_IDENTITY_API_VERSION": "3",
        **login,
        "OS_PROJECT_NAME": user,
        "OS_USER_DOMAIN_NAME": "Default",
        "OS_PROJECT_DOMAIN_NAME": "Default",
    }


def lines(values: Mapping[str, str], shell_name: str) -> list[str]:
    """Return the lines with which a shell sets these variables, and removes another cloud's.

    ``clouds.yaml`` for a shell is that file, with one cloud.
    """
    if shell_name == CLOUDS_YAML:
        return _clouds_yaml(values)
    shell = _SHELLS[shell_name]
    removals = [shell.unset(name) for name in LOGIN_VARIABLES if name not in values]
    exports = [shell.export(name, value) for name, value in values.items()]
    return removals + exports


def _clouds_yaml(values: Mapping[str, str]) -> list[str]:
    """Return the lines of a clouds.yaml with these variables' values. JSON strings are YAML, too."""
    user = values["OS_USERNAME"]
    name = "sandbox" if user == "admin" else f"sandbox-{user}"
    cloud = _entries(values, _CLOUD_KEYS, indent=4)
    auth = _entries(values, _AUTH_KEYS, indent=6)
    return ["clouds:", f"  {name}:", *cloud, "    auth:", *auth]


def _entries(values: Mapping[str, str], keys: Mapping[str, str], indent: int) -> list[str]:
    margin = " " * indent
    entries = []
    for variable, key in keys.items():
        if variable in values:
            text = json.dumps(values[variable])
            entries.append(f"{margin}{key}: {text}")
    return entries


def _unset_in_sh(name: str) -> str:
    return f"unset {name}"


def _export_in_sh(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _unset_in_fish(name: str) -> str:
    return f"set -e {name}"


def _export_in_fish(name: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{quoted}'"


def _unset_in_powershell(name: str) -> str:
    return f"Remove-Item Env:{name} -ErrorAction SilentlyContinue"


def _export_in_powershell(name: str, value: str) -> str:
    quoted = value.replace("'", "''")
    return f"$env:{name} = '{quoted}'"


_SHELLS = {
    "sh": Shell(_unset_in_sh, _export_in_sh),
    "fish": Shell(_unset_in_fish, _export_in_fish),
    "powershell": Shell(_unset_in_powershell, _export_in_powershell),
}
SHELLS = (*_SHELLS, CLOUDS_YAML)

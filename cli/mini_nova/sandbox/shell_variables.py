"""The shell variables that the sandbox ignores: those of another cloud's login.

A shell is often full of them. None may keep the sandbox from working, or send its token elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from mini_nova.sandbox.exports import LOGIN_VARIABLES
from mini_nova_auth.settings.declarations import SERVICE_KEYS, SETTINGS

_CHOOSING = "OS_CLOUD"  # this chooses the sandbox
_VERSIONS = ("default_microversion", "api_version")  # as good for the sandbox as for any cloud
# The values of settings that the sandbox's own login leaves out.
_DEFAULTS = {"auth_type": "password", "identity_api_version": "3", "interface": "public"}


def usable(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that the sandbox heeds."""
    return {name: value for name, value in variables.items() if not _is_of_login(name)}


def ignored(variables: Mapping[str, str], login: Mapping[str, str]) -> list[str]:
    """Name the variables that the sandbox ignores although they differ from its own login.

    ``login`` is that login's values by setting.
    """
    login_values = {**_DEFAULTS, **login}
    names = []
    for name, value in variables.items():
        if not value or not _is_of_login(name):
            continue
        setting = _setting_name(name)
        if value != login_values.get(setting):
            names.append(name)
    return sorted(names)


def _is_of_login(name: str) -> bool:
    """Return whether a variable belongs to a cloud's login or chooses an endpoint."""
    if name == _CHOOSING:
        return False
    if name in LOGIN_VARIABLES:
        return True
    return name.startswith("OS_") and name.endswith(_service_endings())


@cache
def _service_endings() -> tuple[str, ...]:
    """The endings of variables of single services, as in ``OS_IMAGE_ENDPOINT_OVERRIDE``."""
    keys = [key for key in SERVICE_KEYS if key not in _VERSIONS]
    return tuple(f"_{key.upper()}" for key in keys)


def _setting_name(variable: str) -> str:
    for setting in SETTINGS:
        if variable in setting.environment:
            return setting.name
    return ""

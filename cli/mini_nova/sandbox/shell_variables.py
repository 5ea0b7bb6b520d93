"""The shell variables that the sandbox ignores: those of another cloud's login.

A shell is often full of them. None may keep the sandbox from working, or send its token elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova.sandbox.exports import LOGIN_VARIABLES
from mini_nova_auth.settings.declarations import SERVICE_KEYS, SETTINGS

_CHOOSING = "OS_CLOUD"  # this chooses the sandbox
_VERSIONS = ("default_microversion", "api_version")  # as good for the sandbox as for any cloud
_ENDINGS = tuple(f"_{key.upper()}" for key in SERVICE_KEYS if key not in _VERSIONS)
_SETTING_NAMES = {variable: item.name for item in SETTINGS for variable in item.environment}
# The values of settings that the sandbox's own login leaves out.
_DEFAULTS = {"auth_type": "password", "identity_api_version": "3", "interface": "public"}


def usable(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that the sandbox heeds."""
    return {name: value for name, value in variables.items() if not _is_of_login(name)}


def ignored(variables: Mapping[str, str], login: Mapping[str, str]) -> list[str]:
    """Name the variables that the sandbox ignores although they differ from its own login.

    ``login`` is that login's values by setting.
    """
    values = {**_DEFAULTS, **login}
    names = []
    for name, value in variables.items():
        if not value or not _is_of_login(name):
            continue
        setting = _SETTING_NAMES.get(name, "")
        if value != values.get(setting):
            names.append(name)
    return sorted(names)


def _is_of_login(name: str) -> bool:
    if name == _CHOOSING:
        return False
    is_of_service = name.startswith("OS_") and name.endswith(_ENDINGS)
    return name in LOGIN_VARIABLES or is_of_service

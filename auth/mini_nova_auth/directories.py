"""The user's directories, by the XDG Base Directory Specification.

``variables`` is the environment. Directories are text, not paths: the command in a shell's prompt
has no time to load pathlib.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

_NAME = "mini-nova"


def home(variables: Mapping[str, str]) -> str:
    """The user's home: an absolute HOME, otherwise the account's.

    The root, where nothing can be written, if the system knows none: never the current directory.
    """
    directory = variables.get("HOME", "")
    if not directory.startswith("/"):
        directory = _account_home()
    return directory if directory.startswith("/") else "/"


def cache(variables: Mapping[str, str]) -> str:
    """mini-nova's directory under XDG_CACHE_HOME, or under ~/.cache."""
    base = _base(variables, "XDG_CACHE_HOME", ".cache")
    return f"{base}/{_NAME}"


def state(variables: Mapping[str, str]) -> str:
    """mini-nova's directory under XDG_STATE_HOME, or under ~/.local/state."""
    base = _base(variables, "XDG_STATE_HOME", ".local/state")
    return f"{base}/{_NAME}"


def config(variables: Mapping[str, str]) -> list[str]:
    """The configuration directories of all programs: the user's, then the system's.

    Like openstacksdk, this takes relative directories, and ~/.config besides XDG_CONFIG_HOME.
    """
    default = f"{home(variables)}/.config"
    user = variables.get("XDG_CONFIG_HOME") or default
    system = variables.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    system_directories = filter(None, system.split(os.pathsep))
    return [user, default, *system_directories]


def _account_home() -> str:
    """The home in the system's list of users; '' if the user is not in it."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def _base(variables: Mapping[str, str], variable: str, default: str) -> str:
    """A base directory; the specification has relative values ignored."""
    directory = variables.get(variable, "")
    if directory.startswith("/"):
        return directory
    return f"{home(variables)}/{default}"

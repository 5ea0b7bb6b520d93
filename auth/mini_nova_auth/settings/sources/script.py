"""The settings that a script passes to ``Session.from_cloud``: checked, and as text."""

from __future__ import annotations

import os
from collections.abc import Mapping

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import SETTINGS, Setting
from mini_nova_auth.settings.resolve import known_names
from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.arguments import Arguments

_KNOWN_HINT = "Such settings are region_name, interface, project_name, timeout and insecure."


class ScriptArguments(Arguments):
    """A script's arguments by setting name: text, numbers, booleans and paths; None for none.

    Raises ConfigurationError for an unknown name, and for a value of another type.
    """

    def __init__(self, values: Mapping[str, object]) -> None:
        texts = {}
        for name, value in values.items():
            _require_known(name)
            if value is not None:
                texts[name] = _text(name, value)
        super().__init__(texts)

    def get(self, setting: Setting) -> Value | None:
        """Return the setting's value, or None."""
        return self.lookup(setting.name)

    def lookup(self, name: str) -> Value | None:
        """Return a setting's value by its name, or None."""
        value = super().lookup(name)
        return None if value is None else value._replace(source=f"the argument {name}")


def _require_known(name: str) -> None:
    """Raise ConfigurationError, with the nearest name, unless a setting has this name."""
    names = known_names()
    if name in names:
        return
    suggestion = _nearest(name, names)
    hint = f'Did you mean "{suggestion}"?' if suggestion else _KNOWN_HINT
    raise ConfigurationError(f'there is no setting "{name}" to pass as an argument', hint=hint)


def _nearest(name: str, names: list[str]) -> str:
    """Return the setting that clouds.yaml calls so, else the one with the most similar name."""
    from difflib import get_close_matches

    for setting in SETTINGS:
        if name in setting.cloud_keys:
            return setting.name
    matches = get_close_matches(name, names, n=1)
    return matches[0] if matches else ""


def _text(name: str, value: object) -> str:
    """Return an argument as text. Raises ConfigurationError."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    kind = type(value).__name__
    raise ConfigurationError(
        f"the argument {name} is of the type {kind}",
        hint="Pass text, a number, True or False.",
    )

"""Settings passed directly: a script's arguments, a command line's flags."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_auth.settings.declarations import Setting
from mini_nova_auth.settings.source import Value

_SCRIPT = "the script"


class Arguments:
    """Values by setting name; a value's source is its flag, if it has one."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def get(self, setting: Setting) -> Value | None:
        """Return the setting's value, or None."""
        value = self._values.get(setting.name)
        if value is None:
            return None
        source = setting.flags[0] if setting.flags else _SCRIPT
        return Value(value, source)

    def lookup(self, name: str) -> Value | None:
        """Return a service's own setting, e.g. ``image_endpoint_override``, or None."""
        value = self._values.get(name)
        if value is None:
            return None
        return Value(value, _SCRIPT)


Given = Arguments  # its first public name, which older scripts import

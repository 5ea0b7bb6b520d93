"""Settings given outright: a script's arguments, a command line's flags."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_auth.settings.declarations import Setting
from mini_nova_auth.settings.resolve import Value


class Given:
    """Values by setting name. On a command line the source is named after the flag."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def get(self, setting: Setting) -> Value | None:
        """The value given for the setting, or None."""
        value = self._values.get(setting.name)
        return (
            None
            if value is None
            else Value(value, setting.flags[0] if setting.flags else "the script")
        )

    def lookup(self, name: str) -> Value | None:
        """A setting of one service, as ``image_endpoint_override``."""
        value = self._values.get(name)
        return None if value is None else Value(value, "the script")

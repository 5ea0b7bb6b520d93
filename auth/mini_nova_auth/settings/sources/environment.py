"""Settings from ``OS_*`` and ``NOVA_*`` variables, in the classic client's order of precedence."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import Setting
from mini_nova_auth.settings.source import Value


class Environment:
    """Environment variables (``os.environ``, or a mapping like it).

    Both methods raise ConfigurationError if a variable is not valid text in the locale's encoding.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def get(self, setting: Setting) -> Value | None:
        """Return the setting's first variable that is set and not empty, or None."""
        for variable in setting.environment:
            text = self._variables.get(variable)
            if text:
                return _value(text, variable)
        return None

    def lookup(self, name: str) -> Value | None:
        """Return a service's own setting: ``OS_IMAGE_ENDPOINT_OVERRIDE``, for example."""
        variable = f"OS_{name.upper()}"
        text = self._variables.get(variable)
        if not text:
            return None
        return _value(text, variable)


def _value(text: str, variable: str) -> Value:
    if _has_undecoded_bytes(text):
        raise ConfigurationError(
            f"{variable} is not valid text in this locale's encoding",
            hint="Check how it was set, and check LC_ALL.",
        )
    return Value(text, variable)


def _has_undecoded_bytes(text: str) -> bool:
    """Return whether Python could not decode a byte, and escaped it as a lone surrogate."""
    if text.isascii():
        return False
    return any("\udc80" <= letter <= "\udcff" for letter in text)

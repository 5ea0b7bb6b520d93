"""Settings from ``OS_*`` and ``NOVA_*`` variables, in the classic client's order of precedence."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import Setting
from mini_nova_auth.settings.resolve import Value


class Environment:
    """The environment given (``os.environ``, or a test's own).

    Both methods raise ConfigurationError for a variable whose bytes are no text.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def get(self, setting: Setting) -> Value | None:
        """The first of the setting's variables that is set and not empty."""
        for name in setting.environment:
            if self._variables.get(name):
                return _value(self._variables[name], name)
        return None

    def lookup(self, name: str) -> Value | None:
        """A setting of one service: ``image_endpoint_override`` is ``OS_IMAGE_ENDPOINT_OVERRIDE``."""
        variable = f"OS_{name.upper()}"
        value = self._variables.get(variable)
        return _value(value, variable) if value else None


def _value(value: str, variable: str) -> Value:
    if not value.isascii() and any(
        "\udc80" <= letter <= "\udcff" for letter in value
    ):  # how Python keeps such bytes
        raise ConfigurationError(
            f"{variable} is not text in this locale's encoding",
            hint="Check how it was set, and LC_ALL.",
        )
    return Value(value, variable)

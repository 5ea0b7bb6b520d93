"""The secrets of one login, remembered once they were good: not every source gives one twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets.secret import Secret, SecretName
from mini_nova_auth.settings.declarations import ONE_TIME


class LoginSecrets:
    """Collect the secrets of a login. ``find_secret`` returns one, '' if no source has it."""

    def __init__(self, plan: Plan, find_secret: Callable[[SecretName], Secret]) -> None:
        self._plan = plan
        self._find_secret = find_secret
        self._remembered: dict[str, Secret] = {}

    def collect(self) -> dict[str, Secret]:
        """Return the secrets by their settings. Raises ConfigurationError if one is missing."""
        return {
            setting: self._remembered.get(setting) or self._require(setting)
            for setting in self._plan.secret_settings
        }

    def find(self, setting: str) -> Secret:
        """Return the secret of a setting, '' if no source has it."""
        return self._find_secret(self._plan.secret_name(setting))

    def remember(self, secrets: Mapping[str, Secret]) -> None:
        """Remember secrets that logged in, except those that are valid once."""
        self._remembered = {
            setting: secret for setting, secret in secrets.items() if setting != ONE_TIME
        }

    def forget(self) -> None:
        """Forget all secrets, because they were refused."""
        self._remembered = {}

    def _require(self, setting: str) -> Secret:
        secret = self.find(setting)
        if not secret:
            words = setting.replace("_", " ")
            raise ConfigurationError(
                f"there is no {words}, and no terminal to ask for it",
                hint=f"Set OS_{setting.upper()}, put it into clouds.yaml, or keep it with "
                "'mini-nova login'.",
            )
        return secret

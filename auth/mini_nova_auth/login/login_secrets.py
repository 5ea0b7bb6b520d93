"""The secrets of one login, remembered once they were good: not every source gives one twice."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets.secret import Secret, SecretName
from mini_nova_auth.settings.declarations import ONE_TIME


class LoginSecrets:
    """Collect the secrets of a login. ``find_secret`` returns one, '' if no source has it."""

    def __init__(self, plan: Plan, find_secret: Callable[[SecretName], Secret]) -> None:
        self._plan = plan
        self._find_secret = find_secret
        self._answers: dict[str, Secret] = {}

    def collect(self) -> dict[str, Secret] | None:
        """Return the secrets by their settings, None if one is not at hand."""
        secrets = {}
        for setting in self._plan.secret_settings:
            secret = self.at_hand(setting)
            if not secret:
                return None
            secrets[setting] = secret
        return secrets

    def at_hand(self, setting: str) -> Secret:
        """Return a secret that the settings hold, or that was asked for; '' if neither."""
        return self._plan.settings[setting] or self._answers.get(setting, "")

    def ask(self) -> None:
        """Ask for the secrets that are not at hand. Raises ConfigurationError if one is nowhere."""
        for setting in self._plan.secret_settings:
            if not self.at_hand(setting) and not self.ask_for(setting):
                raise _missing(setting)

    def ask_for(self, setting: str) -> Secret:
        """Ask for a secret, and return it; '' if no source has it."""
        secret = self._find_secret(self._plan.secret_name(setting))
        self._answers[setting] = secret
        return secret

    def remember(self) -> None:
        """Remember the secrets, which logged in, except those that are valid once."""
        self._answers.pop(ONE_TIME, None)

    def forget(self) -> None:
        """Forget all secrets, because they were refused."""
        self._answers = {}


def _missing(setting: str) -> ConfigurationError:
    words = setting.replace("_", " ")
    return ConfigurationError(
        f"there is no {words}, and no terminal to ask for it",
        hint=f"Set OS_{setting.upper()}, put it into clouds.yaml, or keep it with "
        "'mini-nova login'.",
    )

"""The settings of ``--os-cloud sandbox``: admin of the sandbox, which is started if it is not up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mini_nova.sandbox import launch, state
from mini_nova_auth.settings.declarations import Setting
from mini_nova_auth.settings.source import Value


class Sandbox:
    """A source of settings. ``tell`` is called with one line when the sandbox had to be started."""

    def __init__(self, directory: Path, tell: Callable[[str], None]) -> None:
        self._directory = directory
        self._tell = tell
        self._values: Mapping[str, str] | None = None

    def get(self, setting: Setting) -> Value | None:
        """The value of a setting, or None. Raises CommandError where the sandbox cannot be started."""
        if self._values is None:
            self._values = self._found()
        value = self._values.get(setting.name)
        return None if value is None else Value(value, f"the sandbox ({self._directory})")

    def lookup(self, name: str) -> Value | None:
        """None: the sandbox's catalog has every address."""
        return None

    def _found(self) -> Mapping[str, str]:
        running, started = launch.start(self._directory)
        if started:
            self._tell(started_line(running))
        return {
            "auth_url": f"{running['url']}/identity/v3",
            "username": "admin",
            "password": state.credentials(self._directory)["admin"],
            "user_domain_name": "Default",
            "project_name": "admin",
            "project_domain_name": "Default",
            "region_name": "RegionOne",
        }


def started_line(running: state.Running) -> str:
    """One line that says that a sandbox was started, and for how long it stays."""
    idle = float(running.get("idle") or 0)
    stays = (
        f"it leaves after {idle / 60:.0f} idle minutes"
        if idle
        else "it stays until mini-nova sandbox down"
    )
    return f"sandbox started at {running['url']} (pid {running['pid']}); {stays}"

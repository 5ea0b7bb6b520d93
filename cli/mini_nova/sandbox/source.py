"""The settings of ``--os-cloud sandbox``: its admin's login. They start the sandbox if need be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mini_nova.sandbox import launch, shell_variables, state
from mini_nova_auth.settings.declarations import Setting
from mini_nova_auth.settings.source import Remark, Value


class Sandbox:
    """A source of settings. ``note`` is called with a line if the sandbox has to be started.

    ``variables`` is the environment, of which only some count.
    """

    def __init__(
        self, directory: Path, note: Callable[[str], None], variables: Mapping[str, str]
    ) -> None:
        self._directory = directory
        self._note = note
        self._variables = variables
        self._values: Mapping[str, str] | None = None

    def get(self, setting: Setting) -> Value | None:
        """Return a setting's value. Raises CommandError if the sandbox cannot be started."""
        if self._values is None:
            self._values = self._login()
        value = self._values.get(setting.name)
        if value is None:
            return None
        return Value(value, f"the sandbox ({self._directory})")

    def lookup(self, name: str) -> Value | None:
        """Return None: no service needs settings of its own, the catalog has every address."""
        return None

    def warnings(self) -> Iterator[Remark]:
        """Name the variables of another cloud's login, which do not count."""
        names = shell_variables.ignored(self._variables, self._values or {})
        if not names:
            return
        verb = "does" if len(names) == 1 else "do"
        yield Remark(
            f"with the sandbox {', '.join(names)} {verb} not count",
            "Use options such as --os-project-name in their place.",
            "variables-ignored",
        )

    def oddities(self) -> Iterator[Remark]:
        """Iterate over nothing: what there is to say, every command says."""
        return iter(())

    def _login(self) -> Mapping[str, str]:
        running, is_new = launch.start(self._directory)
        if is_new:
            notice = start_notice(running)
            self._note(notice)
        passwords = state.credentials(self._directory)
        return {
            "auth_url": f"{running['url']}/identity/v3",
            "username": "admin",
            "password": passwords["admin"],
            "user_domain_name": "Default",
            "project_name": "admin",
            "project_domain_name": "Default",
            "region_name": "RegionOne",
        }


def start_notice(running: state.Running) -> str:
    """Return a line that says that a sandbox was started, and when it will stop."""
    url = running["url"]
    pid = running["pid"]
    idle_seconds = float(running.get("idle") or 0)
    end = "it stays until mini-nova sandbox down"
    if idle_seconds:
        minutes = idle_seconds / 60
        end = f"it leaves after {minutes:.0f} idle minutes"
    return f"sandbox started at {url} (pid {pid}); {end}"

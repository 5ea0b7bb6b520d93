"""Files that another may have written: those of the current directory.

A cloned repository may hold a clouds.yaml, and it comes before the user's own. Its values are used,
as openstacksdk uses them, but it may not name a command to run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_auth.settings.sources.documents import Document, spelling

COMMAND_KEY = "password_command"
_SECTIONS = ("clouds", "public-clouds")
_Keys = tuple[str, ...]


def without_commands(document: Document) -> Document:
    """Return the document without the password commands of its clouds, and their keys."""
    censor = _Censor()
    content = dict(document.content)
    for name in _SECTIONS:
        clouds = content.get(name)
        if isinstance(clouds, dict):
            content[name] = {
                cloud: censor.cloud(section, (name, str(cloud)))
                for cloud, section in clouds.items()
            }
    return document._replace(
        content=content,
        is_foreign=True,
        commands=tuple(censor.commands),
    )


class _Censor:
    """Drop commands from sections, and remember their keys."""

    def __init__(self) -> None:
        self.commands: list[_Keys] = []

    def cloud(self, section: Any, keys: _Keys) -> Any:
        """Return a cloud's section without commands, nor in its regions."""
        if not isinstance(section, dict):
            return section
        rest = self._with_auth(section, keys)
        regions = rest.get("regions")
        if isinstance(regions, list):
            rest["regions"] = [self._region(entry, keys) for entry in regions]
        return rest

    def _region(self, entry: Any, keys: _Keys) -> Any:
        """Return an entry of the regions; its commands are located at its cloud."""
        values = entry.get("values") if isinstance(entry, dict) else None
        if not isinstance(values, dict):
            return entry
        return {**entry, "values": self._with_auth(values, keys)}

    def _with_auth(self, section: Mapping[Any, Any], keys: _Keys) -> dict[Any, Any]:
        rest = self._plain(section, keys)
        for key, value in rest.items():
            if spelling(key) == "auth" and isinstance(value, dict):
                rest[key] = self._plain(value, (*keys, "auth"))
        return rest

    def _plain(self, section: Mapping[Any, Any], keys: _Keys) -> dict[Any, Any]:
        rest = {}
        for key, value in section.items():
            if spelling(key) == COMMAND_KEY:
                self.commands.append((*keys, COMMAND_KEY))
            else:
                rest[key] = value
        return rest

"""The saved states: a directory for each below ``$XDG_STATE_HOME/mini-nova/saved``.

The sandbox writes them; ``saved.json`` in a directory describes a state that is complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mini_nova.errors import BadUsage, CommandError, ResourceNotFound
from mini_nova_auth import directories, private_files

DESCRIPTION = "saved.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def folder(variables: Mapping[str, str]) -> Path:
    """Return the directory of all saved states. ``variables`` is the environment."""
    return Path(directories.state(variables)) / "saved"


def path_of(variables: Mapping[str, str], name: str) -> Path:
    """Return the directory of a state. Raises BadUsage for a name that a state cannot have."""
    if not _NAME.fullmatch(name):
        raise BadUsage(
            f"a state cannot be called {name!r}",
            hint="It begins with a letter or digit, and has up to 64 letters, digits, dots, "
            "underscores and hyphens.",
        )
    return folder(variables) / name


def states(variables: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a description of each state, sorted by name."""
    paths = _paths(folder(variables))
    descriptions = [description(path) for path in sorted(paths)]
    return [item for item in descriptions if item]


def description(path: Path) -> dict[str, Any]:
    """Return the name, moment, servers, images and size (in bytes) of a state; {} if there is none.

    A state that is only half written has no description.
    """
    try:
        value = json.loads(private_files.read(path / DESCRIPTION))
    except (OSError, ValueError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {"name": path.name, **shown(value)}


def shown(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what people need of a state's description as the sandbox writes it."""
    return {key: value.get(key) for key in ("saved_at", "servers", "images", "size")}


def source(variables: Mapping[str, str], name: str) -> Path:
    """Return the path to load: a saved state of this name, or else a file.

    Raises ResourceNotFound.
    """
    if _NAME.fullmatch(name):
        path = folder(variables) / name
        if description(path):
            return path
    path = Path(name).absolute()
    if name and path.exists():
        return path
    raise ResourceNotFound(
        f"No saved state and no file is called {name!r}.", hint="See: mini-nova sandbox saved"
    )


def delete(variables: Mapping[str, str], name: str) -> None:
    """Delete a state: first its description, so that none is listed in part.

    Raises BadUsage, ResourceNotFound, CommandError.
    """
    path = path_of(variables, name)
    if not description(path):
        raise ResourceNotFound(
            f"No saved state is called {name}.", hint="See: mini-nova sandbox saved"
        )
    try:
        (path / DESCRIPTION).unlink()
        private_files.remove(path)
    except OSError as problem:
        raise CommandError(f"{path} cannot be removed: {problem.strerror}") from problem


def _paths(parent: Path) -> Iterator[Path]:
    try:
        yield from parent.iterdir()
    except OSError:
        return

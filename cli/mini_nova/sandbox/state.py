"""The state directory of a sandbox, as it is read from outside: whether one runs on it, where it answers, its secrets.

``lock`` is held (flock) for as long as a sandbox runs; ``running.json`` says where it answers; ``credentials.json`` has
the passwords of admin and demo, and the key of its control endpoint. Nothing here asks the network.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mini_nova.errors import CommandError
from mini_nova_auth import directories, private_files

Running = dict[str, Any]
OPTIONS = "options.json"


def default_directory(environ: Mapping[str, str]) -> Path:
    """``$XDG_STATE_HOME/mini-nova/sandbox``, by default below ``~/.local/state``."""
    return Path(directories.state(environ)) / "sandbox"


def running(directory: Path) -> Running | None:
    """Return the description of the running sandbox; None if there is none, or it is not up yet."""
    if not is_locked(directory):
        return None
    try:
        description = json.loads((directory / "running.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(description, dict) or not isinstance(description.get("url"), str):
        return None
    return description


def is_locked(directory: Path) -> bool:
    """Whether a sandbox holds the directory."""
    try:
        handle = os.open(directory / "lock", os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def remember(directory: Path, options: Sequence[str]) -> None:
    """Keeps the options that a sandbox was started with, for when it is started by itself."""
    private_files.replace(directory / OPTIONS, json.dumps(list(options)))


def remembered(directory: Path) -> list[str]:
    """The options that it was started with last; none where they cannot be read."""
    try:
        found = json.loads((directory / OPTIONS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) else []


def credentials(directory: Path) -> dict[str, str]:
    """The passwords and the control key. Raises CommandError where they cannot be read."""
    path = directory / "credentials.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(found[name]) for name in ("admin", "demo", "control")}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise CommandError(
            f"the sandbox's credentials in {path} cannot be read",
            hint="Try: mini-nova sandbox reset",
        ) from problem

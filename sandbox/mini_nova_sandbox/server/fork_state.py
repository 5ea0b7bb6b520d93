"""Forks: other sandboxes on a copy of the state, each in a directory that ends with it.

The file ``fork`` marks such a directory. A fork that is told to stop, or is idle, removes it. What
a killed fork leaves behind, the next fork removes.
"""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.server import load_state, saved_state, state_directory
from mini_nova_sandbox.state.settings import Settings

SECONDS_TO_START = 60.0  # a directory that nobody holds for so long is left behind


def prepare(
    cloud: Cloud, parent: Path, source: Path | None, passwords: Mapping[str, str]
) -> Settings:
    """Make a state directory below ``parent`` with a copy of the state, or of a source's.

    Return the settings of the fork. Raises Unloadable, StateBusy, OSError.
    """
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_dead(parent)
    settings = replace(
        cloud.settings,
        state_dir=_new_directory(parent),
        port=0,
        idle=cloud.settings.idle or Settings.idle,
    )
    try:
        for file in (settings.fork_mark, settings.lock):  # it is a sandbox's, and a fork's
            file.touch(0o600)
        if source is None:
            saved_state.copy_state(cloud, settings)
        else:
            load_state.prepare(cloud, source, settings)
        state_directory.write_credentials(settings, passwords)
    except BaseException:
        remove(settings)
        raise
    return settings


def remove(settings: Settings) -> None:
    """Remove the directory of a fork, and of nothing else."""
    if settings.fork_mark.exists():
        shutil.rmtree(settings.state_dir, ignore_errors=True)


def _new_directory(parent: Path) -> Path:
    for number in itertools.count(1):
        path = parent / str(number)
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return path
    raise AssertionError


def _remove_dead(parent: Path) -> None:
    """Remove the directories of forks that were killed."""
    for path in parent.iterdir():
        settings = Settings(path)
        if _age(path) > SECONDS_TO_START and not state_directory.is_locked(settings):
            remove(settings)


def _age(path: Path) -> float:
    """Return how long ago a directory was changed, in seconds; 0 if it is gone by now."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0

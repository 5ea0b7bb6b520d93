"""Recordings as a kind of source. What reads them is loaded only if there is one."""

from __future__ import annotations

from pathlib import Path

from mini_nova_sandbox.state.settings import Settings


def matches(path: Path) -> bool:
    """Whether a path can lead to a recording: saved states are directories."""
    return path.is_file()


def fill(path: Path, settings: Settings) -> None:
    """Write the database, and the files of images and guests. Raises Unloadable."""
    from mini_nova_sandbox.server.recorded.fill import fill as fill_directory

    fill_directory(path, settings)

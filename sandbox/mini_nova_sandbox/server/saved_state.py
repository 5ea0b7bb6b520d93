"""Saved states: a directory for each, named by the user.

``saved.json`` describes the state and names the directory of its data, so that replacing this one
file saves, and replaces an older state of the name. The data are the database, and the files of
images and guests. None of these files ever changes: states share them by hard links.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.image.images import PARTIAL
from mini_nova_sandbox.server import sparse_copy
from mini_nova_sandbox.server.sources import Unloadable
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.virt.fake import SCRATCH

FORMAT = "mini-nova-saved"
DESCRIPTION = "saved.json"
LOCK = "lock"
_DATA_NAME = re.compile(r"data-[0-9]+")


class StateBusy(Exception):
    """Another process saves or loads this state."""


def save(cloud: Cloud, folder: Path) -> dict[str, Any]:
    """Save the state in a directory, in place of an older one; return its description.

    Call this outside transactions. Raises StateBusy, OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder, fcntl.LOCK_EX):
        data = folder / f"data-{time.time_ns()}"
        data.mkdir()
        copy_state(cloud, Settings(data))
        description = _describe(cloud.database, data)
        scratch = folder / f"{DESCRIPTION}.new"
        scratch.write_text(json.dumps(description), encoding="utf-8")
        scratch.replace(folder / DESCRIPTION)
        _remove_others(folder, data)
    return description


def copy_state(cloud: Cloud, target: Settings) -> None:
    """Copy the database and the files to the directory of other settings. Raises OSError."""
    target.images.mkdir()
    target.instances.mkdir()
    cloud.database.copy_to(target.database)
    _share(_complete_files(cloud.settings.images), target.images)
    _share(_complete_files(cloud.settings.instances), target.instances)


def matches(path: Path) -> bool:
    """Whether a path leads to a saved state."""
    return (path / DESCRIPTION).is_file()


def fill(path: Path, settings: Settings) -> None:
    """Fill an empty state directory with a saved state. Raises Unloadable, StateBusy, OSError."""
    with _locked(path, fcntl.LOCK_SH):
        data = Settings(_data(path))
        _refuse_links(data)
        shutil.copyfile(data.database, settings.database)
        _share(data.images.iterdir(), settings.images)
        _share(data.instances.iterdir(), settings.instances)


def _data(path: Path) -> Path:
    """Return the directory of the data, which is in that of the state. Raises Unloadable."""
    try:
        description = json.loads((path / DESCRIPTION).read_text(encoding="utf-8"))
        name = str(description["data"])
        if description["format"] == FORMAT and _DATA_NAME.fullmatch(name):
            return path / name
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unloadable(f"{path} is no saved state: {error}") from error
    raise Unloadable(f"{path} is no saved state")


def _refuse_links(data: Settings) -> None:
    """Raise Unloadable if the data are elsewhere: no sandbox saves links."""
    for path in (data.state_dir, data.database, data.images, data.instances):
        if path.is_symlink():
            raise Unloadable(f"{path} is a link")


def _describe(database: Database, data: Path) -> dict[str, Any]:
    images = database.value("SELECT count(*) FROM images")
    files = [path for path in data.rglob("*") if path.is_file()]
    return {
        "format": FORMAT,
        "saved_at": clock.stamp(clock.now()),
        "servers": instances.count(database),
        "images": images,
        "size": sum(path.stat().st_size for path in files),
        "data": data.name,
    }


def _complete_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.suffix not in (PARTIAL, SCRATCH):
            yield path


def _share(files: Iterable[Path], folder: Path) -> None:
    """Put files into another directory, too: as hard links, or as copies on another file system."""
    for file in files:
        target = folder / file.name
        if not stat.S_ISREG(file.lstat().st_mode):
            continue  # no state has anything but plain files
        try:
            os.link(file, target)
        except OSError:
            sparse_copy.copy(file, target)


@contextmanager
def _locked(folder: Path, operation: int) -> Iterator[None]:
    """Keep others from changing a saved state. Raises StateBusy, OSError."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, operation | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise StateBusy(f"{folder.name} is being saved or loaded") from error
    finally:
        os.close(handle)


def _remove_others(folder: Path, data: Path) -> None:
    """Remove the data of the older state, and what a killed save has left behind."""
    for path in folder.glob("data-*"):
        if path != data:
            with contextlib.suppress(OSError):
                shutil.rmtree(path)

"""Bring a file of names up to date with what a command has seen. Best effort, and silent."""

from __future__ import annotations

import contextlib
from pathlib import Path

from mini_nova.known_names import file
from mini_nova.known_names.file import Line
from mini_nova.known_names.sightings import KINDS, LIMIT, Names, Sightings
from mini_nova_auth import private_files

_LOCK_WAIT = 0.2  # seconds; another command is writing, and this one does without


def update(path: str, sightings: Sightings) -> None:
    """Add the names to the file, and drop those of things that are deleted.

    The file is replaced as a whole, and only if something changes. A damaged one is made anew.
    """
    if not any(sightings.names.values()) and not sightings.deleted and not sightings.complete:
        return
    with contextlib.suppress(OSError, ValueError):
        _update(Path(path), sightings)


def clear(directory: str) -> int:
    """Remove the files of a directory, and return their number. Raises OSError."""
    folder = Path(directory)
    files = sorted(folder.glob(f"*{file.SUFFIX}"))
    scratch_files = sorted(folder.glob(f"*{private_files.SCRATCH_SUFFIX}"))
    for path in [*files, *scratch_files]:
        private_files.remove(path)
    return len(files)


def count(directory: str) -> int:
    """Return the number of files in a directory."""
    return sum(1 for _ in Path(directory).glob(f"*{file.SUFFIX}"))


def merge(lines: list[Line], sightings: Sightings) -> list[Line]:
    """Return the lines of a file after a command: what it named stands first, kind by kind."""
    merged = []
    for kind in KINDS.values():
        names = dict(sightings.names.get(kind, {}))  # a round of --watch may still be adding some
        previous = {line.id: line.name for line in lines if line.kind == kind}
        rest = {} if kind in sightings.complete else previous
        deleted = {
            item_id for deleted_kind, item_id in list(sightings.deleted) if deleted_kind == kind
        }
        merged += _lines(kind, _merge_kind(names, rest, deleted))
    return merged


def _update(path: Path, sightings: Sightings) -> None:
    text = file.text_of(merge(file.read(str(path)), sightings))
    if text == file.text_of(file.read(str(path))):
        return
    lock = private_files.lock(path.with_suffix(".lock"), _LOCK_WAIT, is_kept=False)
    with lock as is_locked:
        if is_locked:
            lines = file.read(str(path))  # another command may have written it meanwhile
            private_files.replace(path, file.text_of(merge(lines, sightings)))


def _merge_kind(names: Names, previous: Names, deleted: set[str]) -> Names:
    """Return the names of a kind. Without news they keep their places: nothing is to be written."""
    has_news = any(previous.get(item_id) != name for item_id, name in names.items())
    merged = {**names, **previous, **names} if has_news else previous
    return {item_id: name for item_id, name in merged.items() if item_id not in deleted}


def _lines(kind: str, names: Names) -> list[Line]:
    lines = [Line(kind, item_id, name) for item_id, name in names.items()]
    return lines[:LIMIT]

"""Local files that go into a request: those for a server's disk, and user data."""

from __future__ import annotations

from pathlib import Path

from mini_nova.errors import BadUsage

LARGEST_FILE = 16 * 1024 * 1024  # bytes; the cloud's own limit is much lower


def injected_file(text: str) -> tuple[str, bytes]:
    """Return the path and content of ``PATH=FILE``. Raises BadUsage, in the classic words."""
    path, separator, source = text.partition("=")
    if not separator or not path or not source:
        raise BadUsage(
            f"Invalid file argument '{text}'. "
            "File arguments must be of the form '--file <dst-path=src-path>'"
        )
    return path, content(source)


def content(path: str) -> bytes:
    """Return the content of a file. Raises BadUsage if it cannot be read, or is too large."""
    try:
        with Path(path).expanduser().open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as problem:
        raise BadUsage(f"Can't open '{path}': {problem}") from problem
    if len(data) > LARGEST_FILE:
        raise BadUsage(f"'{path}' is larger than any cloud takes", hint="Nova takes 64 KiB.")
    return data

"""Local files that go into a request: those for a server's disk, and user data."""

from __future__ import annotations

from pathlib import Path

from mini_nova.errors import BadUsage


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
    """Return the content of a file. Raises BadUsage if it cannot be read."""
    try:
        return Path(path).expanduser().read_bytes()
    except OSError as problem:
        raise BadUsage(f"Can't open '{path}': {problem}") from problem

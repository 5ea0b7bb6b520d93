"""Remarks on clouds.yaml and its like: what is odd about a file as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mini_nova_auth.settings.source import Remark
from mini_nova_auth.settings.sources.cloud_files import UNREADABLE
from mini_nova_auth.settings.sources.documents import Document, child, spelling


def refused_commands(document: Document, names: Iterable[str]) -> Iterator[Remark]:
    """Report the first password command that a file of the current directory has for these names.

    ``names`` are those of the cloud and its profile.
    """
    for keys in document.commands:
        _, name, *_ = keys
        if name in names:
            yield Remark(
                f"the password command in {document.place(keys)} was not run: the file is in the "
                "current directory, and another may have written it",
                "Move the command to ~/.config/openstack, or name the file in "
                "OS_CLIENT_CONFIG_FILE if you trust it.",
                "command-not-run",
            )
            return


def odd_files(unusable: Iterable[tuple[Path, str]]) -> Iterator[Remark]:
    """Report the files that were passed over, except those of another user."""
    for path, reason in unusable:
        if reason != UNREADABLE:
            hint = "Remove it, or put the file there."
            yield Remark(f"{path} {reason}, and is passed over", hint, "file-odd")


def repeated_keys(document: Document, cloud: str) -> Iterator[Remark]:
    """Report the keys that stand twice in a cloud's section, or on the way to it."""
    _, clouds = child(document.node, "clouds")
    _, section = child(clouds, cloud)
    _, auth = child(section, "auth")
    for node in (document.node, clouds, section, auth):
        for key, line in _repeated(node):
            if node is clouds and key != cloud:
                continue
            yield Remark(
                f"{document.path}:{line}: '{key}:' stands twice; only the last one counts",
                "Merge the two.",
                "key-twice",
            )


def _repeated(node: Any) -> Iterator[tuple[str, int]]:
    """Iterate over the keys that a mapping repeats, each with its line."""
    keys = set()
    pairs = getattr(node, "value", None)
    if not isinstance(pairs, list):
        return
    for pair in pairs:
        if not isinstance(pair, tuple):
            continue
        name, _ = pair
        key = spelling(name.value)
        if key in keys:
            yield key, name.start_mark.line + 1
        keys.add(key)

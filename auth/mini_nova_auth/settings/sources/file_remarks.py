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


def defect(document: Document, cloud: str) -> str:
    """Describe why clouds.yaml has no settings of a cloud that it names; '' if it has.

    ``cloud`` may be ''.
    """
    if "clouds" not in document.content:
        return f"{document.path} has no 'clouds:' section"
    clouds = document.content["clouds"]
    if not isinstance(clouds, dict):
        return f"'clouds:' of {document.path} is empty or no mapping"
    keys: tuple[str, ...] = ("clouds", cloud)
    section = clouds.get(cloud, {})
    if isinstance(section, dict):
        keys = (*keys, "auth")
        section = section.get("auth", {})
    if isinstance(section, dict):
        return ""
    name = f"'auth:' of \"{cloud}\"" if keys[-1] == "auth" else f'the cloud "{cloud}"'
    return f"{document.place(keys)}: {name} is empty or no mapping"


def defects(document: Document, cloud: str) -> Iterator[Remark]:
    """Report why clouds.yaml has no settings of a cloud."""
    complaint = defect(document, cloud)
    if complaint:
        hint = "A cloud is written as clouds: {NAME: {auth: {auth_url: URL, username: NAME}}}."
        yield Remark(complaint, hint, "file-odd")


def repeated_keys(document: Document, cloud: str) -> Iterator[Remark]:
    """Report the keys that stand twice in a cloud's section, or on the way to it."""
    _, clouds = child(document.node, "clouds")
    _, section = child(clouds, cloud)
    _, auth = child(section, "auth")
    for node in (document.node, clouds, section, auth):
        for key, line in _repeated(node):
            if node is clouds and key != spelling(cloud):
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

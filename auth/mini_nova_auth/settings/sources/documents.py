"""Configuration files (YAML or JSON) that remember the line of each value."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from mini_nova_auth.errors import ConfigurationError

YAML_SUFFIXES = (".yaml", ".yml")
SUFFIXES = (*YAML_SUFFIXES, ".json")


MAX_SIZE = 4 * 1024 * 1024  # bytes: a file of this size takes seconds, and none is so large
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # YAML's other encoding begins with one of these marks


class Document(NamedTuple):
    """A file's content. ``node`` is YAML's parse tree, which has line numbers, or None.

    ``is_foreign``: the file is in the current directory, and may be somebody else's.
    ``commands`` are the keys that lead to its password commands, which are left out of the content.
    """

    path: Path
    content: dict[str, Any]
    node: Any = None
    is_foreign: bool = False
    commands: tuple[tuple[str, ...], ...] = ()

    def place(self, keys: tuple[str | int, ...]) -> str:
        """Return ``path:line`` of a value, or only the path if the line is unknown."""
        line = line_of(self.node, keys)
        if not line:
            return str(self.path)
        return f"{self.path}:{line}"

    def literal(self, keys: tuple[str | int, ...]) -> str:
        """Return a scalar as it is written in the file; '' if it is not known."""
        node = self.node
        for key in keys:
            _, node = child(node, key)
        text = getattr(node, "value", "")
        return text if isinstance(text, str) else ""

    def has(self, keys: tuple[str | int, ...]) -> bool:
        """Return whether the keys lead to a value."""
        value: Any = self.content
        for key in keys:
            value = _member(value, key)
        return value is not None


def _member(container: Any, key: str | int) -> Any:
    """Return an item of a mapping or list; None if there is none."""
    if isinstance(container, dict):
        for name, item in container.items():
            if spelling(name) == spelling(key):
                return item
    elif isinstance(container, list) and isinstance(key, int) and key < len(container):
        return container[key]
    return None


def spelling(key: Any) -> str:
    """Spell a key as settings do: as text, with underscores for hyphens."""
    return str(key).replace("-", "_")


def line_of(node: Any, keys: Iterable[str | int]) -> int:
    """Return the line of a value in a YAML tree, counting from 1; 0 if it is not there."""
    line = 0
    for key in keys:
        start, node = child(node, key)
        line = 0 if start is None else start.start_mark.line + 1
    return line


def child(node: Any, key: str | int) -> tuple[Any, Any]:
    """Return the node at which a child starts (its key, in a mapping), and the child's own node.

    Both are None if there is no such child.
    """
    children = getattr(node, "value", None)
    if not isinstance(children, list):
        return None, None
    if isinstance(key, int):
        item = children[key] if key < len(children) else None
        return item, item
    for pair in reversed(children):  # the last of several equal keys counts
        if not isinstance(pair, tuple):
            continue
        name, value = pair
        if spelling(name.value) == spelling(key):
            return name, value
    return None, None


def parse(path: Path) -> Document:
    """Read the mapping in a file.

    Raises ConfigurationError, which never quotes the file because it may contain secrets.
    """
    data = _read(path)
    _check_encoding(path, data)
    parse_data = _parse_json if path.suffix == ".json" else _parse_yaml
    content, node = parse_data(path, data)
    if content is None:
        return Document(path, {})
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} is not a mapping with a 'clouds' section")
    return Document(path, content, node)


def _read(path: Path) -> bytes:
    """Return a file's bytes. Raises ConfigurationError if there are none, or absurdly many."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as problem:
        is_dangling = path.is_symlink() and not path.exists()
        reason = "it is a link to nothing" if is_dangling else problem.strerror
        raise ConfigurationError(
            f"{path} cannot be read: {reason}", hint="Check its name and permissions."
        ) from problem
    if len(data) > MAX_SIZE:
        raise ConfigurationError(
            f"{path} is larger than {MAX_SIZE // 1024**2} MiB, which no list of clouds is",
            hint="Check which file this is.",
        )
    return data


def _check_encoding(path: Path, data: bytes) -> None:
    if data.startswith(_UTF_16):
        return
    try:
        data.decode()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise ConfigurationError(
            f"{path}, line {line} is not UTF-8 text",
            hint="Save it as UTF-8, e.g. iconv -f latin1 -t utf-8.",
        ) from None


def _parse_json(path: Path, data: bytes) -> tuple[Any, Any]:
    try:
        return json.loads(data), _json_node(data)
    except (ValueError, RecursionError) as problem:
        line = f", line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
        raise ConfigurationError(
            f"{path}{line} is not valid JSON", hint="Check its commas and quotes."
        ) from None


def _json_node(data: bytes) -> Any:
    """Parse JSON as YAML for its line numbers; None if it uses one of the few differences."""
    import yaml

    try:
        return yaml.compose(data, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except Exception:  # as in _parse_yaml
        return None


def _parse_yaml(path: Path, data: bytes) -> tuple[Any, Any]:
    import yaml  # takes 15 ms, so only users of clouds.yaml load it

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(data)
        try:
            node = loader.get_single_node()
            content = None if node is None else loader.construct_document(node)
            return content, node
        finally:
            loader.dispose()
    except Exception as problem:  # PyYAML raises all kinds of errors for odd documents
        mark = getattr(problem, "problem_mark", None)
        line = "" if mark is None else f", line {mark.line + 1}"
        raise ConfigurationError(
            f"{path}{line} is not valid YAML", hint="Check its indentation and quotes."
        ) from None

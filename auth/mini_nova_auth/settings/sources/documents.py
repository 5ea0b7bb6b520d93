"""Configuration files (YAML or JSON) that remember on which line each value stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from mini_nova_auth.errors import ConfigurationError

YAML_SUFFIXES = (".yaml", ".yml")
SUFFIXES = (*YAML_SUFFIXES, ".json")


class Document(NamedTuple):
    """A file's content. ``node`` is YAML's parse tree, which knows lines; None where there is none."""

    path: Path
    content: dict[str, Any]
    node: Any = None

    def place(self, keys: tuple[str | int, ...]) -> str:
        """``path:line`` of the value that the keys lead to; the path alone where its line is not known."""
        line = line_of(self.node, keys)
        return f"{self.path}:{line}" if line else str(self.path)

    def has(self, keys: tuple[str | int, ...]) -> bool:
        """Whether the keys lead to a value."""
        value: Any = self.content
        for key in keys:
            if isinstance(value, dict):
                value = next(
                    (item for name, item in value.items() if spelling(name) == spelling(key)), None
                )
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return False
        return value is not None


def spelling(key: Any) -> str:
    """A key as settings are named: text, with underscores for hyphens."""
    return str(key).replace("-", "_")


def line_of(node: Any, keys: Iterable[str | int]) -> int:
    """The line (from 1) of the value that the keys lead to in a YAML tree; 0 where there is none."""
    line = 0
    for key in keys:
        pairs = getattr(node, "value", None)
        if not isinstance(pairs, list):
            return 0
        if isinstance(key, int):
            found = pairs[key] if key < len(pairs) else None
            line = 0 if found is None else found.start_mark.line + 1
        else:
            name, found = next(
                (
                    p
                    for p in reversed(pairs)
                    if isinstance(p, tuple) and spelling(p[0].value) == spelling(key)
                ),
                (None, None),
            )
            line = 0 if name is None else name.start_mark.line + 1
        node = found
    return line


def parse(path: Path) -> Document:
    """The mapping in a file. Raises ConfigurationError, which never quotes the file: it holds secrets."""
    try:
        text = path.read_bytes()
    except OSError as problem:
        raise ConfigurationError(
            f"{path} cannot be read: {problem.strerror}", hint="Check its name and mode."
        ) from problem
    content, node = _json(path, text) if path.suffix == ".json" else _yaml(path, text)
    if content is None:
        return Document(path, {})
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} is not a mapping with a 'clouds' section")
    return Document(path, content, node)


def _json(path: Path, text: bytes) -> tuple[Any, Any]:
    try:
        return json.loads(text), _json_node(text)
    except (ValueError, RecursionError) as problem:
        at = f", line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
        raise ConfigurationError(
            f"{path}{at} is not valid JSON", hint="Check its commas and quotes."
        ) from None


def _json_node(text: bytes) -> Any:
    """The lines of JSON, which is YAML but for details; None where these are in the way."""
    import yaml

    try:
        return yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except Exception:  # as in _yaml
        return None


def _yaml(path: Path, text: bytes) -> tuple[Any, Any]:
    import yaml  # costs 15 ms: only those who use clouds.yaml pay it

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            node = loader.get_single_node()
            return (None if node is None else loader.construct_document(node)), node
        finally:
            loader.dispose()
    except Exception as problem:  # for odd documents PyYAML raises all sorts
        mark = getattr(problem, "problem_mark", None)
        at = f", line {mark.line + 1}" if mark is not None else ""
        raise ConfigurationError(
            f"{path}{at} is not valid YAML", hint="Check its indentation and quotes."
        ) from None

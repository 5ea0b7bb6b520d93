"""The shape of an answer: its status, its keys and the types of their values; and how two shapes
differ.
"""

from __future__ import annotations

from typing import Any

MAPS = (
    "metadata",
    "extra_specs",
    "addresses",
    "hosts",
    "cpu_info",
    "rules",
    "links",
    "allocations",
    "provider_summaries",
    "mappings",
)  # keyed by users' words


def shape(value: Any, name: str = "") -> Any:
    """A value with its texts, numbers and truths replaced by their kinds.

    A list is the union of its items.
    """
    if isinstance(value, dict):
        if name in MAPS and name != "links":
            return "object"
        return {key: shape(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        merged: Any = None
        for item in value:
            merged = shape(item) if merged is None else union(merged, shape(item))
        return [merged]
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "null" if value is None else "text"


def union(one: Any, other: Any) -> Any:
    """What both shapes have between them; a member that one lacks is marked with ``?``."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = {name.rstrip("?") for name in (*one, *other)}
        merged = {}
        for name in sorted(names):
            here, there = _member(one, name), _member(other, name)
            always = name in one and name in other
            value = (
                union(here, there)
                if here is not None and there is not None
                else here
                if here is not None
                else there
            )
            merged[name if always else f"{name}?"] = value
        return merged
    if isinstance(one, list) and isinstance(other, list):
        return [
            union(one[0], other[0])
            if one[0] is not None and other[0] is not None
            else one[0] or other[0]
        ]
    return one if other in ("null", one) else other


def _member(shape_: dict[str, Any], name: str) -> Any:
    return shape_.get(name, shape_.get(f"{name}?"))


def differences(real: Any, ours: Any, path: str = "") -> list[str]:
    """How ours differs from the real one, a line each.

    Null fits every kind, an empty list every list.
    """
    if isinstance(real, dict) and isinstance(ours, dict):
        found = []
        for name in sorted({key.rstrip("?") for key in (*real, *ours)}):
            here, there = _member(real, name), _member(ours, name)
            optional = f"{name}?" in real or f"{name}?" in ours
            if here is None or there is None:
                if not optional:
                    found.append(
                        f"{path}.{name} is missing"
                        if there is None
                        else f"{path}.{name} is not in the real one"
                    )
                continue
            found += differences(here, there, f"{path}.{name}")
        return found
    if isinstance(real, list) and isinstance(ours, list):
        return (
            differences(real[0], ours[0], f"{path}[]")
            if real[0] is not None and ours[0] is not None
            else []
        )
    if real == ours or "null" in (real, ours):
        return []
    return [f"{path} is {_kind(ours)}, the real one {_kind(real)}"]


def _kind(value: Any) -> str:
    return (
        "object" if isinstance(value, dict) else "list" if isinstance(value, list) else str(value)
    )

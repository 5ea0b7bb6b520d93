"""Reading ``key=value`` arguments, as the classic client does."""

from __future__ import annotations

from collections.abc import Iterable

from mini_nova.errors import BadUsage


def pair(text: str, option: str = "") -> tuple[str, str]:
    """Return a key and its value. Raises BadUsage, in the classic client's words."""
    key, separator, value = text.partition("=")
    if not separator or not key:
        hint = f"It is an argument of {option}." if option else ""
        raise BadUsage(f"'{text}' is not in the format of 'key=value'", hint=hint)
    return key, value


def pairs(texts: Iterable[str], option: str = "") -> dict[str, str]:
    """Return the values by their keys; the last of a key counts. Raises BadUsage."""
    return dict(pair(text, option) for text in texts)


def values(texts: Iterable[str]) -> dict[str, str | None]:
    """Return the values of ``key=value`` arguments by their keys; None for a key alone."""
    result = {}
    for text in texts:
        key, separator, value = text.partition("=")
        result[key] = value if separator else None
    return result


def keys(texts: Iterable[str]) -> list[str]:
    """Return the keys of ``key`` or ``key=value`` arguments, each once, in their order."""
    names = [text.partition("=")[0] for text in texts]
    return list(dict.fromkeys(names))

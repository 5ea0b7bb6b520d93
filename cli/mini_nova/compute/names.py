"""Telling ids from names, and finding one thing by its exact name. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from mini_nova.errors import Ambiguous, BadUsage, NotFound

# Patterns are compiled (and kept by re) when they are first used: most commands use none of them.
_UUID = r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}"
_NUMBER = r"[0-9]{1,18}"
_NOT_LITERAL = r"[^A-Za-z0-9_ -]"
_LONGEST_NAME = 255


def is_id(text: str) -> bool:
    """Whether it looks like an id: a UUID (dashes optional) or an integer. Such go into a request without a lookup."""
    return bool(re.fullmatch(_UUID, text) or re.fullmatch(_NUMBER, text))


def is_uuid(text: str) -> bool:
    """Whether it looks like a UUID."""
    return bool(re.fullmatch(_UUID, text))


def segment(text: str) -> str:
    """An id as one segment of a path. Raises BadUsage for what can be none."""
    if text in ("", ".", "..") or not text.isprintable():
        raise BadUsage(f"{text!r} is not an id")
    return quote(text, safe="")


def checked_name(text: str, what: str) -> str:
    """A name as the user gave it. Raises BadUsage for an empty, overlong or unprintable one."""
    if not text.strip() or len(text) > _LONGEST_NAME or not text.isprintable():
        raise BadUsage(
            f"{text[:60]!r} is not a name for a {what}",
            hint=f"A name has 1 to {_LONGEST_NAME} characters, and no line breaks or control characters.",
        )
    return text


def exact_pattern(name: str, *, numbered: bool = False) -> str:
    """A value for Nova's ``name`` filter, a regular expression, that lets this name through and little else.

    Characters that could mean something in any dialect become ``.``; the exact comparison is the caller's.
    ``numbered`` lets ``name-1``, ``name-2``... through as well.
    """
    return f"^{re.sub(_NOT_LITERAL, '.', name)}" + ("" if numbered else "$")


def plain_pattern(name: str) -> str:
    """A value for the ``name`` filter that lets this name through also where the filter is a part of the name.

    '' (no filter) for a name with characters that mean something in regular expressions.
    """
    return "" if re.search(_NOT_LITERAL, name) else name


def only(found: Iterable[Mapping[str, Any]], kind: str, wanted: str) -> Mapping[str, Any]:
    """The one thing of an exact name; its id counts too. An id beats a name.

    Raises NotFound or Ambiguous, in the classic client's words.
    """
    listed = [item for item in found if item.get("id") not in (None, "")]
    matches = [item for item in listed if str(item.get("id")) == wanted] or [
        item for item in listed if item.get("name") == wanted
    ]
    if not matches and kind in ("image", "network"):
        raise NotFound(
            f"No {kind.capitalize()} matching {wanted}.", hint=_list_hint(kind), status=404
        )
    if not matches:
        raise NotFound(f"No {kind} with a name or ID of '{wanted}' exists.", hint=_list_hint(kind))
    if len(matches) > 1:
        ids = ", ".join(str(item.get("id")) for item in matches)
        raise Ambiguous(
            f"Multiple {kind} matches found for '{wanted}', use an ID to be more specific.",
            hint=f"They are: {ids}",
        )
    return matches[0]


def _list_hint(kind: str) -> str:
    return {
        "server": "'mini-nova list' shows the project's servers.",
        "flavor": "'mini-nova flavor-list' shows what there is.",
        "image": "'mini-nova image-list' shows what there is.",
    }.get(kind, "")

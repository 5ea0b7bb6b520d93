"""Telling ids from names, and choosing the only thing with an exact name. No I/O of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import quote

from mini_nova.errors import Ambiguous, BadUsage, CommandError, MiniNovaError, NotFound
from mini_nova_auth import lenient
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire.message import NOT_FOUND

# Patterns are compiled (and kept by re) at their first use: most commands use none of them.
_UUID = r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}"
_NUMBER = r"[0-9]{1,18}"
_NOT_LITERAL = r"[^A-Za-z0-9_ -]"
_LONGEST_NAME = 255
_ENOUGH = 1000  # items to suggest one of

Item = Mapping[str, Any]
T = TypeVar("T")


def is_id(text: str) -> bool:
    """Whether a text looks like an id, a UUID or an integer: it is sent without a lookup."""
    is_number = re.fullmatch(_NUMBER, text)
    return bool(is_number) or is_uuid(text)


def is_uuid(text: str) -> bool:
    """Whether a text looks like a UUID; dashes are optional."""
    match = re.fullmatch(_UUID, text)
    return match is not None


def by_id_or_name(
    reference: str,
    call: Callable[[str], T],
    id_of_name: Callable[[str], str],
    *,
    looks_like_id: Callable[[str], bool] = is_id,
) -> T:
    """Call with an id, and return what the call returns.

    What looks like an id costs no lookup, unless the call raises NotFound: then, as for any other
    reference, it is called with the id of the thing of that name. Raises what ``call`` and
    ``id_of_name`` raise.
    """
    if looks_like_id(reference):
        try:
            return call(reference)
        except NotFound:
            pass  # a name that looks like an id
    return call(id_of_name(reference))


def slug(name: str) -> str:
    """Return a name as some of the classic client's sentences have it: ``my-vm`` for ``My VM``."""
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", name)
    plain = decomposed.encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^\w\s-]", "", plain).strip().lower()
    return re.sub(r"[-\s]+", "-", words)


def segment(text: str) -> str:
    """Return an id as one segment of a path. Raises BadUsage if it cannot be one."""
    is_step = text in ("", ".", "..")
    if is_step or not text.isprintable():
        raise BadUsage(f"{text!r} is not an id")
    return quote(text, safe=":")


def checked_name(text: str, kind: str) -> str:
    """Return a name unchanged. Raises BadUsage if it is empty, overlong or unprintable."""
    fault = _fault_of_name(text)
    if fault:
        raise BadUsage(
            f"{text[:60]!r} is not a name for a {kind}: {fault}",
            hint=f"A name has 1 to {_LONGEST_NAME} characters, "
            "and no line breaks or control characters.",
        )
    return text


def _fault_of_name(text: str) -> str:
    """Say what is wrong with a name; '' if nothing is."""
    if not text:
        return "it is empty"
    if not text.strip():
        return "it is blank"
    length = len(text)
    if length > _LONGEST_NAME:
        return f"it has {length} characters"
    if not text.isprintable():
        return "it has a line break or a control character"
    return ""


def exact_pattern(name: str, *, numbered: bool = False) -> str:
    """Return a value for Nova's ``name`` filter that matches this name and little else.

    The filter is a regular expression. Characters that mean something in some dialect become ``.``;
    the caller compares exactly. ``numbered`` also matches ``name-1``, ``name-2``...
    """
    pattern = re.sub(_NOT_LITERAL, ".", name)
    if numbered:
        return f"^{pattern}"
    return f"^{pattern}$"


def plain_pattern(name: str) -> str:
    """Return a value for the ``name`` filter that also works as a part of the name.

    '' (no filter) if characters of the name mean something in regular expressions.
    """
    if re.search(_NOT_LITERAL, name):
        return ""
    return name


def plain_part(name: str) -> str:
    """Return the longest part of a name that is a ``plain_pattern``, to list little else; or ''."""
    parts = [part.strip() for part in re.split(_NOT_LITERAL, name)]
    return max(parts, key=len)


def choose(
    items: Iterable[Item],
    kind: str,
    reference: str,
    read_all: Callable[[], Iterable[Item]] = tuple,
) -> Item:
    """Return the only item with that id or exact name; an id beats a name.

    If there are no items, ``read_all`` reads all there are, and one of a similar name is suggested.
    Raises NotFound or Ambiguous, in the classic client's words.
    """
    candidates = list(items)
    matches = _matches(candidates, reference)
    if not matches:
        raise _not_found(kind, reference, candidates or _first_items(read_all))
    if len(matches) > 1:
        ids = [str(item.get("id")) for item in matches]
        listing = ", ".join(ids)
        raise Ambiguous(
            f"Multiple {kind} matches found for '{reference}', use an ID to be more specific.",
            hint=f"They are: {listing}",
        )
    return matches[0]


def _matches(items: Iterable[Item], reference: str) -> list[Item]:
    """Return the item with that id, else those with that name. Items of one id are one thing."""
    by_name: dict[str, Item] = {}
    for item in items:
        identity = item.get("id")
        if identity in (None, ""):
            continue
        if str(identity) == reference:
            return [item]
        if item.get("name") == reference:
            by_name.setdefault(str(identity), item)
    return list(by_name.values())


def _first_items(read_all: Callable[[], Iterable[Item]]) -> list[Item]:
    """Return the first items; none if they cannot be read, as a suggestion is worth no error."""
    try:
        return list(islice(read_all(), _ENOUGH))
    except (MiniNovaError, AuthToolkitError):
        return []


def _not_found(kind: str, reference: str, candidates: Iterable[Item]) -> NotFound:
    from mini_nova.refusal_hints import listing_hint
    from mini_nova.spelling import did_you_mean, likely

    names = [lenient.text_at(item, "name") for item in candidates]
    suggestion = did_you_mean(likely(reference, names))
    hint = f"{suggestion} {listing_hint(kind)}".strip()
    if kind in ("image", "network"):
        title = kind.capitalize()
        sentence = f"No {title} matching {reference}."
        problem = NotFound(sentence, hint=hint, status=NOT_FOUND)
        problem.kind = CommandError.kind  # as the classic client says it
        return problem
    sentence = f"No {kind} with a name or ID of '{reference}' exists."
    return NotFound(sentence, hint=hint)

"""The filters and pages of v3's lists.

``name=x`` is exact; ``name__contains``, ``__startswith`` and ``__endswith`` compare a part, and with
an ``i`` (``name__icontains``) without regard to case. Other parameters are ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound

COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda value, text: text in value,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
FALSE_WORDS = ("0", "false", "off", "no")
View = dict[str, Any]


def matching(call: Call, views: Iterable[View], names: Iterable[str]) -> list[View]:
    """Return the views that fit the query in the members of these names."""
    known_names = set(names)
    matches = list(views)
    for parameter, text in call.query:
        name, _, comparison = parameter.partition("__")
        if name in known_names:
            matches = [view for view in matches if _fits(view.get(name), comparison, text)]
    return matches


def _fits(value: Any, comparison: str, text: str) -> bool:
    """Whether a member fits a comparison of the query; an unknown comparison fits everything."""
    if not comparison:
        return _is_equal(value, text)
    if comparison in COMPARISONS:
        return COMPARISONS[comparison](str(value), text)
    caseless = COMPARISONS.get(comparison.removeprefix("i"))
    if caseless is None:
        return True
    return caseless(str(value).lower(), text.lower())


def _is_equal(value: Any, text: str) -> bool:
    if isinstance(value, bool):
        return value == is_true(text)
    if value is None:
        return not text
    return str(value) == text


def is_true(text: str) -> bool:
    """Whether a query's word is true; the empty word is, as in ``?effective``."""
    return text.lower() not in FALSE_WORDS


def page(call: Call, items: list[Any]) -> tuple[list[Any], str]:
    """Return the items after ``marker``, at most ``limit``, and the marker of the next page or ''.

    Raises BadRequest for a bad limit, NotFound for an unknown marker.
    """
    if "limit" not in dict(call.query):
        return items, ""
    limit = _limit(call.query_value("limit"))
    rest = _after(items, call.query_value("marker"))
    if len(rest) <= limit:
        return rest, ""
    shown = rest[:limit]
    return shown, str(shown[-1].get("id", ""))


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9])):
        raise BadRequest(f"Invalid input for field/attribute limit. Value: {text}.")
    return int(text[:9])


def _after(items: list[Any], marker: str) -> list[Any]:
    if not marker:
        return items
    ids = [item.get("id") for item in items]
    if marker not in ids:
        raise NotFound(f"Marker {marker} could not be found.")
    return items[ids.index(marker) + 1 :]

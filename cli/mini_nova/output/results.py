"""What a command may return: Rows (a list with columns), a Record (one object) or Sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

MISSING = object()  # in place of a value that an object lacks: an empty cell, unlike None


def _is_not_optional(name: str) -> bool:
    return False


class Column(NamedTuple):
    """A column of a list: its header in the classic client's spelling, and a function for its cells.

    The function takes one of the API's objects.
    """

    title: str
    cell: Callable[[Mapping[str, Any]], Any]


class Rows(NamedTuple):
    """The API's objects, and the columns of their table.

    ``sort`` is the index of the column that tables are sorted by. ``optional`` says whether ``-c``
    accepts one of the API's names even if an object lacks it.
    """

    items: Iterable[Mapping[str, Any]]
    columns: tuple[Column, ...]
    sort: int | None = None
    optional: Callable[[str], bool] = _is_not_optional


class Record(NamedTuple):
    """One of the API's objects, and the properties that a table shows of it.

    ``optional`` says whether ``-c`` accepts a name even if the object lacks it. With ``-f env`` a
    shell first unsets the variables in ``unset``; ``environment`` replaces the properties, unless
    it is None.
    """

    item: Mapping[str, Any]
    properties: Mapping[str, Any]
    optional: Callable[[str], bool] = _is_not_optional
    environment: Mapping[str, str] | None = None
    unset: tuple[str, ...] = ()


class Sentences(NamedTuple):
    """Plain lines, from commands that return no data; each is shown as soon as it is known."""

    lines: Iterable[str]


Result = Rows | Record | Sentences


def field(title: str, key: str = "") -> Column:
    """Return a column for one key of the object: by default the title, as in ``auth_url``."""
    if not key:
        key = title.lower().replace(" ", "_")

    def cell(item: Mapping[str, Any]) -> Any:
        return item.get(key, MISSING)

    return Column(title, cell)

"""What a command may return: Rows (a list with declared columns), Record (one thing), Sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

MISSING = object()  # a cell that the answer has no value for: empty, unlike None


class Column(NamedTuple):
    """A column of a list: its header, as the classic client spells it, and its cell for one of the API's objects."""

    title: str
    cell: Callable[[Mapping[str, Any]], Any]


class Rows(NamedTuple):
    """The API's objects, and the columns that tables show of them. ``sort`` is the column tables are sorted by.

    ``optional`` tells which of the API's names are right to ask for although an object may lack them.
    """

    items: Iterable[Mapping[str, Any]]
    columns: tuple[Column, ...]
    sort: int | None = None
    optional: Callable[[str], bool] = lambda name: False


class Record(NamedTuple):
    """One of the API's objects, and the properties that a table shows of it.

    ``optional`` tells which property names are right to ask for although this answer may lack them. ``environment``
    is what a shell is to be given of it, where that is other than the properties, and ``unset`` what it is to lose first.
    """

    item: Mapping[str, Any]
    properties: Mapping[str, Any]
    optional: Callable[[str], bool] = lambda name: False
    environment: Mapping[str, str] | None = None
    unset: tuple[str, ...] = ()


class Sentences(NamedTuple):
    """Plain lines, for commands that only do something."""

    lines: tuple[str, ...]


Result = Rows | Record | Sentences


def field(title: str, key: str = "") -> Column:
    """A column that shows one key of the object; by default the title in lower case with underscores."""
    key = key or title.lower().replace(" ", "_")
    return Column(title, lambda item: item.get(key, MISSING))

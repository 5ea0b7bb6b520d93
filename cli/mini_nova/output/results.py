"""What a command may return: Rows (a list with columns), a Record (one object), a Text, Sentences,
or several of them as Parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

MISSING = object()  # in place of a value that an object lacks: an empty cell, unlike None


def _is_not_optional(name: str) -> bool:
    return False


class Column(NamedTuple):
    """A column of a list: its header in the classic client's spelling, and a function for its cells.

    The function takes one of the API's objects. In a table None is ``-``; it is ``None`` if the
    column is ``formatted``, as those are for which the classic client has a formatter.
    """

    title: str
    cell: Callable[[Mapping[str, Any]], Any]
    formatted: bool = False


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
    it is None. With ``wrap`` the table breaks each value at so many characters, and None is
    ``None``, as in the classic client; 0 is no limit.
    """

    item: Mapping[str, Any]
    properties: Mapping[str, Any]
    optional: Callable[[str], bool] = _is_not_optional
    environment: Mapping[str, str] | None = None
    unset: tuple[str, ...] = ()
    wrap: int = 0


class Sentences(NamedTuple):
    """Plain lines, from commands that return no data; each is shown as soon as it is known."""

    lines: Iterable[str]


class Text(NamedTuple):
    """One text, as a console's log or a private key: written as it is, with a line break at its end.

    On a terminal its control characters are left out. In json and yaml it is an object with the one
    member ``key``.
    """

    key: str
    text: str


class Parts(NamedTuple):
    """Several results, which people see one below the other: two tables, or a table and a sentence.

    For programs, and with ``-c``, ``data`` takes their place: one array or one object.
    """

    parts: tuple[Rows | Record | Sentences | Text, ...]
    data: Rows | Record


Result = Rows | Record | Sentences | Text | Parts


def in_memory(result: Result) -> Any:
    """Return a result of the same kind that can be shown several times: all of it has been read."""
    if isinstance(result, Rows):
        return result._replace(items=list(result.items))
    if isinstance(result, Sentences):
        return result._replace(lines=list(result.lines))
    if isinstance(result, Parts):
        return _parts_in_memory(result)
    return result


def _parts_in_memory(result: Parts) -> Parts:
    """Return parts in memory. The data may be one of the parts, and is read once only."""
    data = in_memory(result.data)
    parts = [data if part is result.data else in_memory(part) for part in result.parts]
    return Parts(tuple(parts), data)


def field(title: str, key: str = "", *, formatted: bool = False) -> Column:
    """Return a column for one key of the object: by default the title, as in ``auth_url``."""
    if not key:
        key = title.lower().replace(" ", "_")

    def cell(item: Mapping[str, Any]) -> Any:
        return item.get(key, MISSING)

    return Column(title, cell, formatted)

"""The columns and keys that ``-c`` names, whatever their case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mini_nova.errors import BadUsage
from mini_nova.output.results import MISSING, Column, Record, Rows


def columns(result: Rows, names: Sequence[str]) -> Sequence[Column]:
    """Return the columns of these names, or of keys that items may have; without names, all.

    Raises BadUsage for an unknown name.
    """
    if not names:
        return result.columns
    return [_column(result, name) for name in names]


def items(result: Rows, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the API's objects, or their values of these names. Raises BadUsage."""
    for item in result.items:
        yield _keys(item, names, result)


def item(result: Record, names: Sequence[str]) -> Mapping[str, Any]:
    """Return the API's object, or its named keys alone."""
    if not names:
        return result.item
    values = {**result.properties, **result.item}
    return {name: _value(values, name, None) for name in names}


def properties(result: Record, names: Sequence[str]) -> Mapping[str, Any]:
    """Return the properties to show; without names all that the record declares."""
    if not names:
        return result.properties
    values = {**result.item, **result.properties}
    return {name: _value(values, name, MISSING) for name in names}


def check(result: Record, names: Sequence[str]) -> None:
    """Raise BadUsage if a name is neither a key of the item nor a property of the record."""
    values = {**result.properties, **result.item}
    for name in names:
        has_key = _key(values, name) is not None
        if not has_key and not result.optional(name):
            raise _no_column(name, sorted(values))


def _column(result: Rows, name: str) -> Column:
    folded_name = name.casefold()
    for column in result.columns:
        if column.title.casefold() == folded_name:
            return column
    if result.optional(name):
        return Column(name, lambda item: _value(item, name, MISSING))
    titles = [column.title for column in result.columns]
    raise _no_column(name, titles)


def _keys(item: Mapping[str, Any], names: Sequence[str], result: Rows) -> Mapping[str, Any]:
    """Return the object's values of these names: its own keys first, then the table's columns."""
    if not names:
        return item
    titles = [column.title for column in result.columns]
    values = {}
    for name in names:
        is_key = name in item or (name not in titles and _key(item, name) is not None)
        if is_key:
            values[name] = _value(item, name, None)
            continue
        column = _column(result, name)
        cell = column.cell(item)
        values[name] = None if cell is MISSING else cell
    return values


def _value(values: Mapping[str, Any], name: str, default: Any) -> Any:
    """Return the value of a name, whatever its case."""
    key = _key(values, name)
    if key is None:
        return default
    return values[key]


def _key(values: Mapping[str, Any], name: str) -> str | None:
    """Return the key that is the name, or differs from it in case only; None if there is none."""
    if name in values:
        return name
    folded_name = name.casefold()
    for key in values:
        if key.casefold() == folded_name:
            return key
    return None


def _no_column(name: str, columns: Sequence[str]) -> BadUsage:
    names = ", ".join(columns)
    return BadUsage(f'there is no column "{name}"; there are {names}')

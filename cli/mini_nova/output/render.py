"""Render a command's result in a format, as pieces of text to be written one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mini_nova.errors import BadUsage
from mini_nova.output import machine, table
from mini_nova.output.results import MISSING, Column, Record, Result, Rows, Sentences, field

CARRIES_OBJECTS = ("json", "jsonl", "yaml")  # the formats that carry the API's own objects


def render(
    result: Result, output_format: str, columns: Sequence[str] = (), width: int | None = None
) -> Iterator[str]:
    """Return the pieces of text.

    ``columns`` are the names given with ``-c``, in their order; none means all. Tables are wrapped
    to ``width`` columns, if it is given. Raises BadUsage for an unknown column.
    """
    if isinstance(result, Sentences):
        if output_format == "table":
            lines = map(table.list_cell, result.lines)
            return iter([f"{line}\n" for line in lines])
        messages = [{"message": line} for line in result.lines]
        result = Rows(messages, (field("message"),))
    if isinstance(result, Record):
        return _record(result, output_format, columns, width)
    return _rows(result, output_format, columns, width)


def _rows(
    result: Rows, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    if output_format in CARRIES_OBJECTS:
        objects = (_selected_keys(item, names, result) for item in result.items)
        return _objects(objects, output_format)
    columns = _selected_columns(result.columns, names)
    cells = ([column.cell(item) for column in columns] for item in result.items)
    titles = [column.title for column in columns]
    if output_format == "csv":
        return machine.as_csv(titles, cells)
    if output_format == "value":
        return machine.as_values(cells)
    if output_format == "env":
        return machine.as_numbered_exports(titles, cells)
    items = _sorted_items(result)
    rows = [_text_cells(item, columns) for item in items]
    return iter([table.draw(titles, rows, width)])


def _sorted_items(result: Rows) -> list[Mapping[str, Any]]:
    """Sort as the classic client does: by one column, ties by the whole row, as plain text."""
    items = list(result.items)
    if result.sort is None:
        return items
    sort_column = result.columns[result.sort]

    def key(item: Mapping[str, Any]) -> tuple[str, list[str]]:
        cell = sort_column.cell(item)
        row = _text_cells(item, result.columns)
        return table.list_cell(cell), row

    return sorted(items, key=key)


def _text_cells(item: Mapping[str, Any], columns: Sequence[Column]) -> list[str]:
    return [table.list_cell(column.cell(item)) for column in columns]


def _objects(objects: Iterator[Mapping[str, Any]], output_format: str) -> Iterator[str]:
    if output_format == "jsonl":
        return machine.as_jsonl(objects)
    values = list(objects)
    if output_format == "json":
        return iter([machine.as_json(values)])
    return iter([machine.as_yaml(values)])


def _record(
    result: Record, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    _check_names(result, names)
    if output_format in CARRIES_OBJECTS:
        return _object(_item(result, names), output_format)
    if output_format == "env" and result.environment is not None and not names:
        return machine.as_exports(result.environment, unset=result.unset)
    properties = _properties(result, names)
    values = list(properties.values())
    if output_format == "csv":
        return machine.as_csv(list(properties), [values])
    if output_format == "value":
        return machine.as_values([[value] for value in values])
    if output_format == "env":
        return machine.as_exports(properties)
    rows = table.property_rows(properties)
    return iter([table.draw(("Property", "Value"), rows, width)])


def _check_names(result: Record, names: Sequence[str]) -> None:
    """Raise BadUsage if a name is neither a key of the item nor a property of the record."""
    known = {*result.properties, *result.item}
    for name in names:
        if name not in known and not result.optional(name):
            raise _no_column(name, sorted(known))


def _item(result: Record, names: Sequence[str]) -> Mapping[str, Any]:
    """Return the API's object, or its named keys alone."""
    if not names:
        return result.item
    values = {**result.properties, **result.item}
    return {name: values.get(name) for name in names}


def _properties(result: Record, names: Sequence[str]) -> Mapping[str, Any]:
    """Return the properties to show; without names all that the record declares."""
    if not names:
        return result.properties
    values = {**result.item, **result.properties}
    return {name: values.get(name, MISSING) for name in names}


def _object(item: Mapping[str, Any], output_format: str) -> Iterator[str]:
    if output_format == "jsonl":
        return machine.as_jsonl([item])
    if output_format == "json":
        return iter([machine.as_json(item)])
    return iter([machine.as_yaml(dict(item))])


def _selected_columns(columns: Sequence[Column], names: Sequence[str]) -> Sequence[Column]:
    """Return the columns of these names, whatever their case. Raises BadUsage."""
    if not names:
        return columns
    by_name = {column.title.casefold(): column for column in columns}
    selection = []
    for name in names:
        column = by_name.get(name.casefold())
        if column is None:
            raise _no_column(name, [column.title for column in columns])
        selection.append(column)
    return selection


def _selected_keys(
    item: Mapping[str, Any], names: Sequence[str], result: Rows
) -> Mapping[str, Any]:
    """Return the object's values of these names: its own keys first, then the table's columns."""
    if not names:
        return item
    values = {}
    for name in names:
        if name in item or result.optional(name):
            values[name] = item.get(name)
        else:
            column = _selected_columns(result.columns, [name])[0]
            cell = column.cell(item)
            values[name] = None if cell is MISSING else cell
    return values


def _no_column(name: str, columns: Sequence[str]) -> BadUsage:
    known = ", ".join(columns)
    return BadUsage(f'there is no column "{name}"; there are {known}')

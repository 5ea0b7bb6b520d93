"""A command's result in the format asked for, as pieces of text to be written one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mini_nova.errors import BadUsage
from mini_nova.output import machine, table
from mini_nova.output.results import MISSING, Column, Record, Result, Rows, Sentences, field


def render(result: Result, output_format: str, columns: Sequence[str] = ()) -> Iterator[str]:
    """The pieces of text. ``columns`` are the ones asked for with ``-c``, in their order; none means all.

    Raises BadUsage for a column that is not there.
    """
    if isinstance(result, Sentences):
        if output_format == "table":
            return iter([f"{table.list_cell(line)}\n" for line in result.lines])
        result = Rows([{"message": line} for line in result.lines], (field("message"),))
    if isinstance(result, Record):
        return _record(result, output_format, columns)
    return _rows(result, output_format, columns)


def _rows(result: Rows, output_format: str, names: Sequence[str]) -> Iterator[str]:
    if output_format in ("json", "jsonl", "yaml"):
        objects = (_picked(item, names, result) for item in result.items)
        return _objects(objects, output_format)
    columns = _columns(result.columns, names)
    cells = ([column.cell(item) for column in columns] for item in result.items)
    titles = [column.title for column in columns]
    if output_format == "csv":
        return machine.as_csv(titles, cells)
    if output_format == "value":
        return machine.as_values(cells)
    if output_format == "env":
        return machine.as_numbered_exports(titles, cells)
    return iter([_table(result, columns)])


def _table(result: Rows, columns: Sequence[Column]) -> str:
    """Sorted as the classic client does: by one column, ties by the whole row, as plain text."""
    items = list(result.items)
    rows = [[table.list_cell(column.cell(item)) for column in columns] for item in items]
    if result.sort is not None and items:
        by, declared = result.columns[result.sort], result.columns
        order = [
            (table.list_cell(by.cell(item)), [table.list_cell(c.cell(item)) for c in declared])
            for item in items
        ]
        rows = [rows[at] for at in sorted(range(len(rows)), key=order.__getitem__)]
    return table.draw([column.title for column in columns], rows)


def _objects(objects: Iterator[Mapping[str, Any]], output_format: str) -> Iterator[str]:
    if output_format == "jsonl":
        return machine.as_jsonl(objects)
    values = list(objects)
    return iter([machine.as_json(values) if output_format == "json" else machine.as_yaml(values)])


def _record(result: Record, output_format: str, names: Sequence[str]) -> Iterator[str]:
    both = {**result.properties, **result.item}
    unknown = [name for name in names if name not in both and not result.optional(name)]
    if unknown:
        raise BadUsage(f'there is no column "{unknown[0]}"; there are {", ".join(sorted(both))}')
    if output_format in ("json", "jsonl", "yaml"):
        item = {name: both.get(name) for name in names} if names else result.item
        if output_format == "jsonl":
            return machine.as_jsonl([item])
        return iter(
            [machine.as_json(item) if output_format == "json" else machine.as_yaml(dict(item))]
        )
    shown = {**both, **result.properties}
    picked = (
        {name: shown.get(name, MISSING) for name in names} if names else dict(result.properties)
    )
    if output_format == "csv":
        return machine.as_csv(list(picked), [list(picked.values())])
    if output_format == "value":
        return machine.as_values([[value] for value in picked.values()])
    if output_format == "env":
        own = result.environment is not None and not names
        return (
            machine.as_exports(result.environment or {}, unset=result.unset)
            if own
            else machine.as_exports(picked)
        )
    return iter([table.draw(("Property", "Value"), table.property_rows(picked))])


def _columns(declared: Sequence[Column], names: Sequence[str]) -> Sequence[Column]:
    if not names:
        return declared
    by_name = {column.title.casefold(): column for column in declared}
    unknown = [name for name in names if name.casefold() not in by_name]
    if unknown:
        known = ", ".join(column.title for column in declared)
        raise BadUsage(f'there is no column "{unknown[0]}"; there are {known}')
    return [by_name[name.casefold()] for name in names]


def _picked(item: Mapping[str, Any], names: Sequence[str], result: Rows) -> Mapping[str, Any]:
    """The object's keys that were asked for: its own names first, else the columns of the table."""
    if not names:
        return item
    picked = {}
    for name in names:
        if name in item or result.optional(name):
            picked[name] = item.get(name)
        else:
            cell = _columns(result.columns, [name])[0].cell(item)
            picked[name] = None if cell is MISSING else cell
    return picked

"""Render a command's result in a format, as pieces of text to be written one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from mini_nova.output import CARRIES_OBJECTS, machine, selection, table
from mini_nova.output.results import Column, Parts, Record, Result, Rows, Sentences, Text, field
from mini_nova.output.terminal import safe


def render(
    result: Result, output_format: str, columns: Sequence[str] = (), width: int | None = None
) -> Iterator[str]:
    """Return the pieces of text.

    ``columns`` are the names given with ``-c``, in their order; none means all. ``width`` is that
    of the terminal, if the text goes to one: tables are wrapped to it. Raises BadUsage for an
    unknown column.
    """
    if isinstance(result, Record):
        return _record(result, output_format, columns, width)
    if isinstance(result, Rows):
        return _rows(result, output_format, columns, width)
    if isinstance(result, Parts):
        return _parts(result, output_format, columns, width)
    if isinstance(result, Text):
        return _text(result, output_format, columns, width)
    return _sentences(result, output_format, columns, width)


def _parts(
    result: Parts, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    if output_format != "table" or names:
        return render(result.data, output_format, names, width)
    tables = (render(part, output_format, (), width) for part in result.parts)
    return chain.from_iterable(tables)


def _text(
    result: Text, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    item = {result.key: result.text}
    record = Record(item, item)
    selection.check(record, names)
    if output_format == "env":
        return machine.as_exports(item, line_breaks=True)
    if output_format not in ("table", "value"):
        return _record(record, output_format, names, width)
    text = result.text if width is None else safe(result.text, lines=True)
    return iter((text, "\n"))


def _sentences(
    result: Sentences, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    if output_format == "table":
        return _lines(result)
    rows = Rows(_messages(result), (field("message"),))
    selection.columns(rows, names)  # a wrong name is refused before a line is made
    return _rows(rows, output_format, names, width)


def _lines(sentences: Sentences) -> Iterator[str]:
    for line in sentences.lines:
        text = safe(line)
        yield f"{text}\n"


def _messages(sentences: Sentences) -> Iterator[dict[str, str]]:
    for line in sentences.lines:
        yield {"message": line}


def _rows(
    result: Rows, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    if output_format in CARRIES_OBJECTS:
        items = selection.items(result, names)
        return _objects(items, output_format)
    columns = selection.columns(result, names)
    titles = [column.title for column in columns]
    if output_format == "table":
        return _table(result, columns, width)
    cells = _cells(result.items, columns)
    if output_format == "csv":
        return machine.as_csv(titles, cells)
    if output_format == "value":
        return machine.as_values(cells)
    return machine.as_numbered_exports(titles, cells)


def _table(result: Rows, columns: Sequence[Column], width: int | None) -> Iterator[str]:
    titles = [column.title for column in columns]
    yield table.draw(titles, _table_rows(result, columns), width)


def _table_rows(result: Rows, columns: Sequence[Column]) -> list[Sequence[str]]:
    """Return the cells of a table, sorted as the classic client does, and nothing else of the items.

    It sorts by one column, and ties by the whole row, as plain text.
    """
    texts: dict[str, str] = {}  # one object for equal cells, of which a long list has many
    rows: list[Sequence[str]] = []
    keys = []
    for item in result.items:
        row = _text_cells(item, columns, texts)
        rows.append(row)
        if result.sort is not None:
            whole_row = (
                row if columns is result.columns else _text_cells(item, result.columns, texts)
            )
            keys.append((whole_row[result.sort], whole_row))
    if not keys:
        return rows
    order = sorted(range(len(rows)), key=keys.__getitem__)
    return [rows[number] for number in order]


def _cells(
    items: Iterable[Mapping[str, Any]], columns: Sequence[Column]
) -> Iterator[Sequence[Any]]:
    for item in items:
        yield [column.cell(item) for column in columns]


def _text_cells(
    item: Mapping[str, Any], columns: Sequence[Column], texts: dict[str, str]
) -> Sequence[str]:
    cells = []
    for column in columns:
        value = column.cell(item)
        text = table.list_cell(value, formatted=column.formatted)
        cells.append(texts.setdefault(text, text))
    return tuple(cells)


def _objects(objects: Iterator[Mapping[str, Any]], output_format: str) -> Iterator[str]:
    if output_format == "jsonl":
        return machine.as_jsonl(objects)
    if output_format == "json":
        return machine.as_json_array(objects)
    return machine.as_yaml_list(objects)


def _record(
    result: Record, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    selection.check(result, names)
    if output_format in CARRIES_OBJECTS:
        item = selection.item(result, names)
        return _object(item, output_format)
    properties = selection.properties(result, names)
    if output_format == "table":
        return _property_table(properties, result.wrap, width)
    if output_format == "env":
        return _exports(result, properties, names)
    values = list(properties.values())
    if output_format == "csv":
        titles = list(properties)
        return machine.as_csv(titles, [values])
    return machine.as_values([[value] for value in values])


def _property_table(properties: Mapping[str, Any], wrap: int, width: int | None) -> Iterator[str]:
    rows = table.property_rows(properties, wrap)
    yield table.draw(("Property", "Value"), rows, width)


def _exports(result: Record, properties: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    if result.environment is None or names:
        return machine.as_exports(properties)
    return machine.as_exports(result.environment, unset=result.unset)


def _object(item: Mapping[str, Any], output_format: str) -> Iterator[str]:
    if output_format == "jsonl":
        yield from machine.as_jsonl([item])
    elif output_format == "json":
        yield machine.as_json(dict(item))
    else:
        yield machine.as_yaml(dict(item))

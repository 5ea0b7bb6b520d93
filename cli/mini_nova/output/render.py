"""Render a command's result in a format, as pieces of text to be written one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mini_nova.errors import BadUsage
from mini_nova.output import CARRIES_OBJECTS, machine, table
from mini_nova.output.results import MISSING, Column, Record, Result, Rows, Sentences, field


def render(
    result: Result, output_format: str, columns: Sequence[str] = (), width: int | None = None
) -> Iterator[str]:
    """Return the pieces of text.

    ``columns`` are the names given with ``-c``, in their order; none means all. Tables are wrapped
    to ``width`` columns, if it is given. Raises BadUsage for an unknown column.
    """
    if isinstance(result, Record):
        return _record(result, output_format, columns, width)
    if isinstance(result, Rows):
        return _rows(result, output_format, columns, width)
    if output_format == "table":
        return _lines(result)
    rows = Rows(_messages(result), (field("message"),))
    _selected_columns(rows, columns)  # a wrong name is refused before a line is made
    return _rows(rows, output_format, columns, width)


def _lines(sentences: Sentences) -> Iterator[str]:
    for line in sentences.lines:
        text = table.list_cell(line)
        yield f"{text}\n"


def _messages(sentences: Sentences) -> Iterator[dict[str, str]]:
    for line in sentences.lines:
        yield {"message": line}


def _rows(
    result: Rows, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    if output_format in CARRIES_OBJECTS:
        return _objects(_selected_items(result, names), output_format)
    columns = _selected_columns(result, names)
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


def _selected_items(result: Rows, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for item in result.items:
        yield _selected_keys(item, names, result)


def _text_cells(
    item: Mapping[str, Any], columns: Sequence[Column], texts: dict[str, str]
) -> Sequence[str]:
    cells = []
    for column in columns:
        value = column.cell(item)
        text = table.list_cell(value)
        cells.append(texts.setdefault(text, text))
    return tuple(cells)


def _objects(objects: Iterator[Mapping[str, Any]], output_format: str) -> Iterator[str]:
    if output_format == "jsonl":
        return machine.as_jsonl(objects)
    return _document(list(objects), output_format)


def _document(value: Any, output_format: str) -> Iterator[str]:
    if output_format == "json":
        yield machine.as_json(value)
    else:
        yield machine.as_yaml(value)


def _record(
    result: Record, output_format: str, names: Sequence[str], width: int | None
) -> Iterator[str]:
    _check_names(result, names)
    if output_format in CARRIES_OBJECTS:
        item = _item(result, names)
        return _object(item, output_format)
    properties = _properties(result, names)
    if output_format == "table":
        return _property_table(properties, width)
    if output_format == "env":
        return _exports(result, properties, names)
    values = list(properties.values())
    if output_format == "csv":
        titles = list(properties)
        return machine.as_csv(titles, [values])
    return machine.as_values([[value] for value in values])


def _property_table(properties: Mapping[str, Any], width: int | None) -> Iterator[str]:
    rows = table.property_rows(properties)
    yield table.draw(("Property", "Value"), rows, width)


def _exports(result: Record, properties: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    if result.environment is None or names:
        return machine.as_exports(properties)
    return machine.as_exports(result.environment, unset=result.unset)


def _check_names(result: Record, names: Sequence[str]) -> None:
    """Raise BadUsage if a name is neither a key of the item nor a property of the record."""
    values = {**result.properties, **result.item}
    for name in names:
        has_key = _key(values, name) is not None
        if not has_key and not result.optional(name):
            raise _no_column(name, sorted(values))


def _item(result: Record, names: Sequence[str]) -> Mapping[str, Any]:
    """Return the API's object, or its named keys alone."""
    if not names:
        return result.item
    values = {**result.properties, **result.item}
    return {name: _value(values, name, None) for name in names}


def _properties(result: Record, names: Sequence[str]) -> Mapping[str, Any]:
    """Return the properties to show; without names all that the record declares."""
    if not names:
        return result.properties
    values = {**result.item, **result.properties}
    return {name: _value(values, name, MISSING) for name in names}


def _object(item: Mapping[str, Any], output_format: str) -> Iterator[str]:
    if output_format == "jsonl":
        return machine.as_jsonl([item])
    return _document(dict(item), output_format)


def _selected_columns(result: Rows, names: Sequence[str]) -> Sequence[Column]:
    """Return the columns of these names, or of keys that items may have. Raises BadUsage."""
    if not names:
        return result.columns
    return [_selected_column(result, name) for name in names]


def _selected_column(result: Rows, name: str) -> Column:
    folded_name = name.casefold()
    for column in result.columns:
        if column.title.casefold() == folded_name:
            return column
    if result.optional(name):
        return Column(name, lambda item: _value(item, name, MISSING))
    titles = [column.title for column in result.columns]
    raise _no_column(name, titles)


def _selected_keys(
    item: Mapping[str, Any], names: Sequence[str], result: Rows
) -> Mapping[str, Any]:
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
        column = _selected_column(result, name)
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

"""Render a JSON value for which no columns are declared, as ``-q`` makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mini_nova.output import machine
from mini_nova.output.render import render
from mini_nova.output.results import MISSING, Column, Record, Rows, field
from mini_nova.output.terminal import safe

VALUE = "value"  # the title of the only column of scalars


def render_document(value: Any, output_format: str, width: int | None = None) -> Iterator[str]:
    """Return the pieces of text.

    As a table, objects of scalars have a column for each key, scalars are plain lines, and anything
    else is JSON. ``width`` is that of the terminal, if the text goes to one.
    """
    if output_format == "json":
        return iter((machine.as_json(value),))
    if output_format == "yaml":
        return iter((machine.as_yaml(value),))
    if output_format == "jsonl":
        items = value if isinstance(value, list) else [value]
        return machine.as_jsonl(items)
    if output_format == "table":
        return _for_people(value, width)
    if output_format == "value" and _are(list, value):
        return machine.as_values(value)
    result = _result(value)
    return render(result, output_format)


def _for_people(value: Any, width: int | None) -> Iterator[str]:
    if _are(dict, value) and all(map(_is_flat, value)):
        rows = _rows(value)
        return render(rows, "table", width=width)
    scalars = value if isinstance(value, list) else [value]
    if any(map(_is_nested, scalars)):
        return iter((machine.as_json(value),))
    return _lines(scalars)


def _lines(scalars: Sequence[Any]) -> Iterator[str]:
    for scalar in scalars:
        text = safe(machine.plain_cell(scalar))
        yield f"{text}\n"


def _result(value: Any) -> Rows | Record:
    if isinstance(value, dict):
        return Record(value, value)
    if _are(dict, value):
        return _rows(value)
    scalars = value if isinstance(value, list) else [value]
    items = [{VALUE: scalar} for scalar in scalars]
    return Rows(items, (field(VALUE),))


def _rows(items: Sequence[Mapping[str, Any]]) -> Rows:
    """Return rows with a column for each key that an object has, in the order of appearance."""
    keys: dict[str, None] = {}
    for item in items:
        keys.update(dict.fromkeys(item))
    columns = [_column(key) for key in keys]
    return Rows(items, tuple(columns))


def _column(key: str) -> Column:
    return Column(safe(key), lambda item: item.get(key, MISSING))


def _are(kind: type, value: Any) -> bool:
    """Whether a value is a list of one kind of values, and not empty."""
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, kind) for item in value)


def _is_flat(item: Mapping[str, Any]) -> bool:
    return not any(map(_is_nested, item.values()))


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))

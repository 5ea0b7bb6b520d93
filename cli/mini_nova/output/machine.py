"""Formats for programs: json, jsonl and yaml carry the API's objects; csv and value the columns."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mini_nova.output.results import MISSING
from mini_nova.output.terminal import escaped, safe

EMPTY = "-"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = r"[+-]?\d+(\.\d+)?"  # compiled by re when it is first used


def as_json(value: Any) -> str:
    """Return indented JSON that ends with a line break."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return escaped(text) + "\n"


def as_json_array(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the pieces of an indented JSON array, one for each object as soon as there is one.

    If the objects end with an error, what follows it begins a line.
    """
    separator = "[\n"
    try:
        for item in items:
            text = json.dumps(item, indent=2, ensure_ascii=False)
            indented = text.replace("\n", "\n  ")
            yield f"{separator}  {escaped(indented)}"
            separator = ",\n"
    except Exception:
        yield "" if separator == "[\n" else "\n"
        raise
    yield "[]\n" if separator == "[\n" else "\n]\n"


def as_jsonl(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line of JSON for each object, as soon as there is one."""
    for item in items:
        line = json.dumps(item, ensure_ascii=False)
        yield escaped(line) + "\n"


def as_yaml(value: Any) -> str:
    """Return YAML. Characters beyond ASCII are escaped."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    try:
        return _yaml_text(value, dumper)
    except UnicodeEncodeError:  # libyaml cannot take a lone surrogate
        return _yaml_text(value, yaml.SafeDumper)


def as_yaml_list(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the pieces of a YAML list, one for each object as soon as there is one."""
    is_empty = True
    for item in items:
        yield as_yaml([dict(item)])
        is_empty = False
    if is_empty:
        yield as_yaml([])


def _yaml_text(value: Any, dumper: Any) -> str:
    import yaml

    text: str = yaml.dump(value, Dumper=dumper, sort_keys=False, default_flow_style=False)
    return text


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield lines of CSV (quoted by RFC 4180, but ending in ``\\n``), the header first.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    yield _csv_line(headers)
    for row in rows:
        yield _csv_line(row)


def as_values(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a line for each row, its cells separated by a space, without a header.

    An empty cell, and a missing one, is ``-``: otherwise the columns behind it would move.
    """
    for row in rows:
        cells = [_value_cell(value) for value in row]
        line = " ".join(cells)
        yield f"{line}\n"


def _value_cell(value: Any) -> str:
    text = _line_cell(value)
    return text if text.strip() else EMPTY


def as_exports(
    variables: Mapping[str, Any], *, unset: Sequence[str] = (), line_breaks: bool = False
) -> Iterator[str]:
    """Yield ``export NAME='value'`` for each variable, for a shell's eval.

    Names are written in capitals, other characters as underscores. A line before them removes the
    variables to ``unset``. Values lose their line breaks unless ``line_breaks`` is true.
    """
    import shlex

    if unset:
        names = " ".join(unset)
        yield f"unset {names}\n"
    for name, value in variables.items():
        word = re.sub(r"\W", "_", name, flags=re.ASCII)
        variable = word.upper()
        cell = safe(plain_cell(value), lines=line_breaks)
        text = shlex.quote(cell)
        yield f"export {variable}={text}\n"


def as_numbered_exports(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the exports of a list, numbered by row: ``ID_1``, ``NAME_1``, ``ID_2``..."""
    for number, row in enumerate(rows, start=1):
        variables = {}
        for title, value in zip(headers, row, strict=True):
            variables[f"{title}_{number}"] = value
        yield from as_exports(variables)


def _line_cell(value: Any) -> str:
    """Return a cell without line breaks."""
    text = plain_cell(value)
    return safe(text)


def plain_cell(value: Any) -> str:
    """Return a cell for programs: None and missing values are empty, nested ones JSON."""
    if value is None or value is MISSING:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _csv_cell(value: Any) -> str:
    """Return the text of a cell, made harmless for spreadsheets.

    Controls are removed first: the text may begin like a formula only without them.
    """
    text = plain_cell(value)
    text = safe(text, lines=True)
    if not isinstance(value, str) or not text.startswith(_FORMULA_STARTS):
        return text
    is_number = re.fullmatch(_NUMBER, text, re.ASCII)
    return text if is_number else f"'{text}"


def _csv_line(values: Sequence[Any]) -> str:
    import csv

    cells = [_csv_cell(value) for value in values]
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(cells)
    return line.getvalue()

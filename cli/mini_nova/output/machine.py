"""Formats for programs: json, jsonl and yaml carry the API's own objects; csv and value the columns of the table."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mini_nova.output.results import MISSING
from mini_nova.output.terminal import escaped, safe

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = r"[+-]?\d+(\.\d+)?"  # compiled by re when it is first used


def as_json(value: Any) -> str:
    """Indented JSON text with a line break at its end."""
    return escaped(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def as_jsonl(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One line of JSON text an object, made as it is asked for."""
    for item in items:
        yield escaped(json.dumps(item, ensure_ascii=False)) + "\n"


def as_yaml(value: Any) -> str:
    """YAML text. Characters beyond ASCII are written as escapes."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    try:
        return _dumped(value, dumper)
    except UnicodeEncodeError:  # half a character, which libyaml cannot take
        return _dumped(value, yaml.SafeDumper)


def _dumped(value: Any, dumper: Any) -> str:
    import yaml

    text: str = yaml.dump(value, Dumper=dumper, sort_keys=False, default_flow_style=False)
    return text


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV lines (RFC 4180 quoting, ``\\n`` line ends), the header first.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    yield _csv_line(headers)
    for row in rows:
        yield _csv_line(row)


def as_values(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """One line a row, its cells separated by a space, with no header."""
    for row in rows:
        yield " ".join(safe(plain_cell(value)) for value in row) + "\n"


def as_exports(variables: Mapping[str, Any], *, unset: Sequence[str] = ()) -> Iterator[str]:
    """One ``export NAME='value'`` a variable, for a shell's eval; names in capitals, odd letters as underscores.

    Before them, a line that takes away the variables to ``unset``.
    """
    import shlex

    if unset:
        yield f"unset {' '.join(unset)}\n"
    for name, value in variables.items():
        word = re.sub(r"\W", "_", name, flags=re.ASCII).upper()
        yield f"export {word}={shlex.quote(safe(plain_cell(value)))}\n"


def as_numbered_exports(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The exports of a list: ``ID_1``, ``NAME_1``, ``ID_2``... by the row's number."""
    for number, row in enumerate(rows, start=1):
        yield from as_exports(
            {f"{title}_{number}": cell for title, cell in zip(headers, row, strict=True)}
        )


def plain_cell(value: Any) -> str:
    """A cell for programs: None and missing are empty, nested values JSON."""
    if value is None or value is MISSING:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _no_formula(value: Any) -> str:
    """The cell's text as it will stand in the file: what is no formula before controls are taken out may be one then."""
    text = safe(plain_cell(value), lines=True)
    is_formula = (
        isinstance(value, str)
        and text.startswith(_FORMULA)
        and not re.fullmatch(_NUMBER, text, re.ASCII)
    )
    return f"'{text}" if is_formula else text


def _csv_line(cells: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([_no_formula(cell) for cell in cells])
    return line.getvalue()

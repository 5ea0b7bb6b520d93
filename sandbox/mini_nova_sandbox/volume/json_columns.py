"""Rows whose columns hold JSON text."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from mini_nova_sandbox.state.database import Row


def parse(row: Row, columns: Collection[str]) -> dict[str, Any]:
    """Return a row with the values of its JSON columns parsed; NULL becomes None."""
    record = dict(row)
    for name in columns:
        if record[name] is not None:
            record[name] = json.loads(record[name])
    return record


def dump(values: Mapping[str, Any], columns: Collection[str]) -> dict[str, Any]:
    """Return columns for the database, with JSON text in place of lists and mappings."""
    return {name: _column(name, value, columns) for name, value in values.items()}


def _column(name: str, value: Any, columns: Collection[str]) -> Any:
    if name in columns and value is not None:
        return json.dumps(value)
    return value

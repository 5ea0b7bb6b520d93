"""The filters of a list of images: ``name=in:a,b``, ``size_min=1``, ``created_at=gt:2026-01-01``."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

VISIBILITIES = ("community", "public", "private", "shared", "all")
BOOLEANS = ("protected", "os_hidden")
MOMENTS = ("created_at", "updated_at")
WITH_OPERATORS = ("name", "id", "status", "container_format", "disk_format")
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "neq": operator.ne,
    "eq": operator.eq,
}
COLUMNS = (
    "checksum",
    "os_hash_value",
    "owner",
    "size",
    "virtual_size",
    "min_disk",
    "min_ram",
)  # that are compared as text; another name is a custom property
Test = Callable[[Row], bool]


class Filters:
    """What the query of a list asks for."""

    def __init__(self, call: Call, pairs: Sequence[tuple[str, str]]) -> None:
        """Check the filters. Raises BadRequest."""
        tags = [value for name, value in pairs if name == "tag"]
        values = {name: value for name, value in pairs if name != "tag"}
        self._project_id = call.caller.project_id
        self._visibility = _visibility(values)
        if values.pop("changes-since", ""):
            raise BadRequest('The "changes-since" filter is no longer available on v2.')
        values.setdefault("os_hidden", "false")
        self._tests = [_test(name, value) for name, value in values.items()]
        self._tags = set(tags)

    def matches(self, row: Row) -> bool:
        """Whether the list has this image."""
        if not self._is_in_scope(row):
            return False
        if not self._tags <= set(json.loads(row["tags"])):
            return False
        return all(test(row) for test in self._tests)

    def _is_in_scope(self, row: Row) -> bool:
        """Whether the visibility fits; without one, other projects' community images do not."""
        if self._visibility == "all":
            return True
        if self._visibility:
            return bool(row["visibility"] == self._visibility)
        is_own = row["owner"] == self._project_id
        return bool(is_own or row["visibility"] != "community")


def _visibility(values: dict[str, str]) -> str:
    visibility = values.pop("visibility", "")
    if visibility and visibility not in VISIBILITIES:
        raise BadRequest(f"Invalid visibility value: {visibility}")
    return visibility


def _test(name: str, value: str) -> Test:
    """Return the test of one filter. Raises BadRequest."""
    if name in BOOLEANS:
        return _boolean_test(name, value)
    if name.endswith(("_min", "_max")):
        return _range_test(name, value)
    if name in MOMENTS:
        return _moment_test(name, value)
    if name in WITH_OPERATORS:
        return _text_test(name, value)
    if name in COLUMNS:
        return lambda row: str(row[name]) == value
    return lambda row: json.loads(row["properties"]).get(name) == value


def _boolean_test(name: str, value: str) -> Test:
    text = value.lower() if name == "os_hidden" else value
    if text not in ("true", "false"):
        raise BadRequest(
            f"Invalid value '{value}' for '{name}' filter. Valid values are 'true' or 'false'."
        )
    expected = text == "true"
    return lambda row: bool(row[name]) == expected


def _range_test(name: str, value: str) -> Test:
    """Return the test of ``size_min=1``: a number that is at least, or at most, this."""
    column = name[:-4]
    try:
        limit = int(value[:20])
    except ValueError as error:
        raise BadRequest("Unable to filter on a range with a non-numeric value.") from error
    compare = operator.ge if name.endswith("_min") else operator.le

    def test(row: Row) -> bool:
        number = row.get(column)
        return isinstance(number, int) and compare(number, limit)

    return test


def _moment_test(name: str, value: str) -> Test:
    comparison, text = _split(value)
    moment = _moment(name, text)
    if comparison not in COMPARISONS:
        raise BadRequest("Unable to filter on a unknown operator.")
    compare = COMPARISONS[comparison]
    return lambda row: compare(int(row[name]), moment)


def _split(value: str) -> tuple[str, str]:
    """Split ``gt:2026-01-01T00:00:00Z``; a moment alone is to be equal."""
    word, colon, text = value.partition(":")
    if colon and word.isalpha():
        return word, text
    return "eq", value


def _moment(name: str, text: str) -> float:
    try:
        return clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest(
            f'Bad "{name}" query filter format. Use ISO 8601 DateTime notation.'
        ) from error


def _text_test(name: str, value: str) -> Test:
    """Return the test of a text, or of the alternatives ``in:"a","b"``."""
    word, colon, text = value.partition(":")
    if not colon or word == "eq":
        expected: Any = {text if colon else value}
    elif word == "in":
        expected = set(_alternatives(text))
    else:
        raise BadRequest(f"Unable to filter by unknown operator '{word}'.")
    return lambda row: row[name] in expected


def _alternatives(text: str) -> list[str]:
    """Split at the commas that are not between quotes. Raises BadRequest for an open quote."""
    if text.count('"') % 2:
        raise BadRequest(f"Invalid filter value {text}. The quote is not closed.")
    words = [""]
    for position, part in enumerate(text.split('"')):
        is_quoted = position % 2 == 1
        pieces = [part] if is_quoted else part.split(",")
        words[-1] += pieces[0]
        words += pieces[1:]
    return words

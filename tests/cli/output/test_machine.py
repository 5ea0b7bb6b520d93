"""Formats for programs."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mini_nova.output.machine import (
    as_csv,
    as_json,
    as_json_array,
    as_jsonl,
    as_values,
    as_yaml,
    as_yaml_list,
)
from mini_nova.output.results import MISSING

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=60)
@given(st.dictionaries(text, values, max_size=3))
def test_json_and_yaml_keep_every_value(item: dict[str, Any]) -> None:
    assert json.loads(as_json(item)) == item
    assert [json.loads(line) for line in as_jsonl([item])] == [item]
    assert yaml.safe_load(as_yaml(item)) == item


@given(text)
def test_yaml_is_plain_ascii(name: str) -> None:
    output = as_yaml({name: [name]})
    assert output.isascii()
    assert output.replace("\n", "").isprintable()


def test_json_is_for_people_too() -> None:
    assert as_json([{"name": "Zürich"}]) == '[\n  {\n    "name": "Zürich"\n  }\n]\n'


@pytest.mark.parametrize("name", ["\ud800", "a\udfffb"])
def test_half_a_character_breaks_no_format(name: str) -> None:
    assert json.loads(as_json(name)) == name
    assert list(as_values([[name]]))
    assert list(as_csv(["Name"], [[name]]))
    assert as_yaml([name])


@settings(max_examples=40)
@given(st.lists(st.dictionaries(text, values, max_size=3), max_size=3))
def test_a_list_in_pieces_is_the_list_as_a_whole(items: list[dict[str, Any]]) -> None:
    assert "".join(as_json_array(items)) == as_json(items)
    assert "".join(as_yaml_list(items)) == as_yaml(items)


def test_jsonl_is_made_line_by_line() -> None:
    def endless() -> Iterator[dict[str, int]]:
        number = 0
        while True:
            yield {"id": number}
            number += 1

    lines = as_jsonl(endless())
    assert [next(lines), next(lines)] == ['{"id": 0}\n', '{"id": 1}\n']


def test_csv() -> None:
    rows = [["1", 'a "b", c', None, MISSING, {"k": ["é"]}, True]]
    assert "".join(as_csv(["ID", "Name", "A", "B", "C", "D"], rows)) == (
        'ID,Name,A,B,C,D\n1,"a ""b"", c",,,"{""k"": [""é""]}",True\n'
    )


def test_csv_keeps_line_breaks_and_nothing_else_that_drives() -> None:
    (header, line) = as_csv(["Name"], [["a\nb\x1b[31m\r\u202e"]])
    assert line == '"a\nb[31m"\n'
    assert list(csv.reader(io.StringIO(header + line))) == [["Name"], ["a\nb[31m"]]


def test_values() -> None:
    rows = [["1", "a b", None, MISSING, {"k": 1}, False], ["2", "a\nb\x1b[31m", "", "", [], 0]]
    assert list(as_values(rows)) == ['1 a b - - {"k": 1} False\n', "2 a b[31m - - [] 0\n"]


def test_an_empty_cell_of_value_keeps_its_column() -> None:
    rows = [("", "", None, MISSING, "  ", "z")]
    (line,) = as_values(rows)
    assert line.split() == ["-", "-", "-", "-", "-", "z"]

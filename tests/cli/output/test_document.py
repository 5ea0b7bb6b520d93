"""JSON values without declared columns, in every format."""

import json
from typing import Any

import pytest
import yaml

from mini_nova.output import FORMATS
from mini_nova.output.document import render_document

OBJECTS = [{"id": "1", "up": True}, {"id": "2", "ram": None}]
NESTED = [{"id": "1", "tags": ["a"]}]


def _render(value: Any, output_format: str) -> str:
    return "".join(render_document(value, output_format))


@pytest.mark.parametrize("value", [OBJECTS, NESTED, {"a": [1]}, ["x", None], "x", None, 1.5, []])
def test_data_formats_carry_the_value(value: Any) -> None:
    assert json.loads(_render(value, "json")) == value
    assert yaml.safe_load(_render(value, "yaml")) == value
    lines = [json.loads(line) for line in _render(value, "jsonl").splitlines()]
    assert lines == (value if isinstance(value, list) else [value])


def test_objects_of_scalars_are_a_table_of_their_keys() -> None:
    assert _render(OBJECTS, "table").splitlines() == [
        "+----+------+-----+",
        "| id | up   | ram |",
        "+----+------+-----+",
        "| 1  | True |     |",
        "| 2  |      | -   |",
        "+----+------+-----+",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["1", "b c", 3, None, True], "1\nb c\n3\n\nTrue\n"),
        ("web\x1b[31m", "web[31m\n"),
        (None, "\n"),
        (2.5, "2.5\n"),
        ([], ""),
    ],
)
def test_scalars_are_lines(value: Any, text: str) -> None:
    assert _render(value, "table") == text


@pytest.mark.parametrize("value", [NESTED, {"id": "1"}, [["1", "a"]], ["x", {"a": 1}], [{}, []]])
def test_any_other_value_is_json_in_place_of_a_table(value: Any) -> None:
    assert _render(value, "table") == _render(value, "json")


@pytest.mark.parametrize(
    ("value", "csv", "values", "env"),
    [
        (OBJECTS, "id,up,ram\n1,True,\n2,,\n", "1 True -\n2 - -\n", "export ID_1=1\nexport UP_1=T"),
        (NESTED, 'id,tags\n1,"[""a""]"\n', '1 ["a"]\n', "export ID_1=1\nexport TAGS_1='[\"a\"]'\n"),
        ({"id": "1", "a": None}, "id,a\n1,\n", "1\n-\n", "export ID=1\nexport A=''\n"),
        (["x", None], 'value\nx\n""\n', "x\n-\n", "export VALUE_1=x\nexport VALUE_2=''\n"),
        ("x", "value\nx\n", "x\n", "export VALUE_1=x\n"),
        ([["1", "a b"], ["2", None]], "value\n", "1 a b\n2 -\n", "export VALUE_1="),
        ([], "value\n", "", ""),
    ],
)
def test_rows_and_cells(value: Any, csv: str, values: str, env: str) -> None:
    assert _render(value, "csv").startswith(csv)
    assert _render(value, "value") == values
    assert _render(value, "env").startswith(env)


@pytest.mark.parametrize("output_format", FORMATS)
def test_no_format_lets_a_terminal_be_driven(output_format: str) -> None:
    hostile = "a\x1b]0;title\x07\u202eb\r"
    for value in (hostile, [hostile], {hostile: hostile}, [{hostile: hostile}], [[hostile]]):
        assert not set(_render(value, output_format)) & set("\x1b\x07\u202e\r")

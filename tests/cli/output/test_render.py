"""One result in every format."""

import csv
import io
import json
from typing import Any

import pytest
import yaml

from mini_nova.errors import BadUsage
from mini_nova.output import FORMATS
from mini_nova.output.render import render
from mini_nova.output.results import (
    Column,
    Parts,
    Record,
    Result,
    Rows,
    Sentences,
    Text,
    field,
    in_memory,
)

ITEMS: list[dict[str, Any]] = [
    {"id": "2", "name": "b", "ram": 512, "links": []},
    {"id": "1", "name": "a", "ram": None, "links": []},
]
COLUMNS = (
    field("ID"),
    field("Name"),
    field("Memory MiB", "ram"),
    Column("Twice", lambda item: item["name"] * 2),
)
ROWS = Rows(ITEMS, COLUMNS, sort=1)
RECORD = Record(
    {"id": "1", "links": [], "key": None}, {"id": "1", "shown": "x", "key": None}, "later".__eq__
)


def _render(result: Result, output_format: str, *columns: str) -> str:
    return "".join(render(result, output_format, columns))


def test_rows_as_a_table_are_sorted_and_as_data_are_not() -> None:
    assert _render(ROWS, "table").splitlines()[3:5] == [
        "| 1  | a    | -          | aa    |",
        "| 2  | b    | 512        | bb    |",
    ]
    assert json.loads(_render(ROWS, "json")) == ITEMS
    assert yaml.safe_load(_render(ROWS, "yaml")) == ITEMS
    assert [json.loads(line) for line in _render(ROWS, "jsonl").splitlines()] == ITEMS
    assert _render(ROWS, "csv") == "ID,Name,Memory MiB,Twice\n2,b,512,bb\n1,a,,aa\n"
    assert _render(ROWS, "value") == "2 b 512 bb\n1 a - aa\n"


def test_ties_are_broken_by_the_whole_row() -> None:
    items = [{"id": "3", "name": "x"}, {"id": "10", "name": "x"}]
    assert _render(Rows(items, COLUMNS[:2], sort=1), "table", "ID").splitlines()[3:5] == [
        "| 10 |",
        "| 3  |",
    ]


def test_rows_without_a_sort_keep_their_order() -> None:
    assert _render(ROWS._replace(sort=None), "table", "ID").splitlines()[3:5] == [
        "| 2  |",
        "| 1  |",
    ]


@pytest.mark.parametrize(
    ("output_format", "text"),
    [("csv", "Name,ID\nb,2\na,1\n"), ("value", "b 2\na 1\n")],
)
def test_columns_come_in_the_order_asked_for_and_in_any_case(output_format: str, text: str) -> None:
    assert _render(ROWS, output_format, "name", "iD") == text


def test_data_has_the_keys_of_the_api_and_the_columns_too() -> None:
    assert json.loads(_render(ROWS, "json", "ram", "Twice")) == [
        {"ram": 512, "Twice": "bb"},
        {"ram": None, "Twice": "aa"},
    ]


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("result", [ROWS, RECORD])
def test_a_column_that_is_not_there(output_format: str, result: Result) -> None:
    with pytest.raises(BadUsage, match=r'there is no column "colour"; there are (id|ID)'):
        _render(result, output_format, "id", "colour")


@pytest.mark.parametrize("output_format", FORMATS)
def test_no_rows_are_a_result_as_well(output_format: str) -> None:
    frame = "+----+\n| ID |\n+----+\n+----+\n"
    nothing = {
        "table": frame,
        "json": "[]\n",
        "jsonl": "",
        "yaml": "[]\n",
        "csv": "ID\n",
        "value": "",
        "env": "",
    }
    assert _render(Rows([], COLUMNS[:1], sort=0), output_format) == nothing[output_format]


def test_a_record_as_a_table_has_the_properties_and_as_data_the_object() -> None:
    assert _render(RECORD, "table").splitlines()[3:-1] == [
        "| id       | 1     |",
        "| key      | -     |",
        "| shown    | x     |",
    ]
    for text in (_render(RECORD, "json"), _render(RECORD, "jsonl")):
        assert json.loads(text) == RECORD.item
    assert yaml.safe_load(_render(RECORD, "yaml")) == RECORD.item
    assert _render(RECORD, "csv") == "id,shown,key\n1,x,\n"
    assert _render(RECORD, "value") == "1\nx\n-\n"


def test_a_property_that_this_record_lacks_but_others_have() -> None:
    assert _render(RECORD, "value", "later", "id") == "-\n1\n"
    assert json.loads(_render(RECORD, "json", "later", "shown")) == {"later": None, "shown": "x"}


def test_a_record_with_wrapped_values() -> None:
    record = Record({"text": "one two"}, {"text": "one two", "none": None}, wrap=3)
    assert _render(record, "table").splitlines()[3:-1] == [
        "| none     | Non   |",
        "|          | e     |",
        "| text     | one   |",
        "|          | two   |",
    ]
    assert _render(record, "value") == "one two\n-\n"


def test_parts_are_one_below_the_other_for_people_and_one_for_programs() -> None:
    lines = Sentences(("Public key: ssh-rsa AAAA",))
    parts = Parts((RECORD, lines, ROWS), RECORD)
    expected = [_render(part, "table") for part in (RECORD, lines, ROWS)]
    assert _render(parts, "table") == "".join(expected)
    for output_format in FORMATS[1:]:
        assert _render(parts, output_format) == _render(RECORD, output_format)
    assert _render(parts, "table", "shown") == _render(RECORD, "table", "shown")
    with pytest.raises(BadUsage):
        _render(parts, "table", "colour")


KEY = "-----BEGIN-----\nAA\\n\tBB==\x1b[0m\r\n"
TEXT = Text("private_key", KEY)


def test_a_text_is_written_as_it_is() -> None:
    assert _render(TEXT, "table") == KEY + "\n"
    assert _render(TEXT, "value") == KEY + "\n"
    for output_format in ("json", "jsonl"):
        assert json.loads(_render(TEXT, output_format)) == {"private_key": KEY}
    assert yaml.safe_load(_render(TEXT, "yaml")) == {"private_key": KEY}
    assert _render(TEXT, "env") == ("export PRIVATE_KEY='-----BEGIN-----\nAA\\n\tBB==[0m\n'\n")
    header, cell = csv.reader(io.StringIO(_render(Text("log", "a\nb"), "csv")))
    assert (header, cell) == (["log"], ["a\nb"])


def test_a_text_cannot_drive_a_terminal() -> None:
    assert "".join(render(TEXT, "table", width=80)) == "-----BEGIN-----\nAA\\n\tBB==[0m\n\n"


def test_a_text_has_one_column() -> None:
    assert _render(TEXT, "table", "Private_Key") == KEY + "\n"
    with pytest.raises(BadUsage, match="there is no column"):
        _render(TEXT, "table", "public_key")


def test_a_formatted_column() -> None:
    rows = Rows([{"a": None, "b": None}], (field("A"), field("B", formatted=True)))
    assert _render(rows, "table").splitlines()[3] == "| - | None |"
    assert _render(rows, "csv") == "A,B\n,\n"


def test_sentences() -> None:
    sentences = Sentences(("One.", "Two\x1b[31m."))
    assert _render(sentences, "table") == "One.\nTwo[31m.\n"
    assert json.loads(_render(sentences, "json")) == [
        {"message": "One."},
        {"message": "Two\x1b[31m."},
    ]
    assert _render(sentences, "value") == "One.\nTwo[31m.\n"


@pytest.mark.parametrize("output_format", FORMATS)
def test_no_format_lets_a_terminal_be_driven(output_format: str) -> None:
    hostile = "a\x1b]0;title\x07\x9b31m\u202eb\r"
    item: dict[str, Any] = {"id": hostile, "name": {hostile: [hostile]}, hostile: hostile}
    for result in (Rows([item], COLUMNS[:2]), Record(item, item), Sentences((hostile,))):
        text = _render(result, output_format)
        assert not set(text) & set("\x1b\x07\x9b\u202e\r")


def test_a_record_for_a_shell() -> None:
    record = Record({"a b": "it's", "n": None}, {"a b": "it's", "n": None})
    assert _render(record, "env") == "export A_B='it'\"'\"'s'\nexport N=''\n"
    assert (
        _render(record._replace(environment={"OS_TOKEN": "t; rm"}), "env")
        == "export OS_TOKEN='t; rm'\n"
    )
    assert _render(record._replace(environment={"OS_TOKEN": "t"}), "env", "n") == "export N=''\n"


def test_rows_for_a_shell() -> None:
    rows = Rows([{"id": 1, "name": "a"}, {"id": 2, "name": "$(b)"}], (field("ID"), field("Name")))
    assert _render(rows, "env").splitlines() == [
        "export ID_1=1",
        "export NAME_1=a",
        "export ID_2=2",
        "export NAME_2='$(b)'",
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\tx", "\x1b=1+1", "\u202e=1+1"]
)
def test_no_text_is_a_formula_to_a_spreadsheet(text: str) -> None:
    lines = _render(Rows([{"name": text, "count": -1}], (field("Name"), field("Count"))), "csv")
    assert lines.splitlines()[1].startswith("'")
    assert lines.endswith(",-1\n")


def test_no_title_is_a_formula_to_a_spreadsheet() -> None:
    record = Record({"=1+1 network": "10.0.0.1"}, {"=1+1 network": "10.0.0.1"})
    assert _render(record, "csv") == "'=1+1 network\n10.0.0.1\n"


def test_a_result_in_memory_can_be_shown_again() -> None:
    rows = Rows(iter(ITEMS), COLUMNS)
    lines = Sentences(iter(("Two servers:",)))
    result = in_memory(Parts((lines, rows), rows))
    for output_format in ("table", "json"):
        text = _render(result, output_format)
        assert text.count("bb" if output_format == "table" else '"b"') == 1
        assert _render(result, output_format) == text

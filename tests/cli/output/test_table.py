"""Tables as the classic client draws them."""

from typing import Any

import pytest

from mini_nova.output.results import MISSING
from mini_nova.output.table import draw, list_cell, property_cell, property_rows


def test_a_list() -> None:
    rows = [["1", "m1.tiny", "512"], ["22", "", "2048"]]
    assert draw(["ID", "Name", "Memory_MiB"], rows) == (
        "+----+---------+------------+\n"
        "| ID | Name    | Memory_MiB |\n"
        "+----+---------+------------+\n"
        "| 1  | m1.tiny | 512        |\n"
        "| 22 |         | 2048       |\n"
        "+----+---------+------------+\n"
    )


def test_an_empty_list_has_four_lines() -> None:
    assert draw(["ID", "Name"], []) == (
        "+----+------+\n| ID | Name |\n+----+------+\n+----+------+\n"
    )


def test_characters_are_counted_by_the_cells_that_they_take() -> None:
    rows = [
        ["Zürich"],
        ["東京"],
        ["한국 1"],
        ["e\u0301"],
        ["👨\u200d👩\u200d👧"],
        ["🇩🇪"],
        ["👍🏽"],
        ["❤\ufe0f"],
    ]
    assert draw(["Name"], rows).splitlines()[3:-1] == [
        "| Zürich |",
        "| 東京   |",
        "| 한국 1 |",
        "| e\u0301      |",
        "| 👨\u200d👩\u200d👧     |",
        "| 🇩🇪     |",
        "| 👍🏽     |",
        "| ❤\ufe0f     |",
    ]


def test_no_text_is_lost_whatever_its_width() -> None:
    names = ["\u0301", "\u200d👧", "\U000f0000\U000f0000", "first\n東京\n"]
    text = draw(["Name", "Same"], [[name, name] for name in names])
    for name in names:
        for line in name.strip("\n").split("\n"):
            assert text.count(line) == 2


def test_numbers_in_text_are_left_alone() -> None:
    assert "| 1e5 " in draw(["Name"], [["1e5"], ["0010"], ["1.50"]])


_CELLS: list[tuple[Any, str]] = [
    (None, "-"),
    (MISSING, ""),
    ("", ""),
    (True, "True"),
    (1.0, "1.0"),
    ("a\r\nb", "a b"),
    (["x"], "['x']"),
    ({"a": "b"}, "{'a': 'b'}"),
    ("\x1b[31mred", "[31mred"),
]


@pytest.mark.parametrize(("value", "cell"), _CELLS)
def test_cells_of_lists(value: Any, cell: str) -> None:
    assert list_cell(value) == cell


_PROPERTIES: list[tuple[Any, str]] = [
    (None, "-"),
    (MISSING, ""),
    ("", ""),
    (False, "False"),
    ({"a": 1}, '{"a": 1}'),
    (["é"], '["é"]'),
    ([], "[]"),
    ("a\nb", "a\nb"),
    ("a\\nb", "a\nb"),
    ("a\r\nb", "a\nb"),
    ("\x1b[31mred", "[31mred"),
    ({"a": "\u202e"}, '{"a": ""}'),
]


@pytest.mark.parametrize(("value", "cell"), _PROPERTIES)
def test_cells_of_properties(value: Any, cell: str) -> None:
    assert property_cell(value) == cell


def test_a_formatted_column_spells_none() -> None:
    assert list_cell(None, formatted=True) == "None"
    assert list_cell(MISSING, formatted=True) == ""


_WRAPPED: list[tuple[Any, str]] = [
    (None, "None"),
    ("one two three", "one two\nthree"),
    ("one\ntwo", "one two"),
    ({"a": "é", "b": 1}, '{"a": "é",\n"b": 1}'),
    ("abcdefghijklmn", "abcdefghij\nklmn"),
    (512, "512"),
    ("", ""),
]


@pytest.mark.parametrize(("value", "cell"), _WRAPPED)
def test_wrapped_properties(value: Any, cell: str) -> None:
    assert property_cell(value, 10) == cell


def test_text_of_several_lines_loses_its_margins() -> None:
    assert property_cell(" one\\n two\\n\n") == "one\n two\n"
    assert property_cell(" one\r\n ") == "one"
    assert property_cell(" one\ntwo ") == " one\ntwo "


def test_tabs_reach_to_multiples_of_eight() -> None:
    assert property_cell("a\tb") == "a       b"


def test_properties_are_sorted_in_ascii_order() -> None:
    rows = property_rows({"b": 1, "a": 2, "OS-DCF:diskConfig": 3, "accessIPv4": 4})
    assert [name for name, _ in rows] == ["OS-DCF:diskConfig", "a", "accessIPv4", "b"]


def test_a_fault_of_several_lines_stays_inside_the_frame() -> None:
    drawn = draw(("Property", "Value"), property_rows({"fault": "one\\ntwo"}))
    assert drawn.splitlines()[3:5] == ["| fault    | one   |", "|          | two   |"]


def test_blanks_at_the_ends_of_a_name_stay() -> None:
    table = draw(("Name",), [(" a  ",)])
    assert "|  a   |" in table

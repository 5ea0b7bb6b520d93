"""``-q``: which expressions are refused, and what they are applied to."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova.errors import BadUsage, CommandError
from mini_nova.output.query import Query, objects
from mini_nova.output.results import Parts, Record, Result, Rows, Sentences, Text, field

SERVER = {"id": "1", "name": "web"}
RECORD = Record(SERVER, {"shown": "x"})


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "-q needs an expression"),
        ("[?id=", '"=" does not compare, "==" does, at column 5 of [?id='),
        ("[", "something is missing, at column 2 of ["),
        ("foo bar", '"bar" is out of place, at column 5 of foo bar'),
        ("a.", "something is missing, at column 3 of a."),
        ("'abc", "Unclosed ' delimiter, at column 1 of 'abc"),
        ("[].foo(@)", "there is no function foo(), at column 4 of"),
        ("length()", "length() takes 1 argument(s), not 0, at column 1 of"),
        ("[0] | join(@)", "join() takes 2 argument(s), not 1, at column 7 of"),
        ("merge()", "merge() takes 1 argument(s), not 0"),
        ("[&id]", '"&" is for the arguments of functions, at column 2 of [&id]'),
        ("#", "Unknown token #, at column 1 of #"),
    ],
)
def test_no_expression(expression: str, words: str) -> None:
    with pytest.raises(BadUsage) as error:
        Query(expression)
    assert words in error.value.message
    assert "[?status==" in error.value.hint


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[].id", ["1"]),
        ("[?name=='web'] | [0].name", "web"),
        ("sort_by(@, &id)[*].{ID: id}", [{"ID": "1"}]),
        ("merge([0], {name: 'db'}, {new: `1`})", {"id": "1", "name": "db", "new": 1}),
        ("[0].nothing", None),
    ],
)
def test_expressions(expression: str, value: Any) -> None:
    assert Query(expression).search([SERVER]) == value


@given(st.text(st.sampled_from("ab[]{}().,:*@&|?!=<>'\"0-# "), max_size=8))
def test_any_text_is_an_expression_or_refused(expression: str) -> None:
    with contextlib.suppress(BadUsage, CommandError):
        Query(expression).search([SERVER])


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("keys(@)", "keys() takes object, not array"),
        ("sum([].name)", "sum() takes array-number"),
        ("[::0]", "slice"),
    ],
)
def test_a_result_that_does_not_fit(expression: str, words: str) -> None:
    with pytest.raises(CommandError) as error:
        Query(expression).search([SERVER])
    assert words in error.value.message
    assert error.value.exit_code == 1


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (Rows(iter([SERVER]), (field("ID"),)), [SERVER]),
        (RECORD, SERVER),
        (Parts((Sentences(("Public key: x",)),), RECORD), SERVER),
        (Text("output", "a\nb"), {"output": "a\nb"}),
        (Sentences(("Done.", "Over.")), [{"message": "Done."}, {"message": "Over."}]),
    ],
)
def test_it_is_applied_to_what_json_has(result: Result, value: Any) -> None:
    assert objects(result) == value

"""Text from a server never drives the terminal, and JSON keeps its value."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova.output.terminal import escaped, safe

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OTHERS = "\x00\x07\x08\x0b\x0c\r\x1b\x7f\x80\x85\x9b\x9d\u2028\u2029\ufeff\ud800\udfff\U000e0041"


def _drives(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in BIDI


@given(st.text(st.characters()))
def test_nothing_that_drives_is_left(text: str) -> None:
    output = safe(text)
    assert not any(map(_drives, output))
    assert safe(output) == output


@given(st.text(st.characters()))
def test_line_breaks_stay_on_request(text: str) -> None:
    output = safe(text, lines=True)
    assert not any(_drives(character) for character in output if character not in "\n\t")
    assert output.count("\n") == text.count("\n")


@pytest.mark.parametrize("character", BIDI + OTHERS, ids=ascii)
def test_each_driving_character(character: str) -> None:
    assert safe(f"a{character}b") == "ab"
    assert escaped(json.dumps(character, ensure_ascii=False)) == json.dumps(character)


@pytest.mark.parametrize("text", ["", "plain", "Zürich 名前 😀", "e\u0301", "שלום", "a\u200db"])
def test_what_people_write_stays(text: str) -> None:
    assert safe(text) == text


def test_line_breaks_and_tabs_become_spaces() -> None:
    assert safe("a\nb\tc") == "a b c"


@given(st.dictionaries(st.text(st.characters()), st.text(st.characters()), max_size=3))
def test_json_keeps_its_value(value: object) -> None:
    output = escaped(json.dumps(value, ensure_ascii=False))
    assert json.loads(output) == value
    assert not any(_drives(character) for character in output)

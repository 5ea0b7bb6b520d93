"""Names, ids, and finding the one thing of an exact name."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova.compute.names import (
    checked_name,
    choose,
    exact_pattern,
    is_id,
    is_uuid,
    plain_part,
    plain_pattern,
    segment,
)
from mini_nova.errors import Ambiguous, BadUsage, NotFound

UUID = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@pytest.mark.parametrize("text", [UUID, UUID.replace("-", ""), UUID.upper()])
def test_uuids(text: str) -> None:
    assert is_uuid(text)
    assert is_id(text)


@pytest.mark.parametrize("text", ["6", "0", "123456789012345678"])
def test_numbers_are_ids_but_not_uuids(text: str) -> None:
    assert is_id(text)
    assert not is_uuid(text)


@pytest.mark.parametrize(
    "text", ["", "vm", UUID + "\n", UUID[:-1], "6\n", "-6", "٣", "1" * 19, f" {UUID}"]
)
def test_names_are_not_ids(text: str) -> None:
    assert not is_id(text)


@given(names)
def test_a_segment_never_leaves_its_place_in_the_path(text: str) -> None:
    try:
        part = segment(text)
    except BadUsage:
        return
    assert re.fullmatch(r"[\w.~%:-]+", part, re.ASCII)
    assert part not in (".", "..")
    assert unquote(part) == text


@pytest.mark.parametrize("text", ["", ".", "..", "a\nb", "a\x1b[31m", "\ud800", "\u202e"])
def test_what_cannot_be_a_segment(text: str) -> None:
    with pytest.raises(BadUsage):
        segment(text)


@given(names)
def test_a_filter_lets_the_name_itself_through(name: str) -> None:
    pattern = exact_pattern(name)
    assert re.compile(pattern, re.DOTALL).search(name)
    assert not re.compile(pattern, re.DOTALL).search(f"{name}xx")


def test_a_filter_for_several_lets_their_numbers_through() -> None:
    assert re.search(exact_pattern("web", numbered=True), "web-1")
    assert not re.search(exact_pattern("web"), "web-1")


def test_a_name_with_the_characters_of_a_pattern_is_not_sent_as_it_is() -> None:
    assert plain_pattern("web 1-a_b") == "web 1-a_b"
    assert plain_pattern("web.*") == ""


@pytest.mark.parametrize(
    ("name", "part"),
    [("web-1", "web-1"), ("a.example.com", "example"), ("ä.ö", ""), (" vm ", "vm"), ("(x)", "x")],
)
def test_the_plain_part_of_a_name(name: str, part: str) -> None:
    assert plain_part(name) == part


@pytest.mark.parametrize("text", ["vm", "a/b", "ein Name", "名前", "x" * 255])
def test_valid_names(text: str) -> None:
    assert checked_name(text, "server") == text


@pytest.mark.parametrize(
    "text", ["", "  ", "x" * 256, "a\nb", "a\x1b[0mb", "a\x00", "\udcff", "a\u202eb"]
)
def test_invalid_names(text: str) -> None:
    with pytest.raises(BadUsage, match="is not a name for a server") as refused:
        checked_name(text, "server")
    assert refused.value.message.isprintable()


def test_an_id_beats_a_name() -> None:
    items = [{"id": "1", "name": "2"}, {"id": "2", "name": "1"}]
    assert choose(items, "flavor", "1") == items[0]
    assert choose(items, "flavor", "2") == items[1]


def test_the_name_is_exact() -> None:
    items = [{"id": "1", "name": "Web"}, {"id": "2", "name": "web2"}, {"id": "3", "name": "web"}]
    assert choose(items, "server", "web")["id"] == "3"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("server", "No server with a name or ID of 'x' exists."),
        ("flavor", "No flavor with a name or ID of 'x' exists."),
        ("image", "No Image matching x."),
        ("network", "No Network matching x."),
    ],
)
def test_nothing_of_that_name(kind: str, sentence: str) -> None:
    with pytest.raises(NotFound) as missing:
        choose([{"id": "1", "name": "y"}, {}], kind, "x")
    assert missing.value.message == sentence


def test_several_of_that_name_are_told_apart_by_their_ids() -> None:
    with pytest.raises(Ambiguous) as several:
        choose([{"id": "1", "name": "x"}, {"id": "2", "name": "x"}], "image", "x")
    assert (
        several.value.message
        == "Multiple image matches found for 'x', use an ID to be more specific."
    )
    assert several.value.hint == "They are: 1, 2"


def test_what_is_listed_twice_is_one_thing() -> None:
    image = {"id": "1", "name": "plain"}
    assert choose([image, dict(image)], "image", "plain") == image
    assert choose([image, dict(image)], "image", "1") == image

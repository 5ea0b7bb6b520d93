"""Negotiating Nova's microversion."""

from typing import Any

import pytest

from mini_nova.compute.microversion import Microversion, headers, negotiate, parse
from mini_nova.errors import BadUsage, CommandError

URL = "http://cloud/compute/v2.1"


def _document(oldest: str, newest: str) -> dict[str, Any]:
    return {"version": {"id": "v2.1", "version": newest, "min_version": oldest, "links": []}}


@pytest.mark.parametrize("text", ["", "2.latest"])
def test_the_default_is_the_newest_that_both_sides_know(text: str) -> None:
    assert parse(text) is None
    assert negotiate(_document("2.1", "2.110"), URL, None) == (2, 104)
    assert negotiate(_document("2.1", "2.60"), URL, None) == (2, 60)
    assert negotiate(_document("2.1", "2.104"), URL, None, at_most=(2, 56)) == (2, 56)


@pytest.mark.parametrize(
    ("text", "number"), [("2", (2, 0)), ("2.0", (2, 0)), ("2.1", (2, 1)), ("2.104", (2, 104))]
)
def test_a_requested_version(text: str, number: Microversion) -> None:
    assert parse(text) == number
    assert negotiate(_document("2.1", "2.104"), URL, number) == number


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "latest",
            "Invalid format of client version 'latest'. Expected format 'X.Y', where X is a major part and Y ",
        ),
        ("v2.1", "Invalid format of client version 'v2.1'."),
        ("2.x", "Invalid format of client version '2.x'."),
        ("2.1.1", "Invalid format of client version '2.1.1'."),
        ("-2.1", "Invalid format of client version '-2.1'."),
        ("3.0", "Invalid client version '3.0'. Major part should be '2'"),
        ("1.1", "Invalid client version '1.1'. Major part should be '2'"),
    ],
)
def test_invalid_versions_are_refused_in_the_classic_words(text: str, sentence: str) -> None:
    with pytest.raises(BadUsage) as refused:
        parse(text)
    assert refused.value.message.startswith(sentence)


def test_a_version_that_the_server_lacks() -> None:
    with pytest.raises(CommandError) as refused:
        negotiate(_document("2.1", "2.38"), URL, (2, 60))
    assert refused.value.message == (
        "The specified version isn't supported by server. The valid version range is '2.1' to '2.38'"
    )


@pytest.mark.parametrize(
    ("oldest", "newest", "word"),
    [("2.105", "2.110", "too new"), ("2.0", "2.0", "too old"), ("1.0", "1.9", "too old")],
)
def test_no_version_in_common(oldest: str, newest: str, word: str) -> None:
    with pytest.raises(CommandError, match=word) as refused:
        negotiate(_document(oldest, newest), URL, None)
    assert oldest in refused.value.hint
    assert newest in refused.value.hint


_WITHOUT: list[Any] = [
    None,
    {},
    [],
    "text",
    {"version": None},
    {"version": {"id": "v2.0", "version": "", "min_version": ""}},
]


@pytest.mark.parametrize("document", _WITHOUT)
def test_a_server_without_microversions(document: Any) -> None:
    assert negotiate(document, URL, None) == (2, 0)
    assert negotiate(document, URL, (2, 0)) == (2, 0)
    with pytest.raises(CommandError, match="Server doesn't support microversions"):
        negotiate(document, URL, (2, 60))


def test_headers() -> None:
    assert headers((2, 0)) == {}
    assert headers((2, 26)) == {"X-OpenStack-Nova-API-Version": "2.26"}
    assert headers((2, 27)) == {
        "OpenStack-API-Version": "compute 2.27",
        "X-OpenStack-Nova-API-Version": "2.27",
    }

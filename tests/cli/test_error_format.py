"""When stderr ends with an object: by the format, even of a command line that does not parse."""

import json

import pytest

from mini_nova.error_format import INTERRUPTED, WITHOUT_OBJECTS, typed_format, wants_object
from mini_nova.failure_object import failure_line
from mini_nova.output import CARRIES_OBJECTS, FORMATS
from tests.runner import context_in_memory

TYPED = [
    ("lst -f json", "json"),
    ("-f json lst", "json"),
    ("-fyaml lst", "yaml"),
    ("lst --format=jsonl", "jsonl"),
    ("lst --format jsonl", "jsonl"),
    ("lst --form jsonl", "jsonl"),
    ("-f table lst -f json", "json"),
    ("-f json lst -f table", "table"),
    ("lst -f jsn", "jsn"),
    ("lst -f", ""),
    ("lst", ""),
    ("lst --fields json", ""),
    ("lst --formats json", ""),
    ("token exec -- prog -f json", ""),
]


@pytest.mark.parametrize(("words", "output_format"), TYPED)
def test_the_format_is_read_off_the_command_line(words: str, output_format: str) -> None:
    assert typed_format(words.split()) == output_format


WANTED = {
    "table": False,
    "csv": False,
    "value": False,
    "env": False,
    "json": True,
    "jsonl": True,
    "yaml": True,
    "jsn": True,
}


@pytest.mark.parametrize(("output_format", "wanted"), list(WANTED.items()))
def test_formats(output_format: str, wanted: bool) -> None:
    words = ["list", "-f", output_format]
    assert wants_object(words, "table", {}) is wanted
    assert wants_object(["list"], output_format, {}) is wanted


@pytest.mark.parametrize("output_format", WANTED)
@pytest.mark.parametrize("choice", ["json", "JSON", "text", "", "xml"])
def test_the_variable_goes_before_the_format(output_format: str, choice: str) -> None:
    wanted = {"json": True, "text": False}.get(choice.lower(), WANTED[output_format])
    environment = {"MINI_NOVA_ERROR_FORMAT": choice}
    assert wants_object(["-f", output_format], output_format, environment) is wanted


def test_the_formats_without_objects_are_those_of_output() -> None:
    assert [*WITHOUT_OBJECTS] == [name for name in FORMATS if name not in CARRIES_OBJECTS]


def test_the_object_of_a_signal_that_ends_the_process_at_once() -> None:
    assert failure_line(KeyboardInterrupt(), context_in_memory()) == INTERRUPTED
    assert json.loads(INTERRUPTED)["code"] == "interrupted"

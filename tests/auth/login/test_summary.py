"""The summary of cached logins for a shell's prompt."""

import json
import os
import threading
from pathlib import Path

import pytest

from mini_nova_auth import testing
from mini_nova_auth.clock import Reading
from mini_nova_auth.login import summary
from mini_nova_auth.login.cache import Cache, Key
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.summary import Selection, Summary

LAB = Selection("lab", "http://h:5000/v3", "alice", "demo")


def row(asked: str = "", taken: str = '1, 2, "b"', lifetime: str = "1") -> str:
    """A file with one row, in which one member is wrong."""
    names = '"user": "u", "project": "p", "project_id": "i"'
    return f'[{{"asked": [{asked}], "taken": [{taken}], "lifetime": {lifetime}, {names}}}]'


def test_each_login_is_summarized_without_its_token(cache: Cache) -> None:
    cache.store(
        Key(("a",), ("x",)), Entry(testing.access(taken=Reading(1000.0, 5.0, "b")), selection=LAB)
    )
    cache.store(
        Key(("a",), ("y",)), Entry(testing.access(project=None), selection=LAB._replace(project=""))
    )
    summaries = summary.read(str(cache.directory))
    assert {(login.selection.project, login.project) for login in summaries} == {
        ("demo", "demo"),
        ("", ""),
    }
    text = (cache.directory / summary.NAME).read_text()
    assert testing.TOKEN not in text
    assert (cache.directory / summary.NAME).stat().st_mode & 0o777 == 0o600


def test_the_remaining_seconds() -> None:
    login = Summary(LAB, "alice", "demo", "p1", Reading(1000.0, 50.0, "boot"), 600.0)
    assert login.seconds_left(Reading(9999.0, 150.0, "boot")) == 500.0
    assert login.seconds_left(Reading(1700.0)) == 0.0
    assert login._replace(lifetime=None).seconds_left(Reading(1700.0)) is None


def test_a_summary_survives_the_file() -> None:
    login = Summary(LAB, "alice", "demo", "p1", Reading(1000.0, 50.0, "boot"), None)
    assert [summary.from_json(**row) for row in json.loads(summary.to_text([login]))] == [login]


@pytest.mark.parametrize(
    "text",
    [
        *("", "[", "{}", "[1]", '[{"asked": []}]', "null", '[{"user": 1}]', "[[]]" * 9),
        row(taken="1, 2"),
        row(taken='"x", 2, "b"'),
        row(taken='1e999, 2, "b"'),
        row(taken='1, NaN, "b"'),
        row(lifetime="Infinity"),
        row(lifetime='"soon"'),
        row(lifetime="1" * 400),
        row(asked="1, 2, 3, 4, 5"),
    ],
)
def test_a_damaged_file_has_no_summaries(tmp_path: Path, text: str) -> None:
    (tmp_path / summary.NAME).write_text(text)
    assert summary.read(str(tmp_path)) == []


def test_a_cleared_cache_has_no_summaries(cache: Cache) -> None:
    cache.store(Key(("a",), ("x",)), Entry(testing.access(), selection=LAB))
    cache.clear()
    assert summary.read(str(cache.directory)) == []


def test_a_dropped_login_is_not_summarized(cache: Cache) -> None:
    cache.store(Key(("a",), ("x",)), Entry(testing.access("other-token"), selection=LAB))
    cache.drop(lambda access: access.token == "other-token")
    assert cache.entries() == []
    assert summary.read(str(cache.directory)) == []


def test_a_pipe_in_its_place_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / summary.NAME)
    assert summary.read(str(tmp_path)) == []


def test_logins_at_once_are_all_summarized(cache: Cache) -> None:
    """Each writes all that it has read: the last to write must be the last to have read."""

    def store(number: int) -> None:
        Cache(cache.directory).store(Key((str(number),), ("x",)), Entry(testing.access()))

    threads = [threading.Thread(target=store, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(summary.read(str(cache.directory))) == 12

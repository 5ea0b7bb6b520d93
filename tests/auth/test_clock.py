"""The server's clock, derived from this machine's."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given

from mini_nova_auth import clock
from mini_nova_auth.clock import Reading
from tests.auth.support import json_values

DATE = 784111777.0  # Sun, 06 Nov 1994 08:49:37 GMT


@pytest.fixture
def _far_west(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_reading_is_of_this_moment() -> None:
    first, second = clock.read(), clock.read()
    assert abs(first.wall - time.time()) < 60
    assert clock.seconds_since(first, second) >= 0


def test_without_a_time_since_boot_only_the_wall_clock_is_read(tmp_path: Path) -> None:
    reading = clock.read(uptime_file=str(tmp_path / "none"))
    assert (reading.uptime, reading.boot) == (None, "")


@pytest.mark.parametrize("content", ["", "soon", " \n"])
def test_a_malformed_time_since_boot_is_ignored(tmp_path: Path, content: str) -> None:
    path = tmp_path / "uptime"
    path.write_text(content)
    assert clock.read(uptime_file=str(path)).uptime is None


def test_within_a_boot_setting_the_wall_clock_does_not_matter() -> None:
    assert clock.seconds_since(Reading(1000.0, 50.0, "boot"), Reading(99000.0, 57.0, "boot")) == 7.0


@pytest.mark.parametrize(
    "earlier", [Reading(1000.0, 50.0, "other"), Reading(1000.0), Reading(1000.0, None, "boot")]
)
def test_across_boots_the_wall_clock_counts(earlier: Reading) -> None:
    assert clock.seconds_since(earlier, Reading(1009.0, 57.0, "boot")) == 9.0


def test_readings_without_a_boot_do_not_share_one() -> None:
    assert clock.seconds_since(Reading(1000.0, 50.0, ""), Reading(1009.0, 57.0, "")) == 9.0


def test_a_reading_comes_back_from_json() -> None:
    for reading in (Reading(1.5), Reading(1.5, 2.5, "boot")):
        assert Reading.from_json(reading.to_json()) == reading


@example({"wall": 10**400})
@example({"wall": 1, "uptime": -(10**400)})
@given(json_values("wall", "uptime", "boot"))
def test_any_value_reads_as_some_reading(value: object) -> None:
    assert isinstance(Reading.from_json(value), Reading)


@pytest.mark.parametrize("name", ["Date", "date"])
def test_the_servers_clock_is_its_date_header(name: str) -> None:
    assert clock.server_time({name: "Sun, 06 Nov 1994 08:49:37 GMT"}) == DATE


@pytest.mark.usefixtures("_far_west")
@pytest.mark.parametrize(
    "date",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 -0000",
    ],
)
def test_a_date_is_read_as_utc_wherever_this_machine_is(date: str) -> None:
    assert clock.server_time({"Date": date}) == DATE


@pytest.mark.parametrize(
    "headers", [{}, {"Date": ""}, {"Date": "yesterday"}, {"Date": "Sun, 99 Nov 1994 08:49:37 GMT"}]
)
def test_without_a_date_there_is_no_servers_clock(headers: dict[str, str]) -> None:
    assert clock.server_time(headers) is None

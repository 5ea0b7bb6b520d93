"""Values in JSON of any shape: of the type that is needed, or nothing."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth import lenient
from tests.auth.support import json_values

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2026-11-23T12:00:00Z", NOON),
        ("2026-11-23T12:00:00.000000Z", NOON),
        ("2026-11-23T12:00:00.25Z", NOON + 0.25),
        ("2026-11-23T12:00:00,5Z", NOON + 0.5),
        ("2026-11-23T12:00:00.123456789Z", NOON + 0.123456789),
        ("2026-11-23T12:00:00", NOON),
        ("2026-11-23T12:00Z", NOON),
        ("2026-11-23 12:00:00", NOON),
        ("2026-11-23t12:00:00z", NOON),
        (" 2026-11-23T12:00:00Z ", NOON),
        ("2026-11-23T14:00:00+02:00", NOON),
        ("2026-11-23T14:00:00+0200", NOON),
        ("2026-11-23T06:30:00.5-05:30", NOON + 0.5),
    ],
)
def test_times_as_services_write_them(value: str, seconds: float) -> None:
    assert lenient.timestamp(value) == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2026-11-23",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-11-23T12:00:00Q",
        "2026-11-23T12:00:00Z" + "0" * 60,
        "٢٠٢٦-11-23T12:00:00Z",
        None,
        1795449984,
        {},
    ],
)
def test_anything_else_is_no_time(value: object) -> None:
    assert lenient.timestamp(value) is None


@given(st.datetimes(timezones=st.just(timezone.utc)))
def test_every_time_is_read_as_it_is_written(moment: datetime) -> None:
    assert lenient.timestamp(moment.isoformat()) == pytest.approx(moment.timestamp(), abs=1e-4)


@given(
    json_values()
    | st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?", fullmatch=True)
)
def test_any_value_is_a_time_or_none(value: object) -> None:
    seconds = lenient.timestamp(value)
    assert seconds is None or isinstance(seconds, float)


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (7, "7"), (-7, "-7"), (True, ""), (1.5, ""), (None, ""), ([], ""), (10**30, "")],
)
def test_text(value: object, text: str) -> None:
    assert lenient.text(value) == text


@given(json_values())
def test_containers_have_their_type(value: object) -> None:
    assert isinstance(lenient.mapping(value), dict)
    assert isinstance(lenient.items(value), list)
    assert all(isinstance(item, dict) for item in lenient.mappings(value))


def test_texts() -> None:
    assert lenient.texts(["a", 7, None, "", {}, "b"]) == ["a", "7", "b"]
    assert lenient.texts("a") == []


def test_text_at_a_path_of_keys() -> None:
    server = {"id": 7, "image": {"id": "i"}, "flavor": "none"}
    assert lenient.text_at(server, "id") == "7"
    assert lenient.text_at(server, "image", "id") == "i"
    assert lenient.text_at(server, "flavor", "id") == ""
    assert lenient.text_at(["no object"], "id") == ""

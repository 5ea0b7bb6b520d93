"""When a request is made again, and when no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ProtocolError,
    Unavailable,
)
from mini_nova_auth.testing import answer
from mini_nova_auth.wire.retry import (
    MOST_TRIES,
    PASSING_STATUSES,
    TRIES_TO_CONNECT,
    Backoff,
    retry_after,
)


class Napper:
    """A sleep that only counts."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def backoff(self, patience: float = 60.0) -> Backoff:
        """A back-off that sleeps here."""
        return Backoff(self.slept.append, patience)


def tries(backoff: Backoff, status: int, **headers: str) -> int:
    """How often a request is sent that is always answered with this status."""
    count = 1
    while backoff.again_after_answer(
        answer(status, headers={n.replace("_", "-"): v for n, v in headers.items()})
    ):
        count += 1
        assert count < 100
    return count


@pytest.mark.parametrize("status", sorted(PASSING_STATUSES))
def test_passing_statuses_are_asked_again_a_few_times(status: int) -> None:
    assert tries(Napper().backoff(), status) == MOST_TRIES


@pytest.mark.parametrize("status", [200, 204, 300, 400, 401, 403, 404, 409, 413, 501])
def test_other_statuses_are_final(status: int) -> None:
    assert tries(Napper().backoff(), status) == 1


def test_pauses_grow_and_are_never_quite_the_same() -> None:
    first, second = Napper(), Napper()
    for napper in (first, second):
        tries(napper.backoff(), 503)
        assert len(napper.slept) == MOST_TRIES - 1
        assert all(
            later > earlier for earlier, later in zip(napper.slept, napper.slept[1:], strict=False)
        )
    assert first.slept != second.slept


def test_retry_after_is_the_least_pause() -> None:
    napper = Napper()
    tries(napper.backoff(), 429, Retry_After="7")
    assert napper.slept[0] == 7.0


def test_a_pause_beyond_the_patience_is_not_begun() -> None:
    napper = Napper()
    assert tries(napper.backoff(patience=60), 429, Retry_After="3600") == 1
    assert napper.slept == []


def test_the_pauses_together_stay_within_the_patience() -> None:
    napper = Napper()
    assert tries(napper.backoff(patience=50), 429, Retry_After="20") == 3
    assert sum(napper.slept) <= 50


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (Unavailable("cut", sent=True), MOST_TRIES),
        (Unavailable("refused", sent=False), TRIES_TO_CONNECT),
        (ProtocolError("not JSON"), TRIES_TO_CONNECT),
        (Unavailable("certificate", sent=False, passing=False), 1),
        (ConfigurationError("no URL"), 1),
        (AuthenticationFailed("no"), 1),
    ],
)
def test_problems(problem: Unavailable, expected: int) -> None:
    backoff, count = Napper().backoff(), 1
    while backoff.again_after_problem(problem):
        count += 1
    assert count == expected


@pytest.mark.parametrize(
    ("given_value", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("9" * 30, None),
        ("٣", None),
    ],
)
def test_retry_after_in_seconds(given_value: str, seconds: float | None) -> None:
    assert retry_after(answer(503, headers={"Retry-After": given_value})) == seconds


def test_retry_after_as_a_date_counts_by_the_servers_clock() -> None:
    headers = {
        "retry-after": "Sun, 06 Nov 1994 08:50:07 GMT",
        "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
    }
    assert retry_after(answer(503, headers=headers)) == 30.0
    assert (
        retry_after(answer(503, headers={**headers, "Date": "Sun, 06 Nov 1994 09:49:37 GMT"}))
        == 0.0
    )


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_headers_ask_for_some_seconds_or_none(asked: str, date: str) -> None:
    found = retry_after(answer(503, headers={"Retry-After": asked, "Date": date}))
    assert found is None or found >= 0

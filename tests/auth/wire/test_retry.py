"""Which outcomes are retried, how often, and after which pauses."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
    Unavailable,
)
from mini_nova_auth.testing import answer
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.retry import (
    FIRST_PAUSE,
    MOST_TRIES,
    PASSING_STATUSES,
    SLOW_ANSWER,
    TRIES_TO_CONNECT,
    Backoff,
    Outcome,
    ShortWait,
    retry_after,
)


def pauses(outcome: Outcome, patience: float = 60.0) -> list[float]:
    """The pauses of a back-off if every try has the same outcome."""
    backoff = Backoff(patience)
    seconds: list[float] = []
    pause = backoff.pause_after(outcome)
    while pause is not None:
        seconds.append(pause)
        assert len(seconds) < 100
        pause = backoff.pause_after(outcome)
    return seconds


def asking_for(seconds: int, status: int = 429) -> Response:
    return answer(status, headers={"Retry-After": str(seconds)})


def attempts(outcomes: Iterable[Outcome]) -> Callable[[], Response]:
    """A function with one of the outcomes a call."""
    remaining = iter(outcomes)

    def attempt() -> Response:
        outcome = next(remaining)
        if isinstance(outcome, AuthToolkitError):
            raise outcome
        return outcome

    return attempt


@pytest.mark.parametrize("status", sorted(PASSING_STATUSES))
def test_passing_statuses_are_retried_a_few_times(status: int) -> None:
    assert len(pauses(answer(status))) == MOST_TRIES - 1


@pytest.mark.parametrize("status", [200, 204, 300, 400, 401, 403, 404, 409, 413, 501])
def test_other_statuses_are_final(status: int) -> None:
    assert pauses(answer(status)) == []


def test_pauses_grow_and_are_never_quite_the_same() -> None:
    first, second = pauses(answer(503)), pauses(answer(503))
    assert first == sorted(set(first))
    assert first != second
    assert first[0] == pytest.approx(FIRST_PAUSE, rel=0.25)


def test_retry_after_is_the_shortest_pause() -> None:
    assert pauses(asking_for(7))[0] == 7.0


@pytest.mark.parametrize("seconds", [0, 7])
def test_a_413_that_asks_to_wait_is_repeated_as_a_429(seconds: int) -> None:
    outcome = answer(413, headers={"Retry-After": str(seconds)})
    assert len(pauses(outcome)) == MOST_TRIES - 1
    assert pauses(outcome)[0] >= seconds
    assert retry.short_wait(outcome) == seconds


def test_a_pause_beyond_the_patience_is_not_begun() -> None:
    assert pauses(asking_for(3600), patience=60) == []


def test_the_pauses_together_stay_within_the_patience() -> None:
    seconds = pauses(asking_for(20), patience=50)
    assert len(seconds) == 2
    assert sum(seconds) <= 50


@pytest.mark.parametrize(
    ("problem", "tries"),
    [
        (Unavailable("cut", sent=True), MOST_TRIES),
        (Unavailable("refused", sent=False), TRIES_TO_CONNECT),
        (ProtocolError("not JSON"), TRIES_TO_CONNECT),
        (Unavailable("certificate", sent=False, passing=False), 1),
        (Unavailable("slow", sent=True, code=SLOW_ANSWER), 1),
        (ConfigurationError("no URL"), 1),
        (AuthenticationFailed("no"), 1),
    ],
)
def test_how_often_a_failure_is_retried(problem: AuthToolkitError, tries: int) -> None:
    assert len(pauses(problem)) == tries - 1


def test_sending_ends_with_the_first_final_answer(naps: list[float]) -> None:
    attempt = attempts([Unavailable("cut", sent=True), answer(503), answer(404), answer(200)])
    assert retry.send(attempt, Backoff()).status == 404
    assert len(naps) == 2


def test_sending_gives_up_with_the_last_answer(naps: list[float]) -> None:
    attempt = attempts([answer(503)] * MOST_TRIES)
    assert retry.send(attempt, Backoff()).status == 503
    assert len(naps) == MOST_TRIES - 1


def test_sending_gives_up_with_the_last_failure(naps: list[float]) -> None:
    attempt = attempts([Unavailable("refused", sent=False)] * TRIES_TO_CONNECT)
    with pytest.raises(Unavailable, match="refused"):
        retry.send(attempt, Backoff())
    assert len(naps) == TRIES_TO_CONNECT - 1


def test_an_answer_that_cannot_be_parsed_is_requested_again(naps: list[float]) -> None:
    attempt = attempts([answer(200, b"<html>"), answer(200, {"id": 1})])
    assert retry.read(attempt, Response.json, Backoff()) == {"id": 1}
    assert len(naps) == 1


def test_answers_that_cannot_be_parsed_count_as_one_try_each(naps: list[float]) -> None:
    attempt = attempts([answer(200, b"<html>")] * TRIES_TO_CONNECT)
    with pytest.raises(ProtocolError):
        retry.read(attempt, Response.json, Backoff())
    assert len(naps) == TRIES_TO_CONNECT - 1


def test_a_short_wait_is_granted_once(naps: list[float]) -> None:
    attempt = attempts([asking_for(2), asking_for(2), answer(200)])
    assert retry.send(attempt, ShortWait()).status == 429
    assert naps == [2.0]


@pytest.mark.parametrize("outcome", [asking_for(60), answer(429), asking_for(2, status=503)])
def test_waits_that_are_not_short_or_not_requested(naps: list[float], outcome: Response) -> None:
    assert retry.send(attempts([outcome]), ShortWait()) is outcome
    assert naps == []


@pytest.mark.parametrize(
    ("text", "seconds"),
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
def test_retry_after_in_seconds(text: str, seconds: float | None) -> None:
    assert retry_after(answer(503, headers={"Retry-After": text})) == seconds


@pytest.mark.parametrize(
    ("date", "seconds"),
    [("Sun, 06 Nov 1994 08:49:37 GMT", 30.0), ("Sun, 06 Nov 1994 09:49:37 GMT", 0.0)],
)
def test_retry_after_as_a_date_counts_by_the_servers_clock(date: str, seconds: float) -> None:
    headers = {"retry-after": "Sun, 06 Nov 1994 08:50:07 GMT", "Date": date}
    assert retry_after(answer(503, headers=headers)) == seconds


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_headers_ask_for_some_seconds_or_none(text: str, date: str) -> None:
    seconds = retry_after(answer(503, headers={"Retry-After": text, "Date": date}))
    assert seconds is None or seconds >= 0


def test_what_one_loop_gave_up_on_no_other_loop_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "sleep", lambda _: None)
    calls = []

    def attempt() -> Response:
        calls.append("login")
        raise Unavailable("cut", sent=True)

    def with_login() -> Response:
        return retry.send(attempt, Backoff())

    with pytest.raises(Unavailable):
        retry.send(with_login, Backoff())
    assert len(calls) == MOST_TRIES

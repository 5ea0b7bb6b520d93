"""Send at most six requests, and wait as a 429 asks."""

import pytest

from mini_nova_auth.diagnosis.doctor.budgeted_sender import BudgetedSender, BudgetSpent
from mini_nova_auth.testing import answer
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Request

from .script import GOOD, KEYSTONE, NOVA, Examination, token, version

LOGIN = f"POST {KEYSTONE}/v3/auth/tokens"


def test_a_short_wait_that_a_429_asks_for_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(retry, "sleep", waits.append)
    answers = iter([answer(429, b"", {"Retry-After": "1"}), token()])
    run = Examination({LOGIN: lambda request: next(answers)})
    assert waits == [1.0]
    assert not run.bad
    assert "waited 1 s as it asked" in run.odd[0].sentence


def test_a_long_wait_that_a_429_asks_for_is_not_taken() -> None:
    run = Examination({LOGIN: answer(429, b"", {"Retry-After": "3600"})})
    assert run.step("slow-down").mark == "bad"


def test_the_address_check_waits_as_a_429_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(retry, "sleep", waits.append)
    document = answer(200, {"version": version("v3.14", f"{KEYSTONE}/v3/")})
    answers = iter([answer(429, b"", {"Retry-After": "2"}), document])
    run = Examination({f"GET {KEYSTONE}/v3": lambda request: next(answers)})
    assert (waits, run.bad) == ([2.0], [])
    assert (
        run.odd[0].sentence == f"{KEYSTONE}/v3 limits the rate of requests; waited 2 s as it asked"
    )


def test_the_limit_of_six_requests_includes_repeated_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)
    answers = {
        url: iter([answer(429, b"", {"Retry-After": "1"}), good]) for url, good in GOOD.items()
    }
    run = Examination({url: lambda request, url=url: next(answers[url]) for url in GOOD})  # type: ignore[misc]
    assert len(run.requests) == 6
    assert not run.bad
    assert run.odd[-1].sentence == f"{NOVA}/v2.1 limits the rate of requests"


def test_compute_may_ask_for_two_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)
    compute = [url for url in GOOD if NOVA in url]
    answers = {url: iter([answer(429, b"", {"Retry-After": "1"}), GOOD[url]]) for url in compute}
    run = Examination({url: lambda request, url=url: next(answers[url]) for url in compute})  # type: ignore[misc]
    assert len(run.requests) == 6
    assert [step.subject for step in run.odd] == ["patience", "patience"]


def test_a_spent_budget_is_an_error() -> None:
    send = BudgetedSender(lambda request: answer(200, {}, url=f"{request.url}/elsewhere"))
    for _ in range(3):  # each is redirected, and counts twice
        send(Request("GET", KEYSTONE, {}))
    with pytest.raises(BudgetSpent, match="limit of 6 requests"):
        send(Request("GET", KEYSTONE, {}))

"""A login kept in memory: by whom and when it is replaced."""

import pytest

from mini_nova_auth.errors import AuthenticationFailed
from mini_nova_auth.login.reused import ReusedLogin
from tests.auth.login.fakes import WarmSource, entry
from tests.auth.support import later


def test_the_first_call_logs_in_and_the_others_reuse_it() -> None:
    source = WarmSource(entry("one"))
    login = ReusedLogin(source)
    assert [login.access().access.token for _ in range(3)] == ["one"] * 3
    assert source.calls == [""]


def test_a_spent_token_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    source = WarmSource(entry("one", lifetime=600), entry("two", lifetime=6000))
    login = ReusedLogin(source)
    assert login.access().access.token == "one"
    later(monkeypatch, 600)
    assert login.access().access.token == "two"
    assert source.calls == ["", "one"]


def test_a_refused_token_is_replaced_once() -> None:
    source = WarmSource(entry("one"), entry("two"))
    login = ReusedLogin(source)
    login.access()
    assert login.access("one").access.token == "two"
    assert login.access("one").access.token == "two", "another thread was refused, too"
    assert source.calls == ["", "one"]


def test_a_refused_token_of_another_session_is_passed_on() -> None:
    source = WarmSource(entry("two"))
    assert ReusedLogin(source).access("one").access.token == "two"
    assert source.calls == ["one"]


def test_tokens_that_are_all_spent_at_birth_are_used() -> None:
    """The identity service's clock makes no sense: asking again would not help."""
    source = WarmSource(entry("one", lifetime=-100), entry("two", lifetime=-100))
    login = ReusedLogin(source)
    assert [login.access().access.token for _ in range(3)] == ["one"] * 3
    assert login.access("one").access.token == "two"


def test_a_failed_login_leaves_the_old_one() -> None:
    source = WarmSource(entry("one"), AuthenticationFailed("no"), entry("two"))
    login = ReusedLogin(source)
    login.access()
    with pytest.raises(AuthenticationFailed):
        login.access("one")
    assert login.access().access.token == "one"
    assert login.access("one").access.token == "two"


def test_an_update_of_a_replaced_entry_is_ignored() -> None:
    login = ReusedLogin(WarmSource(entry("one"), entry("two")))
    old = login.access()
    login.update(old, old.with_document("http://h", 1))
    current = login.access()
    assert current.documents == {"http://h": 1}
    login.access("one")
    login.update(current, current.with_document("http://i", 2))
    assert login.access().access.token == "two"

"""Sources that wrap a cold one: made late, or asking whenever that is allowed."""

import pytest

from mini_nova_auth.login.source import AskFirst, Asking, DirectLogin, LazySource
from tests.auth.login.fakes import FakeSource, entry


def test_a_source_is_made_once_and_late() -> None:
    sources: list[FakeSource] = []

    def make() -> FakeSource:
        sources.append(FakeSource(entry("one"), entry("two")))
        return sources[-1]

    lazy = LazySource(make)
    assert sources == []
    entries = [lazy.access(), lazy.access("one")]
    assert [item.access.token for item in entries if item] == ["one", "two"]
    [source] = sources
    assert source.calls == ["", "one"]


def test_somebody_is_asked_if_need_be() -> None:
    questions: list[str] = []
    source = FakeSource(entry("one"), asking=lambda: questions.append("password"))
    assert DirectLogin(source, Asking()).access().access.token == "one"
    assert questions == ["password"]


def test_nobody_is_asked_while_others_wait() -> None:
    questions: list[str] = []
    source = FakeSource(entry("one"), asking=lambda: questions.append("password"))
    asking = Asking()
    login = DirectLogin(source, asking)
    with asking.forbidden(), pytest.raises(AskFirst) as caught:
        login.access("refused")
    assert (caught.value.refused, questions) == ("refused", [])
    assert login.access(caught.value.refused).access.token == "one"

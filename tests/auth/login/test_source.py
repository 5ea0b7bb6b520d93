"""A source that is made when it is first used."""

from mini_nova_auth.login.source import LazySource
from tests.auth.login.fakes import FakeSource, entry


def test_a_source_is_made_once_and_late() -> None:
    sources: list[FakeSource] = []

    def make() -> FakeSource:
        sources.append(FakeSource(entry("one"), entry("two")))
        return sources[-1]

    lazy = LazySource(make)
    assert sources == []
    assert lazy.access().access.token == "one"
    assert lazy.access("one").access.token == "two"
    [source] = sources
    assert source.calls == ["", "one"]

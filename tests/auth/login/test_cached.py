"""A login from the cache: when the cache will do, and what is stored."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mini_nova_auth.errors import AuthenticationFailed, ConfigurationError
from mini_nova_auth.login.cache import Cache, Key
from mini_nova_auth.login.cached import CachedLogin
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.summary import Selection
from tests.auth.login.fakes import FakeSource, alice, entry


def test_a_new_login_is_stored(cache: Cache) -> None:
    plan = alice()
    source = FakeSource(entry("one"))
    assert CachedLogin(source, plan, cache).access().is_new
    cached = CachedLogin(FakeSource(), plan, cache).access()
    assert (cached.access.token, cached.is_new) == ("one", False)


def test_a_spent_login_is_replaced(cache: Cache) -> None:
    plan = alice()
    cache.store(plan.key, entry("one", lifetime=-100))
    assert CachedLogin(FakeSource(entry("two")), plan, cache).access().access.token == "two"


def test_a_refused_login_is_replaced_and_another_processs_is_not(cache: Cache) -> None:
    plan = alice()
    cache.store(plan.key, entry("one"))
    source = FakeSource(entry("two"))
    login = CachedLogin(source, plan, cache)
    assert login.access("one").access.token == "two"
    assert login.access("one").access.token == "two"
    assert source.calls == ["one"]


def test_a_login_that_another_process_made_meanwhile_is_used(cache: Cache) -> None:
    """Between the first look and the lock."""

    results = [None, entry("theirs", is_new=False)]

    class Slow(Cache):
        def load(self, key: object) -> Entry | None:
            return results.pop(0)

    login = CachedLogin(FakeSource(), alice(), Slow(cache.directory))
    assert login.access().access.token == "theirs"


def test_a_login_of_another_password_is_not_used(cache: Cache) -> None:
    cache.store(alice().key, entry("one"))
    source = FakeSource(entry("two"))
    plan = alice(password="an0ther")
    assert CachedLogin(source, plan, cache).access().access.token == "two"


def test_a_login_is_used_without_its_password(cache: Cache) -> None:
    """Nobody is asked for a secret that no setting holds."""
    cache.store(alice().key, entry("one"))
    assert CachedLogin(FakeSource(), alice(password=""), cache).access().access.token == "one"


def test_a_failed_login_stores_nothing(cache: Cache) -> None:
    source = FakeSource(AuthenticationFailed("no"))
    with pytest.raises(AuthenticationFailed):
        CachedLogin(source, alice(), cache).access()
    assert cache.entries() == []


def test_incomplete_settings_are_reported_before_the_cache_is_locked(cache: Cache) -> None:
    with pytest.raises(ConfigurationError, match="user name"):
        CachedLogin(FakeSource(), alice(username=""), cache).access()
    assert not cache.directory.exists()


def test_the_clouds_name_is_added_to_a_login_without_one(cache: Cache) -> None:
    plan = alice(cloud="lab")
    cache.store(plan.key, entry("one"))
    login = CachedLogin(FakeSource(), plan, cache)
    assert login.access().selection == Selection()
    assert login.access().selection.cloud == "lab"


def test_the_lock_is_free_while_somebody_is_asked(cache: Cache, warnings: list[str]) -> None:
    plan = alice()
    questions: list[str] = []

    def ask() -> None:
        with Cache(cache.directory, lock_wait=0.05).lock(plan.key):
            questions.append("password")

    source = FakeSource(entry("one"), asking=ask)
    assert CachedLogin(source, plan, cache).access().access.token == "one"
    assert (questions, warnings) == (["password"], [])


def test_a_login_that_another_process_made_while_somebody_was_asked_is_used(cache: Cache) -> None:
    plan = alice()
    source = FakeSource(asking=lambda: cache.store(plan.key, entry("theirs")))
    assert CachedLogin(source, plan, cache).access().access.token == "theirs"


def test_the_clouds_name_is_added_under_the_lock_to_the_latest_login(cache: Cache) -> None:
    """Another process may have replaced the login in the meantime."""
    plan = alice(cloud="lab")
    cache.store(plan.key, entry("one"))

    class Racing(Cache):
        @contextmanager
        def lock(self, key: Key) -> Iterator[None]:
            self.store(key, entry("theirs"))
            with super().lock(key):
                yield

    login = CachedLogin(FakeSource(), plan, Racing(cache.directory))
    assert login.access().access.token == "one"
    latest = cache.load(plan.key)
    assert latest is not None
    assert (latest.access.token, latest.selection.cloud) == ("theirs", "lab")

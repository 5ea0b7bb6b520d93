"""Check the cache and the keyring of this machine."""

from pathlib import Path

import pytest

from mini_nova_auth import clock, testing
from mini_nova_auth.diagnosis.doctor.step import Step
from mini_nova_auth.diagnosis.doctor.storage_check import check_storage
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.secrets import keyring_store
from mini_nova_auth.secrets.keyring_store import Lookup
from mini_nova_auth.secrets.secret import ApplicationCredential, Secret
from tests.auth.support import plan_of

PLAN = plan_of(auth_url="http://h/v3", username="u", password="pw")
PLAN_WITHOUT_SECRET = plan_of(auth_url="http://h/v3", username="u")


def cache_step(cache: Cache | None) -> Step:
    """Return the step for a cache."""
    [step] = check_storage(PLAN, cache)
    assert step.subject == "cache"
    return step


def cache_with_login(folder: Path, expires: float | None) -> Cache:
    """Return a cache with a login that expires at a time by the cloud's clock, in seconds."""
    cache = Cache(folder)
    access = testing.access()._replace(expires=expires)
    cache.store(PLAN.key, PLAN.entry(access))
    return cache


def test_an_unused_cache() -> None:
    step = cache_step(None)
    assert (step.mark, step.sentence) == ("skipped", "not used (--no-cache)")


def test_an_empty_cache(tmp_path: Path) -> None:
    step = cache_step(Cache(tmp_path / "cache"))
    assert (step.mark, step.sentence) == ("skipped", "it has no login for these settings")


def test_a_login_in_the_cache(tmp_path: Path) -> None:
    expires = clock.read().wall + 3600.0
    step = cache_step(cache_with_login(tmp_path / "cache", expires))
    assert step.mark == "good"
    assert step.sentence.startswith("it has a login, valid for ")
    step = cache_step(cache_with_login(tmp_path / "cache", None))
    assert (step.mark, step.sentence) == ("good", "it has a login")


def test_an_expired_login_in_the_cache(tmp_path: Path) -> None:
    expires = clock.read().wall - 3600.0
    step = cache_step(cache_with_login(tmp_path / "cache", expires))
    assert (step.mark, step.code) == ("skipped", "token-expired")


def test_an_unusable_cache(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    step = cache_step(Cache(file))
    assert (step.mark, step.code) == ("odd", "cache-unusable")
    assert str(file) in step.sentence


@pytest.mark.parametrize(
    ("secret", "description"),
    [
        ("pw", "password"),
        (ApplicationCredential("a1", "s"), "application credential"),
    ],
)
def test_the_keyring_may_have_a_password_or_an_application_credential(
    monkeypatch: pytest.MonkeyPatch, secret: Secret, description: str
) -> None:
    monkeypatch.setattr(keyring_store, "look_up", lambda name: Lookup(secret))
    [_, step] = check_storage(PLAN_WITHOUT_SECRET, None)
    assert (step.subject, step.sentence) == ("keyring", f"it has the {description}")


def test_a_keyring_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_store, "look_up", lambda name: Lookup("", "it is locked"))
    [_, step] = check_storage(PLAN_WITHOUT_SECRET, None)
    assert (step.mark, step.sentence, step.code) == ("odd", "it is locked", "keyring")

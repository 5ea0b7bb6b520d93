"""Keys work once and for a minute; sessions are signed and end."""

from __future__ import annotations

import pytest

from mini_nova_sandbox.page.keys import KEY_SECONDS, MAX_KEYS, SESSION_SECONDS, Keys
from mini_nova_sandbox.state import clock


@pytest.fixture
def keys() -> Keys:
    return Keys("control-key")


def let_pass(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + seconds)


def session_of(keys: Keys) -> str:
    session = keys.redeem(keys.issue())
    assert session is not None
    return session


def test_a_key_works_once(keys: Keys) -> None:
    key = keys.issue()
    assert keys.redeem(key)
    assert keys.redeem(key) is None


def test_a_key_works_for_a_minute(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.issue()
    let_pass(monkeypatch, KEY_SECONDS + 1)
    assert keys.redeem(key) is None


@pytest.mark.parametrize("key", ["", "x", "é" * 50])
def test_nobodys_key_is_refused(keys: Keys, key: str) -> None:
    keys.issue()
    assert keys.redeem(key) is None


def test_a_new_key_replaces_the_oldest_of_too_many(keys: Keys) -> None:
    first, second, *others = [keys.issue() for _ in range(MAX_KEYS + 1)]
    assert keys.redeem(first) is None
    assert keys.redeem(second)
    assert all(keys.redeem(key) for key in others)


def test_a_session_outlives_a_restart_but_not_a_reset(keys: Keys) -> None:
    session = session_of(keys)
    assert keys.is_session(session)
    assert Keys("control-key").is_session(session)
    assert not Keys("another key").is_session(session)


def test_a_session_ends(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of(keys)
    let_pass(monkeypatch, SESSION_SECONDS + 1)
    assert not keys.is_session(session)


@pytest.mark.parametrize("session", ["", ".", "1.2.3", "é.é.é", "9999999999.00.aa"])
def test_a_made_up_session_is_none(keys: Keys, session: str) -> None:
    assert not keys.is_session(session)


def test_a_session_cannot_be_made_longer(keys: Keys) -> None:
    expires_at, nonce, signature = session_of(keys).split(".")
    assert not keys.is_session(f"{int(expires_at) + 1}.{nonce}.{signature}")


def test_a_session_has_nothing_of_the_control_key(keys: Keys) -> None:
    assert "control-key" not in session_of(keys)

"""The state directory: who may use it, and who wins if several processes want it at once."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mini_nova_sandbox.server import state_directory
from mini_nova_sandbox.server.state_directory import AlreadyRunning, StateUnusable
from mini_nova_sandbox.state.settings import Settings
from tests.runner import LIMIT


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "state")


@contextmanager
def flock(settings: Settings, operation: int) -> Iterator[None]:
    """Hold a lock of another process on the directory (each open file has locks of its own)."""
    settings.state_dir.mkdir(exist_ok=True)
    with settings.lock.open("w") as file:
        fcntl.flock(file, operation)
        yield


def test_a_directory_is_prepared_and_locked(settings: Settings) -> None:
    with state_directory.locked(settings):
        assert settings.images.is_dir()
        assert settings.instances.is_dir()
        assert settings.state_dir.stat().st_mode & 0o777 == 0o700
        with pytest.raises(AlreadyRunning), state_directory.locked(settings):
            pytest.fail("two have the lock")
    with state_directory.locked(settings):
        pass  # the lock is free again


def test_a_running_sandbox_refuses_at_once(settings: Settings) -> None:
    with (
        flock(settings, fcntl.LOCK_EX),
        pytest.raises(AlreadyRunning, match="already runs"),
        state_directory.locked(settings),
    ):
        pytest.fail("two have the lock")


def test_clients_never_believe_a_killed_sandbox(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its ``running.json`` is gone before the next one has the lock."""
    try_lock = state_directory._try_lock
    is_there: list[bool] = []

    def look(handle: int, operation: int) -> bool:
        if operation == fcntl.LOCK_EX:
            is_there.append(settings.running.exists())
        return try_lock(handle, operation)

    settings.state_dir.mkdir()
    settings.lock.touch()
    settings.running.touch()
    monkeypatch.setattr(state_directory, "_try_lock", look)
    with state_directory.locked(settings):
        assert is_there == [False]


def test_what_a_running_sandbox_says_stays(settings: Settings) -> None:
    with state_directory.locked(settings):
        settings.running.touch()
        with pytest.raises(AlreadyRunning), state_directory.locked(settings):
            pytest.fail("two have the lock")
        assert settings.running.exists()


def test_a_client_that_looks_is_no_sandbox(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``state.is_locked`` of a client shares the lock for a moment; a start waits for it to end."""
    monkeypatch.setattr(state_directory, "SECONDS_TO_LOCK", LIMIT)
    release = threading.Event()
    is_held = threading.Event()

    def look() -> None:
        with flock(settings, fcntl.LOCK_SH):
            is_held.set()
            release.wait(LIMIT)

    client = threading.Thread(target=look)
    client.start()
    assert is_held.wait(LIMIT)
    threading.Timer(0.5, release.set).start()
    with state_directory.locked(settings):
        assert release.is_set()
    client.join()


def test_files_of_a_start_in_progress_are_not_foreign(settings: Settings) -> None:
    with state_directory.locked(settings):
        settings.credentials.write_text("{}")
        with pytest.raises(AlreadyRunning), state_directory.locked(settings):
            pytest.fail("two have the lock")


@pytest.mark.parametrize(
    "name", ["sandbox.log", "sandbox.log.1", "options.json", "options.7-7.new"]
)
def test_files_of_the_client_are_not_foreign(settings: Settings, name: str) -> None:
    settings.state_dir.mkdir()
    (settings.state_dir / name).touch()
    with state_directory.locked(settings):
        pass


def test_a_directory_of_something_else_is_refused(settings: Settings) -> None:
    (settings.state_dir / "images").mkdir(parents=True)
    with (
        pytest.raises(StateUnusable, match="holds something else"),
        state_directory.locked(settings),
    ):
        pytest.fail("it was taken")
    assert not settings.lock.exists()


def test_what_a_killed_sandbox_said_of_itself_is_removed(settings: Settings) -> None:
    with state_directory.locked(settings):
        state_directory.announce(settings, {"pid": 1})
    assert settings.running.exists()
    with state_directory.locked(settings):
        assert not settings.running.exists()


def test_credentials_are_made_once(settings: Settings) -> None:
    with state_directory.locked(settings):
        credentials = state_directory.credentials(settings)
        assert state_directory.credentials(settings) == credentials
        settings.credentials.write_text("{")
        assert state_directory.credentials(settings) != credentials


def test_the_last_port_is_remembered(settings: Settings) -> None:
    with state_directory.locked(settings):
        assert state_directory.last_port(settings) == 0
        state_directory.remember_port(settings, 8700)
        assert state_directory.last_port(settings) == 8700
        settings.port_memory.write_text("99999")
        assert state_directory.last_port(settings) == 0

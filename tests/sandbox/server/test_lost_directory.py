"""A sandbox whose state directory is removed while it runs: it leaves, and harms no new one."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from mini_nova_sandbox.server import state_directory
from mini_nova_sandbox.state.settings import Settings
from tests.sandbox.process import SandboxProcess


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "state")


def test_the_lock_names_the_process(sandbox: SandboxProcess) -> None:
    assert int((sandbox.state_dir / "lock").read_text()) == sandbox.pid


def test_a_sandbox_without_its_directory_leaves_soon(sandbox: SandboxProcess) -> None:
    shutil.rmtree(sandbox.state_dir)
    assert sandbox.wait() == 0
    assert "leaving" in sandbox.log.read_text()
    assert not sandbox.state_dir.exists()


def test_a_sandbox_whose_directory_is_another_leaves_soon(sandbox: SandboxProcess) -> None:
    sandbox.state_dir.rename(sandbox.state_dir.with_name("elsewhere"))
    with SandboxProcess(sandbox.state_dir) as successor:
        assert sandbox.wait() == 0
        running = json.loads((sandbox.state_dir / "running.json").read_text())
        assert running["pid"] == successor.pid
        assert successor.compute("GET", "/servers").status_code == 200
        database = sqlite3.connect(sandbox.state_dir / "sandbox.sqlite")
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()


def test_a_lock_that_is_removed_holds_no_more(settings: Settings) -> None:
    with state_directory.locked(settings) as lock:
        assert lock.holds
        settings.lock.unlink()
        assert not lock.holds


def test_only_the_holder_of_the_lock_withdraws(settings: Settings) -> None:
    with state_directory.locked(settings) as old:
        shutil.rmtree(settings.state_dir)
        with state_directory.locked(settings) as new:
            state_directory.announce(settings, {"pid": 2})
            state_directory.withdraw(settings, old)
            assert settings.running.exists()
            state_directory.withdraw(settings, new)
            assert not settings.running.exists()

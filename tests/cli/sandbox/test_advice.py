"""Without any setting, errors and ``doctor`` point to the sandbox."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mini_nova.sandbox.state import default_directory
from tests.runner import nova

CLOUD = "Or choose a cloud of clouds.yaml with --os-cloud (OS_CLOUD)."
URL = "http://127.0.0.1:4711"


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The state directory as a running sandbox keeps it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    directory = default_directory({"XDG_STATE_HOME": str(tmp_path)})
    directory.mkdir(parents=True)
    (directory / "running.json").write_text(json.dumps({"url": URL, "pid": 1}))
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.mark.parametrize(
    "command", ["list", "whoami", "catalog list", "boot vm --flavor 1 --image x"]
)
def test_an_error_without_settings(command: str) -> None:
    run = nova(*command.split())
    assert run.exit_code == 3
    expected = "Or try --os-cloud sandbox, which starts a cloud on this machine."
    assert run.errors[1] == f"{CLOUD} {expected}"


def test_doctor_without_settings() -> None:
    run = nova("doctor")
    assert run.exit_code == 1
    assert "Or try --os-cloud sandbox" in run.stdout


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("command", ["list", "doctor"])
def test_a_sandbox_that_runs_is_named(command: str) -> None:
    run = nova(command)
    assert f"Or try --os-cloud sandbox: it is running at {URL}." in run.stdout + run.stderr


def test_who_has_named_an_address_has_a_cloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_AUTH_URL", "http://cloud.example/v3")
    assert nova("list").errors[1] == CLOUD

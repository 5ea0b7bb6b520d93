"""The start and the stop of a sandbox that holds its lock and does not answer."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from mini_nova.errors import CommandError
from mini_nova.sandbox import launch, state
from tests.runner import LIMIT

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")

SILENT_SANDBOX = """
import fcntl, os, sys, time
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print(os.getpid(), file=lock, flush=True)
print("locked", flush=True)
time.sleep(3600)
"""


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of tmp_path, as a sandbox that never comes up."""
    arguments = [sys.executable, "-c", SILENT_SANDBOX, str(tmp_path / "lock")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_sandbox_that_does_not_answer_is_named(
    tmp_path: Path, silent: subprocess.Popen[str]
) -> None:
    with pytest.raises(CommandError, match=rf"\(pid {silent.pid}\) did not answer") as error:
        launch.start(tmp_path, limit=0.5)
    assert "sandbox down" in error.value.hint


def test_a_start_that_is_given_up_leaves_no_process(
    tmp_path: Path, silent: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours came second, and has not seen yet that the directory is locked."""
    command = [sys.executable, "-c", "import time; time.sleep(3600)"]
    processes: list[subprocess.Popen[bytes]] = []

    def spawn(directory: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        processes.append(start(directory, arguments))
        return processes[-1]

    start = launch._spawn
    monkeypatch.setattr(launch, "command", lambda *_: command)
    monkeypatch.setattr(launch, "_spawn", spawn)
    with pytest.raises(CommandError, match=rf"\(pid {silent.pid}\) did not answer"):
        launch.start(tmp_path, limit=0.1)
    (process,) = processes
    assert process.returncode == -signal.SIGKILL


def test_a_sandbox_that_does_not_answer_is_stopped(
    tmp_path: Path, silent: subprocess.Popen[str]
) -> None:
    assert launch.stop(tmp_path)
    assert silent.wait(LIMIT) < 0


@pytest.mark.parametrize("text", ["", "-1", "0", "x", "[1]"])
def test_a_lock_without_a_pid_names_nobody(
    tmp_path: Path, silent: subprocess.Popen[str], text: str
) -> None:
    (tmp_path / "lock").write_text(text)
    assert state.is_locked(tmp_path)
    assert state.lock_holder(tmp_path) == 0


def test_the_pid_of_a_killed_sandbox_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("1")
    assert state.lock_holder(tmp_path) == 0
    assert not launch.stop(tmp_path)


def test_a_sandbox_that_cannot_log_has_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code alone tells it: a disk that is full takes no last line either."""
    script = f"raise SystemExit({launch.SPEECHLESS})"
    command = [sys.executable, "-c", script]
    monkeypatch.setattr(launch, "command", lambda *_: command)
    with pytest.raises(CommandError, match=f"cannot write to {tmp_path}") as error:
        launch.start(tmp_path)
    assert "disk full" in error.value.hint


def test_a_directory_of_something_else_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    tmp_path.chmod(0o755)
    with pytest.raises(CommandError, match="holds something else") as error:
        launch.start(tmp_path)
    assert "--state-dir" in error.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]
    assert tmp_path.stat().st_mode & 0o777 == 0o755

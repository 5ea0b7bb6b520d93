"""The state directory with something else in the place of its files, or in an odd home."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.runner import nova_process

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")

FILES = (
    "lock",
    "running.json",
    "credentials.json",
    "options.json",
    "port",
    "sandbox.log",
    "sandbox.sqlite",
)


@pytest.mark.parametrize("name", FILES)
def test_a_pipe_in_the_place_of_a_file_blocks_nothing(tmp_path: Path, name: str) -> None:
    if name != "lock":
        (tmp_path / "lock").touch()
    os.mkfifo(tmp_path / name)
    for command in ("up", "status", "logs", "down"):
        run = nova_process("sandbox", command, "--state-dir", str(tmp_path))
        if command == "up":
            assert run.exit_code == 1, run
            assert f"{tmp_path / name} is not a plain file" in run.errors[0]


@pytest.mark.parametrize("name", FILES)
def test_a_directory_in_the_place_of_a_file_is_named(tmp_path: Path, name: str) -> None:
    if name != "lock":
        (tmp_path / "lock").touch()
    (tmp_path / name).mkdir()
    run = nova_process("sandbox", "up", "--state-dir", str(tmp_path))
    assert run.exit_code == 1
    assert f"{tmp_path / name}" in run.errors[0]


def test_a_relative_home_makes_no_state_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", ".")
    nova_process("sandbox", "status")
    nova_process("cache", "list")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("up", "--pace", "nan"),
        ("up", "--idle", "inf"),
        ("fault", "add", "hang", "--seconds", "nan"),
    ],
)
def test_seconds_are_finite(words: tuple[str, ...]) -> None:
    run = nova_process("sandbox", *words)
    assert run.exit_code == 2
    assert "is not a finite number" in run.errors[0]


def test_the_foreground_spares_a_directory_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    tmp_path.chmod(0o755)
    run = nova_process("sandbox", "up", "--foreground", "--state-dir", str(tmp_path))
    assert run.exit_code == 1
    assert "holds something else" in run.errors[0]
    assert tmp_path.stat().st_mode & 0o777 == 0o755

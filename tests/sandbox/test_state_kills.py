"""kill -9 while states are saved, loaded and forked: a restart finds one state or the other, whole."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from mini_nova_sandbox.server import load_state
from mini_nova_sandbox.state.settings import Settings
from tests.runner import LIMIT, wait_until
from tests.sandbox.process import SandboxProcess
from tests.sandbox.server.test_saved_states import boot, load, save

KILLS = 25
MOST_STEPS = 6  # before a kill
LONGEST_PAUSE = 0.08  # seconds from the last of these steps to the kill
STATES = {"small": {"one"}, "large": {"one", "two", "three"}}


class Client(threading.Thread):
    """Loads, saves and forks as fast as it can."""

    def __init__(self, sandbox: SandboxProcess, folder: Path, seed: int) -> None:
        super().__init__(daemon=True)
        self.sandbox = sandbox
        self.folder = folder
        self.random = random.Random(seed)
        self.over = threading.Event()
        self.steps = 0

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._step()
                self.steps += 1
            except (requests.RequestException, ValueError, AssertionError):
                self.over.wait(0.01)  # the sandbox was killed

    def _step(self) -> None:
        step = self.random.choice(("small", "large", "save", "fork"))
        if step == "save":
            save(self.sandbox, self.folder / "latest")
        elif step == "fork":
            self.sandbox.control("POST", "/fork", {"parent": str(self.folder / "forks")})
        else:
            load(self.sandbox, self.folder / step)


@pytest.mark.slow
def test_kills_leave_one_state_or_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = random.Random(7)
    counts: Counter[str] = Counter()
    with SandboxProcess(tmp_path / "state", "--pace", "0") as sandbox:
        _make_states(sandbox, tmp_path)
        for number in range(KILLS):
            _work_until_killed(sandbox, tmp_path, number, moments.randint(1, MOST_STEPS))
            counts["decided"] += (sandbox.state_dir / load_state.DECIDED).exists()
            counts["prepared"] += (sandbox.state_dir / load_state.PREPARED).exists()
            sandbox.start()
            counts[_whole_state(sandbox)] += 1
            if (tmp_path / "latest" / "saved.json").exists():
                load(sandbox, tmp_path / "latest")
                _whole_state(sandbox)
            _end_forks(tmp_path / "forks", counts)
    with capsys.disabled():
        print(f"\n{KILLS} kills: {dict(counts)}; every state was whole")  # noqa: T201
    assert counts["small"] + counts["large"] == KILLS


def _make_states(sandbox: SandboxProcess, folder: Path) -> None:
    boot(sandbox, "one")
    sandbox.settled()
    save(sandbox, folder / "small")
    for name in ("two", "three"):
        boot(sandbox, name)
    sandbox.settled()
    save(sandbox, folder / "large")


def _work_until_killed(sandbox: SandboxProcess, folder: Path, seed: int, steps: int) -> None:
    client = Client(sandbox, folder, seed)
    client.start()
    wait_until(lambda: client.steps >= steps)
    time.sleep(client.random.uniform(0, LONGEST_PAUSE))
    sandbox.end()
    client.over.set()
    client.join(LIMIT)
    assert not client.is_alive()


def _whole_state(sandbox: SandboxProcess) -> str:
    """Return the name of the sandbox's state; its servers, guests and images have to fit."""
    sandbox.login()
    servers = sandbox.settled()
    names = {server["name"] for server in servers}
    guests = {path.stem for path in (sandbox.state_dir / "instances").glob("*.json")}
    assert guests == {server["id"] for server in servers}
    url = f"{sandbox.url}/image/v2/images"
    images = sandbox.session.get(url, timeout=LIMIT).json()["images"]
    files = {path.name for path in (sandbox.state_dir / "images").iterdir()}
    assert files == {image["id"] for image in images}
    assert not (sandbox.state_dir / load_state.DECIDED).exists()
    assert not (sandbox.state_dir / load_state.PREPARED).exists()
    return next(state for state, expected in STATES.items() if expected == names)


def _end_forks(parent: Path, counts: Counter[str]) -> None:
    """End the forks that answer; what is left of the others is no sandbox."""
    for folder in list(parent.glob("*")):
        try:
            description: dict[str, Any] = json.loads((folder / "running.json").read_text())
        except FileNotFoundError:
            counts["half a fork"] += 1
            continue
        counts["forks"] += 1
        with contextlib.suppress(ProcessLookupError):
            os.kill(description["pid"], signal.SIGKILL)
        shutil.rmtree(folder)


class Killed(BaseException):
    """The process ends here."""


def fail_after(calls: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that works so many times."""
    left = [calls]

    def fail(*arguments: Any, **options: Any) -> Any:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return function(*arguments, **options)

    return fail


def _write_state(folder: Path, text: str) -> Settings:
    settings = Settings(folder)
    for directory in (settings.state_dir, settings.images, settings.instances):
        directory.mkdir()
    for file in (settings.database, settings.images / text, settings.instances / text):
        file.write_text(text)
    return settings


@pytest.mark.parametrize("step", ["rename", "unlink", "rmtree"])
@pytest.mark.parametrize("calls", range(4))
def test_a_load_is_finished_from_every_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, calls: int
) -> None:
    settings = _write_state(tmp_path / "state", "old")
    (tmp_path / "state" / "sandbox.sqlite-wal").write_text("old")
    _write_state(tmp_path / "state" / load_state.DECIDED, "new")
    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        owner: Any = shutil if step == "rmtree" else Path
        patch.setattr(owner, step, fail_after(calls, getattr(owner, step)))
        load_state.finish(settings)
    load_state.finish(settings)
    assert settings.database.read_text() == "new"
    assert not (tmp_path / "state" / "sandbox.sqlite-wal").exists()
    assert [path.name for path in settings.images.iterdir()] == ["new"]
    assert [path.name for path in settings.instances.iterdir()] == ["new"]
    assert not (tmp_path / "state" / load_state.DECIDED).exists()
    (tmp_path / "state" / "sandbox.sqlite-wal").write_text("newer")
    load_state.finish(settings)
    assert (tmp_path / "state" / "sandbox.sqlite-wal").exists(), "a finished load touches nothing"

"""``sandbox up --seed``: the same commands make the same cloud, up to moments."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mini_nova.sandbox import launch, state
from tests.runner import environment, nova

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
CLOUD = ("--os-cloud", "sandbox")
BOOT = ("--flavor", "testflav", "--image", "cirros-0.3.0-x86_64", "--poll")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?")
COMMANDS = (
    ("boot", "one", *BOOT),
    ("boot", "many", *BOOT, "--max-count", "3"),
    ("keypair-list",),
    ("stop", "one", "--poll"),
    ("sandbox", "down"),
    ("boot", "after", *BOOT),  # starts the sandbox again
)
LISTS = (
    ("list", "--all-tenants"),
    ("flavor-list",),
    ("image-list",),
    ("hypervisor-list",),
    ("interface-list", "one"),
    ("token", "issue", "-c", "id", "-c", "user_id", "-c", "project_id"),
)


@pytest.fixture(autouse=True)
def _sandbox_of_this_tree(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    yield
    launch.stop(state.default_directory(os.environ))


def run_on_seed(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Run the commands on a new sandbox and return what the lists print, without the moments."""
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    url = nova("sandbox", "up", "--seed", "7", "--pace", "0", "-f", "json").json["url"]
    for command in COMMANDS:
        words = command if command[0] == "sandbox" else (*CLOUD, *command)
        run = nova(*words)
        assert run.exit_code == 0, run.stderr
    texts = [nova(*CLOUD, *words, "-f", "json").stdout for words in LISTS]
    passwords = state.credentials(state.default_directory(os.environ))
    nova("sandbox", "down")
    return [MOMENT.sub("", text.replace(url, "")) for text in texts] + [passwords]


def test_a_seed_gives_the_same_cloud_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_on_seed(tmp_path / "a", monkeypatch)
    assert run_on_seed(tmp_path / "b", monkeypatch) == first

"""A sandbox that cannot start, or stores nothing any more, says why."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from mini_nova_sandbox.__main__ import FAILED, SPEECHLESS
from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.server.app import rejection
from mini_nova_sandbox.server.listener import PortUnusable, listen
from mini_nova_sandbox.state.settings import Settings
from tests.runner import LIMIT, environment
from tests.sandbox.asgi_client import Api


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def run_sandbox(state_dir: Path, *options: str, log: str) -> subprocess.CompletedProcess[bytes]:
    """Run a sandbox that ends by itself, with its log in this file."""
    words = [sys.executable, "-m", "mini_nova_sandbox", "--state-dir", str(state_dir), *options]
    with Path(log).open("w") as stderr:
        return subprocess.run(words, stderr=stderr, env=environment(), check=False, timeout=LIMIT)


def test_a_port_that_is_taken_is_named(tmp_path: Path, taken_port: int) -> None:
    log = tmp_path / "log"
    run = run_sandbox(tmp_path / "state", "--port", str(taken_port), log=str(log))
    assert run.returncode == FAILED
    line = log.read_text().splitlines()[-1]
    assert line.startswith(
        f"port {taken_port} of 127.0.0.1 cannot be used (Address already in use)"
    )
    assert "--port" in line


def test_the_last_port_gives_way_if_it_is_taken(tmp_path: Path, taken_port: int) -> None:
    settings = Settings(state_dir=tmp_path)
    settings.port_memory.write_text(str(taken_port))
    with listen(settings) as listener:
        assert listener.getsockname()[1] != taken_port
    with pytest.raises(PortUnusable):
        listen(Settings(state_dir=tmp_path, port=taken_port))


def test_a_full_disk_has_an_exit_code_of_its_own(tmp_path: Path, taken_port: int) -> None:
    run = run_sandbox(tmp_path / "state", "--port", str(taken_port), log="/dev/full")
    assert run.returncode == SPEECHLESS


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), sqlite3.OperationalError("disk is full")]
)
def test_an_answer_tells_of_a_full_disk(
    api: Api, sandbox_cloud: Cloud, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    assert api("GET", "/compute/v2.1/flavors").status == 200
    monkeypatch.setattr(sandbox_cloud.database, "rows", fail)
    answer = api("GET", "/compute/v2.1/flavors")
    assert answer.status == 500
    assert str(error) in answer.json["computeFault"]["message"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.1:80", "LOCALHOST:80"])
def test_on_port_80_the_port_may_be_left_out(host: str) -> None:
    assert rejection({"host": host}, 80) == ""
    assert rejection({"host": host, "origin": "http://localhost"}, 80) == ""
    assert rejection({"host": "evil.example"}, 80)
    assert rejection({"host": "127.0.0.1", "origin": "http://evil.example"}, 80)

"""Forks: a second sandbox on a copy of the state, from a process that waits to become one."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
from pathlib import Path
from typing import Any

import pytest
import requests

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.server import fork_server, fork_state
from mini_nova_sandbox.state.settings import Settings
from tests.runner import LIMIT, wait_until
from tests.sandbox.asgi_client import PASSWORDS, Api
from tests.sandbox.process import SandboxProcess
from tests.sandbox.server.test_saved_states import IMAGE, boot, names, save

Fork = dict[str, Any]


def fork(sandbox: SandboxProcess, parent: Path, **body: str) -> Fork:
    answer = sandbox.control("POST", "/fork", {"parent": str(parent), **body})
    description: Fork = answer["fork"]
    return description


def end(description: Fork) -> None:
    """End a fork as ``sandbox down`` does, and wait until its directory is gone."""
    os.kill(description["pid"], signal.SIGTERM)
    wait_until(lambda: not Path(description["state_dir"]).exists())


def server_names(sandbox: SandboxProcess, description: Fork) -> set[str]:
    """The servers of a fork, seen with a token of its sandbox."""
    headers = {"X-Auth-Token": str(sandbox.session.headers["X-Auth-Token"])}
    url = f"{description['url']}/compute/v2.1/servers"
    answer = requests.get(url, headers=headers, timeout=LIMIT)
    return {server["name"] for server in answer.json()["servers"]}


def is_over(pid: int) -> bool:
    """Whether a process has ended, even if nobody has asked for its exit code."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return text.rsplit(")", 1)[1].split()[0] == "Z"


def children(pid: int) -> list[int]:
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(word) for word in words]


def test_a_fork_has_the_state_and_goes_its_own_way(sandbox: SandboxProcess, tmp_path: Path) -> None:
    boot(sandbox, "shared")
    sandbox.settled()
    first = fork(sandbox, tmp_path / "forks")
    boot(sandbox, "own")
    second = fork(sandbox, tmp_path / "forks")
    assert first["url"] not in (sandbox.url, second["url"])
    assert server_names(sandbox, first) == {"shared"}
    assert server_names(sandbox, second) == {"shared", "own"}
    sandbox_password = sandbox.password("admin")
    assert sandbox_password in (Path(first["state_dir"]) / "credentials.json").read_text()
    end(first)
    end(second)
    assert names(sandbox) == {"shared", "own"}


def test_a_saved_state_is_forked(sandbox: SandboxProcess, tmp_path: Path) -> None:
    boot(sandbox, "saved")
    sandbox.settled()
    save(sandbox, tmp_path / "saved")
    boot(sandbox, "later")
    description = fork(sandbox, tmp_path / "forks", source=str(tmp_path / "saved"))
    assert server_names(sandbox, description) == {"saved"}
    end(description)


def test_a_fork_can_be_forked(sandbox: SandboxProcess, tmp_path: Path) -> None:
    boot(sandbox, "vm")
    first = fork(sandbox, tmp_path / "forks")
    headers = {"Authorization": f"Bearer {sandbox.password('control')}"}
    body = {"parent": str(tmp_path / "forks")}
    answer = requests.post(
        f"{first['url']}/sandbox/fork", json=body, headers=headers, timeout=LIMIT
    )
    second = answer.json()["fork"]
    end(first)
    assert server_names(sandbox, second) == {"vm"}
    end(second)


def test_a_fork_outlives_its_sandbox_and_the_fork_server_does_not(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    description = fork(sandbox, tmp_path / "forks")
    (child,) = children(sandbox.pid)
    sandbox.end()
    wait_until(lambda: is_over(child))
    assert requests.get(description["url"], timeout=LIMIT).status_code == 200
    end(description)


def test_a_sandbox_that_ends_in_order_leaves_no_process(sandbox: SandboxProcess) -> None:
    (child,) = children(sandbox.pid)
    sandbox.end(signal.SIGTERM)
    assert is_over(child)


def test_a_fork_leaves_when_idle_and_leaves_nothing(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    save(sandbox, tmp_path / "saved")
    metadata = {"sandbox:fault": "stuck"}
    server = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", "metadata": metadata}
    sandbox.compute("POST", "/servers", {"server": server}, version="2.1")
    sandbox.end()
    sandbox.start("--idle", "0.2")  # this one has work, so it stays
    description = fork(sandbox, tmp_path / "forks", source=str(tmp_path / "saved"))
    wait_until(lambda: not Path(description["state_dir"]).exists())


def test_the_files_of_a_fork_are_private(sandbox: SandboxProcess, tmp_path: Path) -> None:
    description = fork(sandbox, tmp_path / "forks")
    for path in [tmp_path / "forks", *(tmp_path / "forks").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    end(description)


def test_without_a_fork_server_it_says_so(sandbox: SandboxProcess, tmp_path: Path) -> None:
    (child,) = children(sandbox.pid)
    os.kill(child, signal.SIGKILL)
    for _ in range(2):
        answer = sandbox.session.post(
            f"{sandbox.url}/sandbox/fork",
            json={"parent": str(tmp_path / "forks")},
            headers={"Authorization": f"Bearer {sandbox.password('control')}"},
            timeout=LIMIT,
        )
        assert answer.status_code == 412
        assert "restart the sandbox" in answer.json()["error"]["message"]
    assert list((tmp_path / "forks").iterdir()) == []


def test_what_a_killed_fork_leaves_is_removed_later(
    sandbox_cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = tmp_path / "forks"
    first = fork_state.prepare(sandbox_cloud, parent, None, PASSWORDS)
    second = fork_state.prepare(sandbox_cloud, parent, None, PASSWORDS)
    assert first.state_dir.exists(), "it may be starting"
    monkeypatch.setattr(fork_state, "SECONDS_TO_START", -1.0)
    fork_state.prepare(sandbox_cloud, parent, None, PASSWORDS)
    assert not second.state_dir.exists()


def test_only_a_fork_is_removed(sandbox_cloud: Cloud) -> None:
    fork_state.remove(sandbox_cloud.settings)
    assert sandbox_cloud.settings.database.exists()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("save", {"path": "/nowhere"}),
        ("load", {"path": "/nowhere"}),
        ("fork", {"parent": "/nowhere"}),
    ],
)
def test_guests_of_a_hypervisor_are_not_copied(
    sandbox_cloud: Cloud, path: str, body: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox_cloud.driver, "name", "libvirt")
    headers = {"Authorization": f"Bearer {PASSWORDS['control']}"}
    answer = Api(sandbox_cloud)("POST", f"/sandbox/{path}", body, user="", headers=headers)
    assert answer.status == 412
    assert "driver fake" in answer.json["error"]["message"]


def test_settings_reach_a_fork_whole() -> None:
    settings = Settings(Path("/state"), pace=0.5, seed=7)
    line = fork_server._line(fork_server._values(settings))
    assert fork_server._settings(line) == settings


def test_an_answer_that_comes_too_late_is_nobodys() -> None:
    ours, theirs = socket.socketpair()
    late, ready = Settings(Path("/late")), Settings(Path("/ready"))
    answers = [{"error": "no room", "state_dir": "/late"}, {"url": "u", "state_dir": "/ready"}]

    async def forks() -> dict[str, Any]:
        server = fork_server.ForkServer(ours, pid=0)
        with pytest.raises(fork_server.ForkFailed, match="did not answer within 0 s"):
            await server.fork(late)
        theirs.sendall(b"".join(fork_server._line(answer) for answer in answers))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fork_server, "SECONDS_TO_ANSWER", LIMIT)
            return await server.fork(ready)

    with ours, theirs, pytest.MonkeyPatch.context() as patch:
        patch.setattr(fork_server, "SECONDS_TO_ANSWER", 0)
        assert asyncio.run(forks())["url"] == "u"


def test_a_fork_that_is_told_to_end_at_once_leaves_nothing(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    for _ in range(10):
        end(fork(sandbox, tmp_path / "forks"))
    assert list((tmp_path / "forks").iterdir()) == []

"""A sandbox in a process: its socket, its files, its lock, and how it leaves."""

from __future__ import annotations

import random
import socket
import stat
import time
from pathlib import Path

import pytest

from tests.runner import LIMIT
from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
STARTS = (
    b"",
    b"GET /compute/",
    b"POST /compute/v2.1/servers HTTP/1.1\r\n",
    b"PRI * HTTP/2.0\r\n",
)


def address(sandbox: SandboxProcess) -> tuple[str, int]:
    host, port = sandbox.url.removeprefix("http://").split(":")
    return host, int(port)


def test_random_bytes_on_the_socket_break_nothing(shared_sandbox: SandboxProcess) -> None:
    generator = random.Random(1)
    for _ in range(100):
        noise = generator.randbytes(generator.randint(1, 400))
        with socket.create_connection(address(shared_sandbox), timeout=LIMIT) as connection:
            connection.sendall(generator.choice(STARTS) + noise + b"\r\n\r\n")
    assert shared_sandbox.compute("GET", "/servers").status_code == 200
    assert "Traceback" not in shared_sandbox.log.read_text()


def test_it_listens_on_this_machine_only(shared_sandbox: SandboxProcess) -> None:
    _, port = address(shared_sandbox)
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = {row[1] for row in rows if row[3] == "0A"}
    assert f"0100007F:{port:04X}" in listening
    assert f"00000000:{port:04X}" not in listening


def test_a_slow_client_keeps_nobody_waiting(shared_sandbox: SandboxProcess) -> None:
    host, port = address(shared_sandbox)
    request = (
        "POST /compute/v2.1/servers HTTP/1.1\r\n"
        f"Host: {host}:{port}\r\n"
        "Content-Length: 100\r\n"
        "\r\n"
        "{"
    )
    with socket.create_connection((host, port)) as connection:
        connection.sendall(request.encode())
        assert shared_sandbox.compute("GET", "/servers").status_code == 200


def test_a_second_sandbox_on_the_same_state_is_refused(shared_sandbox: SandboxProcess) -> None:
    second = SandboxProcess(shared_sandbox.state_dir)
    with pytest.raises(AssertionError, match="already runs"):
        second.start()
    assert second.end() == 3
    second.session.close()
    assert "already runs" in shared_sandbox.log.read_text()
    assert shared_sandbox.compute("GET", "/servers").status_code == 200


def test_files_are_private_and_secrets_stay_in_them(tmp_path: Path) -> None:
    state_dir = tmp_path / "state"
    with SandboxProcess(state_dir, "--pace", "0", "--log-level", "debug") as sandbox:
        server = {
            "name": "vm",
            "imageRef": IMAGE,
            "flavorRef": "6",
            "networks": "auto",
            "adminPass": "canary-admin-pass",
            "user_data": "Y2FuYXJ5",
        }
        sandbox.compute("POST", "/servers", {"server": server})
        sandbox.settled()
        token = str(sandbox.session.headers["X-Auth-Token"])
        sandbox.session.get(f"{sandbox.url}/identity/v2.0/tokens/{token}", timeout=30)
        passwords = [sandbox.password(name) for name in ("admin", "demo", "control")]
        command_line = Path(f"/proc/{sandbox.pid}/cmdline").read_bytes().decode()
        log = sandbox.log.read_text()
        assert stat.S_IMODE(state_dir.stat().st_mode) == 0o700
        for path in state_dir.rglob("*"):
            if path.is_file():
                assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    for secret in (token, "canary-admin-pass", *passwords):
        assert secret not in log
        assert secret not in command_line
    database = b"".join(path.read_bytes() for path in state_dir.glob("sandbox.sqlite*"))
    assert token.encode() not in database
    assert passwords[0].encode() not in database


def test_it_leaves_when_idle(tmp_path: Path) -> None:
    sandbox = SandboxProcess(tmp_path / "state", "--pace", "0", "--idle", "0.5")
    sandbox.launch()
    sandbox.session.close()
    assert sandbox.wait() == 0
    assert "listening" in sandbox.log.read_text()
    assert not (tmp_path / "state" / "running.json").exists()


def test_it_uses_no_processor_time_when_idle(shared_sandbox: SandboxProcess) -> None:
    pid = shared_sandbox.pid
    fork_server = Path(f"/proc/{pid}/task/{pid}/children").read_text().strip()

    def ticks() -> int:
        total = 0
        for process in (pid, fork_server):
            text = Path(f"/proc/{process}/stat").read_text()
            fields = text.rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])  # user and system time
        return total

    def used_in_a_second() -> int:
        start = ticks()
        time.sleep(1.0)
        return ticks() - start

    # On a busy machine it may take a while to end what it did for other tests.
    assert any(used_in_a_second() <= 1 for _ in range(60))

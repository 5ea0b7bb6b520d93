"""A sandbox in a process of its own, on a state directory of the test: start, ask, kill, restart."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from tests.runner import LIMIT, ROOT, environment

Server = dict[str, Any]


class SandboxProcess:
    """Starts on entering and ends on leaving; ``session`` is logged in as admin."""

    def __init__(self, state_dir: Path, *options: str) -> None:
        self.state_dir = state_dir
        self.module = "mini_nova_sandbox"  # the program
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.session = requests.Session()
        self.session.trust_env = False

    def __enter__(self) -> SandboxProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self.end(signal.SIGTERM)

    @property
    def pid(self) -> int:
        """The id of the process."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> Path:
        """The file with all that the processes have written."""
        return self.state_dir.with_suffix(".log")

    def start(self, *options: str) -> None:
        """Launch it, with more options if need be; wait until it answers, and log in."""
        self.launch(*options)
        self._wait_until_it_answers()
        self.url = self._read("running.json")["url"]
        self.login()

    def launch(self, *options: str) -> None:
        """Start the process, and wait for nothing."""
        command = [sys.executable, "-m", self.module, "--state-dir", str(self.state_dir)]
        command += [*self._options, *options]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
            )

    def login(self, user: str = "admin") -> None:
        """Log in as a user, on the project of the same name."""
        self.session.headers["X-Auth-Token"] = log_in(self.session, self, user)

    def password(self, user: str) -> str:
        """The password of admin or demo, or the control key."""
        return str(self._read("credentials.json")[user])

    def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal, wait for the end, and return the exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait until it ends by itself, and return the exit code."""
        assert self._process is not None
        return self._process.wait(LIMIT)

    def compute(
        self, method: str, path: str, body: Any = None, version: str = "2.96"
    ) -> requests.Response:
        """Send a request to compute v2.1."""
        headers = {"OpenStack-API-Version": f"compute {version}"}
        return self.session.request(
            method, f"{self.url}/compute/v2.1{path}", json=body, headers=headers, timeout=LIMIT
        )

    def volume(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Send a request to block storage v3."""
        headers = {"OpenStack-API-Version": "volume 3.71"}
        return self.session.request(
            method, f"{self.url}/volume/v3{path}", json=body, headers=headers, timeout=LIMIT
        )

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to the sandbox's own endpoints and return the answer's JSON."""
        headers = {"Authorization": f"Bearer {self.password('control')}"}
        answer = self.session.request(
            method, f"{self.url}/sandbox{path}", json=body, headers=headers, timeout=LIMIT
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def servers(self) -> list[Server]:
        """Every server, with its details."""
        servers: list[Server] = []
        marker = ""
        while True:
            answer = self.compute("GET", f"/servers/detail?limit=1000{marker}").json()
            servers += answer["servers"]
            if "servers_links" not in answer:
                return servers
            marker = f"&marker={servers[-1]['id']}"

    def settled(self, limit: float = LIMIT) -> list[Server]:
        """Wait until no server is changing any more, and return all servers."""
        end = time.monotonic() + limit
        while True:
            servers = self.servers()
            changing = [_states(server) for server in servers if _is_changing(server)]
            if not changing:
                return servers
            assert time.monotonic() < end, changing
            time.sleep(0.05)

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        end = time.monotonic() + LIMIT
        while self._answering_pid() != self.pid:
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.01)

    def wait_until_idle(self, limit: float = 60.0) -> None:
        """Wait until no message is waiting or running."""
        end = time.monotonic() + limit
        while self.control("GET", "/status")["queue"]:
            assert time.monotonic() < end, self.control("GET", "/status")
            time.sleep(0.02)

    def _answering_pid(self) -> int | None:
        """The pid in running.json, if there is one; a start removes that of a killed process."""
        try:
            return int(self._read("running.json")["pid"])
        except FileNotFoundError:
            return None

    def _read(self, name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.state_dir / name).read_text())
        return content


def log_in(session: requests.Session, sandbox: SandboxProcess, user: str = "admin") -> str:
    """Log in as a user, on the project of the same name, and return the token."""
    reference = {"name": user, "domain": {"id": "default"}}
    credentials = {**reference, "password": sandbox.password(user)}
    identity = {"methods": ["password"], "password": {"user": credentials}}
    body = {"auth": {"identity": identity, "scope": {"project": reference}}}
    answer = session.post(f"{sandbox.url}/identity/v3/auth/tokens", json=body, timeout=LIMIT)
    assert answer.status_code == 201, answer.text
    return answer.headers["X-Subject-Token"]


def _is_changing(server: Server) -> bool:
    return server["status"] == "BUILD" or server["OS-EXT-STS:task_state"] is not None


def _states(server: Server) -> tuple[str, str, str]:
    return server["name"], server["status"], server["OS-EXT-STS:task_state"]

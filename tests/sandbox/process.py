"""A sandbox as a process of its own, in a state directory of the test's: started, asked, killed, started again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from tests.runner import environment

LIMIT = 30.0


class SandboxProcess:
    """Starts on entering, ends on leaving; ``session`` is logged in as admin."""

    def __init__(self, state_dir: Path, *options: str) -> None:
        self.state_dir = state_dir
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
        """The process's."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> Path:
        """What it wrote."""
        return self.state_dir.with_suffix(".log")

    def start(self, *more: str) -> None:
        """Starts it, waits until it answers, and logs in."""
        command = [
            sys.executable,
            "-m",
            "mini_nova_sandbox",
            "--state-dir",
            str(self.state_dir),
            *self._options,
            *more,
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment()
            )
        end = time.monotonic() + LIMIT
        while self._answering_pid() != self.pid:
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.01)
        self.url = self._told("running.json")["url"]
        self.login()

    def login(self, user: str = "admin") -> None:
        """Logs in on the user's own project."""
        named = {"name": user, "domain": {"id": "default"}}
        identity = {
            "methods": ["password"],
            "password": {"user": {**named, "password": self.password(user)}},
        }
        body = {"auth": {"identity": identity, "scope": {"project": named}}}
        answer = self.session.post(f"{self.url}/identity/v3/auth/tokens", json=body, timeout=LIMIT)
        assert answer.status_code == 201, answer.text
        self.session.headers["X-Auth-Token"] = answer.headers["X-Subject-Token"]

    def password(self, user: str) -> str:
        """The password (or control key) that it made at random."""
        return str(self._told("credentials.json")[user])

    def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Sends it a signal and waits for its end; its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self._process.wait(LIMIT)

    def compute(
        self, method: str, path: str, body: Any = None, version: str = "2.96"
    ) -> requests.Response:
        """A request to compute v2.1."""
        headers = {"OpenStack-API-Version": f"compute {version}"}
        return self.session.request(
            method, f"{self.url}/compute/v2.1{path}", json=body, headers=headers, timeout=LIMIT
        )

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the sandbox's own endpoints; what it answered."""
        headers = {"Authorization": f"Bearer {self.password('control')}"}
        answer = self.session.request(
            method, f"{self.url}/sandbox{path}", json=body, headers=headers, timeout=LIMIT
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def servers(self) -> list[dict[str, Any]]:
        """Every server, with its details."""
        found: list[dict[str, Any]] = []
        marker = ""
        while True:
            answer = self.compute("GET", f"/servers/detail?limit=1000{marker}").json()
            found += answer["servers"]
            if "servers_links" not in answer:
                return found
            marker = f"&marker={found[-1]['id']}"

    def settled(self, limit: float = 60.0) -> list[dict[str, Any]]:
        """The servers, once none of them is on its way any more."""
        end = time.monotonic() + limit
        while True:
            servers = self.servers()
            if all(
                one["status"] != "BUILD" and one["OS-EXT-STS:task_state"] is None for one in servers
            ):
                return servers
            assert time.monotonic() < end, [
                (one["name"], one["status"], one["OS-EXT-STS:task_state"]) for one in servers
            ]
            time.sleep(0.05)

    def _answering_pid(self) -> int | None:
        """Of the process that says it answers; None while there is none (a start removes what a killed one left)."""
        try:
            return int(self._told("running.json")["pid"])
        except FileNotFoundError:
            return None

    def _told(self, name: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.state_dir / name).read_text())
        return told

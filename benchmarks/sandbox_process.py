"""A running sandbox to measure, and a session that is logged in to it."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


class Sandbox:
    """A running sandbox, and a session that is logged in to it."""

    def __init__(self, state: Path) -> None:
        started = time.perf_counter()
        options = ["--state-dir", str(state), "--pace", "0", "--log-level", "warning"]
        command = [sys.executable, "-m", "mini_nova_sandbox", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        self.session = requests.Session()
        self.session.trust_env = False
        url = self._wait_for_answer(state / "running.json")
        self.seconds_to_answer = time.perf_counter() - started
        self.url = f"{url}/compute/v2.1"
        credentials = json.loads((state / "credentials.json").read_text())
        self._control_key = credentials["control"]
        self._log_in(url, credentials["admin"])

    def _wait_for_answer(self, running: Path) -> str:
        """Return the sandbox's address once it answers."""
        while True:
            try:
                url = str(json.loads(running.read_text())["url"])
                self.session.get(f"{url}/compute/v2.1", timeout=10).raise_for_status()
                return url
            except (OSError, ValueError, requests.RequestException):
                if self.process.poll() is not None:
                    raise SystemExit("the sandbox did not start") from None
                time.sleep(0.005)

    def _log_in(self, url: str, password: str) -> None:
        name = {"name": "admin", "domain": {"id": "default"}}
        identity = {"methods": ["password"], "password": {"user": {**name, "password": password}}}
        body = {"auth": {"identity": identity, "scope": {"project": name}}}
        login = self.session.post(f"{url}/identity/v3/auth/tokens", json=body, timeout=10)
        self.session.headers["X-Auth-Token"] = login.headers["X-Subject-Token"]

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.session.request(method, self.url + path, json=body, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def come_to_rest(self) -> None:
        """Wait until no message is waiting or running, such as the look at all guests at a start."""
        headers = {"Authorization": f"Bearer {self._control_key}"}
        status = f"{self.url.removesuffix('/compute/v2.1')}/sandbox/status"
        while self.session.get(status, headers=headers, timeout=60).json()["queue"]:
            time.sleep(0.05)

    def read(self, path: str) -> None:
        """Take an answer in, and do nothing with it."""
        self.session.get(self.url + path, timeout=60).raise_for_status()

    def boot(self, count: int) -> float:
        """Return the seconds from one request for servers to the last one's ACTIVE; delete them."""
        return self._boot(1, {"min_count": count, "max_count": count}, count)

    def boot_at_once(self, count: int) -> float:
        """Return the seconds from the first of many requests to the last ACTIVE; delete them."""
        return self._boot(count, {}, count)

    def boot_one(self) -> None:
        """Boot a server that stays."""
        self._boot_request({})
        self._wait_for(1)

    def _boot(self, requests_to_send: int, counts: dict[str, int], servers: int) -> float:
        started = time.perf_counter()
        for _ in range(requests_to_send):
            self._boot_request(counts)
        self._wait_for(servers)
        seconds = time.perf_counter() - started
        self._delete_all()
        return seconds

    def _boot_request(self, counts: dict[str, int]) -> None:
        server = {"name": "b", "imageRef": IMAGE, "flavorRef": "6", **counts}
        self("POST", "/servers", {"server": server})

    def _wait_for(self, count: int) -> None:
        while len(self("GET", f"/servers?status=ACTIVE&limit={count}")["servers"]) < count:
            time.sleep(0.002)

    def _delete_all(self) -> None:
        for server in self("GET", "/servers")["servers"]:
            self("DELETE", f"/servers/{server['id']}")
        while self("GET", "/servers")["servers"]:
            time.sleep(0.01)

    @property
    def resident_mib(self) -> float:
        """The memory that it has now."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        (resident,) = (line for line in lines if line.startswith("VmRSS"))
        return int(resident.split()[1]) / 1024

    @property
    def processor_seconds(self) -> float:
        """The processor time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def sandbox(state: Path) -> Iterator[Sandbox]:
    """A sandbox for as long as the block runs."""
    running = Sandbox(state)
    try:
        yield running
    finally:
        running.session.close()
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(20)


def multiply(state: Path, count: int) -> None:
    """Make ``count`` servers of the one in a state, as if they had been booted.

    No sandbox runs on the state.
    """
    with sqlite3.connect(state / "sandbox.sqlite") as database:
        database.row_factory = sqlite3.Row
        row = dict(database.execute("SELECT * FROM instances WHERE deleted = 0").fetchone())
        row.pop("id")
        guest = (state / "instances" / f"{row['uuid']}.json").read_text()
        names = list(row)
        sql = f"INSERT INTO instances ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
        rows = (
            [str(uuid.uuid4()) if name == "uuid" else row[name] for name in names]
            for _ in range(count - 1)
        )
        uuid_column = names.index("uuid")
        for values in rows:
            database.execute(sql, values)
            (state / "instances" / f"{values[uuid_column]}.json").write_text(guest)
    database.close()

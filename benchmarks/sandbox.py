"""The sandbox's speed: ``python -m benchmarks.sandbox`` prints each figure beside its goal.

It starts its own sandboxes in a temporary directory, with the fake driver at full speed, and sends
requests over one kept-alive connection, so it measures the sandbox and not the start of a client.
"""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
MANY = 20_000
RUNS = 5
IDLE_SECONDS = 5.0


class Sandbox:
    """A running sandbox, and a session that is logged in to it."""

    def __init__(self, state: Path) -> None:
        started = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "mini_nova_sandbox",
            "--state-dir",
            str(state),
            "--pace",
            "0",
            "--log-level",
            "warning",
        ]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        running = state / "running.json"
        self.session = requests.Session()
        self.session.trust_env = False
        while True:
            try:
                url = json.loads(running.read_text())["url"]
                self.session.get(f"{url}/compute/v2.1", timeout=10).raise_for_status()
                break
            except (OSError, ValueError, requests.RequestException):
                if self.process.poll() is not None:
                    raise SystemExit("the sandbox did not start") from None
                time.sleep(0.005)
        self.seconds_to_answer = time.perf_counter() - started
        self.url = f"{url}/compute/v2.1"
        credentials = json.loads((state / "credentials.json").read_text())
        password = credentials["admin"]
        self._control_key = credentials["control"]
        named = {"name": "admin", "domain": {"id": "default"}}
        identity = {"methods": ["password"], "password": {"user": {**named, "password": password}}}
        body = {"auth": {"identity": identity, "scope": {"project": named}}}
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
        """Takes an answer in, and does nothing with it."""
        self.session.get(self.url + path, timeout=60).raise_for_status()

    def boot(self, count: int) -> float:
        """Seconds from the create request to the last server's ACTIVE; they are deleted again."""
        body = {
            "name": "b",
            "imageRef": IMAGE,
            "flavorRef": "6",
            "min_count": count,
            "max_count": count,
        }
        started = time.perf_counter()
        self("POST", "/servers", {"server": body})
        self._wait_for(count)
        took = time.perf_counter() - started
        self._delete_all()
        return took

    def boot_at_once(self, count: int) -> float:
        """Seconds from the first of that many create requests to the last server's ACTIVE."""
        body = {"name": "b", "imageRef": IMAGE, "flavorRef": "6"}
        started = time.perf_counter()
        for _ in range(count):
            self("POST", "/servers", {"server": body})
        self._wait_for(count)
        took = time.perf_counter() - started
        self._delete_all()
        return took

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
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return (
            int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
            / 1024
        )

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
    """Makes ``count`` servers of the one in the database, as if they had been booted; the
    sandbox is not running.
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


def best(measure: Callable[[], float]) -> float:
    """The median of some runs."""
    return statistics.median(measure() for _ in range(RUNS))


def timed(call: Callable[[], Any]) -> float:
    """The seconds that a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def main() -> int:
    """Measures, prints a table, and says by its exit code whether every goal is met."""
    folder = Path(tempfile.mkdtemp())
    lines: list[tuple[str, float, float, str]] = []
    try:
        starts = []
        for number in range(3):
            with sandbox(folder / f"start{number}") as running:
                starts.append(running.seconds_to_answer)
        lines.append(
            ("from its start to the first answer, empty state", statistics.median(starts), 1.0, "s")
        )
        state = folder / "state"
        with sandbox(state) as running:
            lines.append(("boot to ACTIVE", best(lambda: running.boot(1)) * 1000, 150, "ms"))
            lines.append(
                ("100 servers by one request, ACTIVE", best(lambda: running.boot(100)), 3.0, "s")
            )
            lines.append(
                ("200 servers by 200 requests, all ACTIVE", running.boot_at_once(200), 10.0, "s")
            )
            running.come_to_rest()
            time.sleep(0.5)
            before = running.processor_seconds
            time.sleep(IDLE_SECONDS)
            lines.append(
                (
                    "idle, processor",
                    (running.processor_seconds - before) / IDLE_SECONDS * 100,
                    0.2,
                    "%",
                )
            )
            running(
                "POST", "/servers", {"server": {"name": "b", "imageRef": IMAGE, "flavorRef": "6"}}
            )
            while not running("GET", "/servers?status=ACTIVE")["servers"]:
                time.sleep(0.01)
        multiply(state, MANY)
        with sandbox(state) as running:
            lines.append(
                (
                    f"from its start to the first answer, {MANY:,} servers",
                    running.seconds_to_answer,
                    1.0,
                    "s",
                )
            )
            running.come_to_rest()
            page = "/servers?limit=1000"
            lines.append(
                (
                    f"a page of 1,000 of {MANY:,} servers",
                    best(lambda: timed(lambda: running.read(page))) * 1000,
                    50,
                    "ms",
                )
            )
            detail = "/servers/detail?limit=100"
            lines.append(
                (
                    f"a page of 100 of {MANY:,} servers, detailed",
                    best(lambda: timed(lambda: running.read(detail))) * 1000,
                    50,
                    "ms",
                )
            )
            detail = "/servers/detail?limit=1000"
            lines.append(
                (
                    f"a page of 1,000 of {MANY:,} servers, detailed",
                    best(lambda: timed(lambda: running.read(detail))) * 1000,
                    50,
                    "ms",
                )
            )
            before_all = running.resident_mib
            _walk(running)
            lines.append(
                (
                    f"memory added by walking through all {MANY:,}, detailed",
                    running.resident_mib - before_all,
                    8,
                    "MiB",
                )
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for name, value, goal, unit in lines:
        verdict = "met" if value <= goal else "NOT MET"
        print(f"{name:<62} {value:8.2f} {unit:<4} goal {goal:g} {unit:<4} {verdict}")
    return int(any(value > goal for _, value, goal, _ in lines))


def _walk(running: Sandbox) -> None:
    marker = ""
    while True:
        servers = running("GET", f"/servers/detail?limit=1000{marker}")["servers"]
        if len(servers) < 1000:
            return
        marker = f"&marker={servers[-1]['id']}"


if __name__ == "__main__":
    sys.exit(main())

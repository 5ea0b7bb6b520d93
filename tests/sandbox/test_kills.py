"""kill -9 after random numbers of answers: a restart finishes every accepted request, and nothing leaks."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import requests

from tests.runner import LIMIT, wait_until
from tests.sandbox.process import SandboxProcess, Server

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
ROUTER_PORTS = "network:router_"  # of the router that every cloud has
KILLS = 50
MOST_ANSWERS = 24  # before a kill
LONGEST_PAUSE = 0.02  # seconds from the last of these answers to the kill
FAULTS = ("", "", "", "", "spawn", "network", "no-valid-host")  # of boots; '' is none


class Client(threading.Thread):
    """Boots and deletes servers as fast as it can, and records the answers."""

    def __init__(self, sandbox: SandboxProcess, seed: int) -> None:
        super().__init__(daemon=True)
        self.sandbox = sandbox
        self.random = random.Random(seed)
        self.boots: dict[str, str] = {}  # 202: the expected status, by server id
        self.delete_attempts: set[str] = set()
        self.deletes: set[str] = set()  # 204
        self.over = threading.Event()
        self.answers = 0

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._step()
                self.answers += 1
            except (requests.RequestException, ValueError, KeyError):
                self.over.wait(0.01)  # the sandbox was killed

    def _step(self) -> None:
        servers = sorted(self.boots.keys() - self.delete_attempts)
        if servers and self.random.random() < 0.4:
            self._delete_server(self.random.choice(servers))
        else:
            self._boot_server(self.random.choice(FAULTS))

    def _delete_server(self, server: str) -> None:
        self.delete_attempts.add(server)
        if self.sandbox.compute("DELETE", f"/servers/{server}").status_code == 204:
            self.deletes.add(server)

    def _boot_server(self, fault: str) -> None:
        server = {
            "name": "vm",
            "imageRef": IMAGE,
            "flavorRef": "6",
            "networks": "auto",
            "metadata": {"sandbox:fault": fault} if fault else {},
        }
        answer = self.sandbox.compute("POST", "/servers", {"server": server})
        if answer.status_code == 202:
            status = "ERROR" if fault else "ACTIVE"
            self.boots[answer.json()["server"]["id"]] = status


@pytest.mark.slow
def test_fifty_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moments = random.Random(7)
    boots = 0
    deletes = 0
    statuses: Counter[str] = Counter()
    with SandboxProcess(tmp_path / "state", "--pace", "0.02") as sandbox:
        for number in range(KILLS):
            client = _work_until_killed(sandbox, number, moments.randint(1, MOST_ANSWERS))
            sandbox.start()
            survivors = {server["id"]: server for server in sandbox.settled()}
            statuses += _check_survivors(client, survivors)
            _delete_all(sandbox, survivors)
            _check_nothing_leaks(sandbox)
            boots += len(client.boots)
            deletes += len(client.deletes)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{KILLS} kills: {boots} accepted boots, of these {statuses['ACTIVE']} ACTIVE and"
            f" {statuses['ERROR']} ERROR as requested; {deletes} deletes; no loss, no leak"
        )
    assert boots > KILLS
    assert min(statuses["ACTIVE"], statuses["ERROR"]) > KILLS


def _work_until_killed(sandbox: SandboxProcess, seed: int, answers: int) -> Client:
    """Kill the sandbox after so many answers to a client, somewhere in its next requests."""
    client = Client(sandbox, seed)
    client.start()
    wait_until(lambda: client.answers >= answers)
    time.sleep(client.random.uniform(0, LONGEST_PAUSE))
    sandbox.end()
    client.over.set()
    client.join(LIMIT)
    assert not client.is_alive()
    return client


def _check_survivors(client: Client, survivors: dict[str, Server]) -> Counter[str]:
    """Check that each server is in its expected status, and count the statuses."""
    statuses: Counter[str] = Counter()
    for server, status in client.boots.items():
        if server not in client.delete_attempts:
            assert survivors[server]["status"] == status, survivors[server]
            statuses[status] += 1
    for survivor in survivors.values():
        if survivor["status"] == "ERROR":
            assert not survivor["addresses"]
            assert not survivor["OS-EXT-SRV-ATTR:host"]
    assert not client.deletes & survivors.keys()
    return statuses


def _delete_all(sandbox: SandboxProcess, survivors: dict[str, Server]) -> None:
    """Make room for the next round; servers whose 202 got lost are among the survivors."""
    for server in survivors:
        assert sandbox.compute("DELETE", f"/servers/{server}").status_code == 204
    assert sandbox.settled() == []


def _check_nothing_leaks(sandbox: SandboxProcess) -> None:
    """Check that no port, no room on a host and no message is left of the deleted servers."""
    ports = sandbox.session.get(f"{sandbox.url}/network/v2.0/ports", timeout=30).json()["ports"]
    owners = [port["device_owner"] for port in ports]
    assert [owner for owner in owners if not owner.startswith(ROUTER_PORTS)] == []
    answer = sandbox.compute("GET", "/os-hypervisors/statistics", version="2.1").json()
    statistics = answer["hypervisor_statistics"]
    assert statistics["vcpus_used"] == 0
    assert statistics["memory_mb_used"] == 0
    assert statistics["running_vms"] == 0
    assert sandbox.control("GET", "/status")["queue"] == 0

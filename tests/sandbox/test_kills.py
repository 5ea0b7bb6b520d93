"""kill -9 at random moments: what was answered 202 is finished after a restart, and nothing is held by what is gone."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import requests

from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
KILLS = 50
FAULTS = ("none", "none", "none", "none", "spawn", "network", "no-valid-host")


class Client(threading.Thread):
    """Boots and deletes as fast as it can, and remembers what was accepted."""

    def __init__(self, sandbox: SandboxProcess, seed: int) -> None:
        super().__init__(daemon=True)
        self.sandbox = sandbox
        self.random = random.Random(seed)
        self.accepted: set[str] = set()
        self.to_fail: set[str] = set()
        self.deleted: set[str] = set()
        self.asked_to_delete: set[str] = set()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._step()
            except (requests.RequestException, ValueError, KeyError):
                self.over.wait(0.01)  # it was killed under our hands

    def _step(self) -> None:
        left = sorted(self.accepted - self.asked_to_delete)
        if left and self.random.random() < 0.4:
            victim = self.random.choice(left)
            self.asked_to_delete.add(victim)
            if self.sandbox.compute("DELETE", f"/servers/{victim}").status_code == 204:
                self.deleted.add(victim)
            return
        fault = self.random.choice(FAULTS)
        server = {
            "name": "vm",
            "imageRef": IMAGE,
            "flavorRef": "6",
            "networks": "auto",
            "metadata": {"sandbox:fault": fault},
        }
        answer = self.sandbox.compute("POST", "/servers", {"server": server})
        if answer.status_code == 202:
            self.accepted.add(answer.json()["server"]["id"])
            if fault != "none":
                self.to_fail.add(answer.json()["server"]["id"])


@pytest.mark.slow
def test_fifty_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moments = random.Random(7)
    sandbox = SandboxProcess(tmp_path / "state", "--pace", "0.02")
    accepted: set[str] = set()
    deleted: set[str] = set()
    ended: Counter[str] = Counter()
    with sandbox:
        for number in range(KILLS):
            client = Client(sandbox, number)
            client.start()
            time.sleep(moments.uniform(0.02, 0.4))
            sandbox.end()
            client.over.set()
            client.join(10)
            accepted |= client.accepted
            deleted |= client.deleted
            sandbox.start()
            asked = client.asked_to_delete
            survivors = {one["id"]: one for one in sandbox.settled()}
            for server in client.accepted - asked:
                wanted = "ERROR" if server in client.to_fail else "ACTIVE"
                assert survivors[server]["status"] == wanted, survivors[server]
                ended[wanted] += 1
            failed = [one for one in survivors.values() if one["status"] == "ERROR"]
            assert [
                one["id"] for one in failed if one["addresses"] or one["OS-EXT-SRV-ATTR:host"]
            ] == []
            for server in client.deleted:
                assert server not in survivors
            for (
                server
            ) in survivors:  # room for the next round; a server whose 202 was lost is among them
                assert sandbox.compute("DELETE", f"/servers/{server}").status_code == 204
            assert sandbox.settled() == []
            _check_nothing_is_held(sandbox)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{KILLS} kills: {len(accepted)} boots answered 202, of these {ended['ACTIVE']} ACTIVE, {ended['ERROR']} ERROR as "
            f"they were asked to, {len(deleted)} deleted (204) and gone; none lost, nothing held"
        )
    assert len(accepted) > KILLS


def _check_nothing_is_held(sandbox: SandboxProcess) -> None:
    """No port of a server that is gone, no address of such a port, no room on a host, no message left."""
    ports = sandbox.session.get(f"{sandbox.url}/network/v2.0/ports", timeout=30).json()["ports"]
    assert Counter(port["device_owner"] for port in ports) == Counter()
    statistics = sandbox.compute("GET", "/os-hypervisors/statistics", version="2.1").json()[
        "hypervisor_statistics"
    ]
    assert (statistics["vcpus_used"], statistics["memory_mb_used"], statistics["running_vms"]) == (
        0,
        0,
        0,
    )
    assert sandbox.control("GET", "/status")["queue"] == 0

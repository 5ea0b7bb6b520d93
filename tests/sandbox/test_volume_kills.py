"""kill -9 during work on volumes: every accepted request is finished, and nothing stays between."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
KILLS = 50
FINISHED = ("available", "in-use")
Volume = dict[str, Any]


class Client(threading.Thread):
    """Creates, attaches, extends, snapshots and deletes volumes, and boots from them.

    It records what was accepted, and forgets what it has tried to change since.
    """

    def __init__(self, sandbox: SandboxProcess, server: str, seed: int) -> None:
        super().__init__(daemon=True)
        self.sandbox = sandbox
        self.server = server
        self.random = random.Random(seed)
        self.volumes: dict[str, str] = {}  # the expected status, by id
        self.sizes: dict[str, int] = {}  # of those that were extended
        self.snapshots: set[str] = set()
        self.deleted: set[str] = set()  # volumes
        self.boots: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            step = self.random.choice(STEPS)
            try:
                if step(self):
                    self.counts[step.__name__.strip("_")] += 1
            except (requests.RequestException, ValueError, KeyError):
                self.over.wait(0.01)  # the sandbox was killed

    def create(self) -> bool:
        source = self.random.choice([{}, {"imageRef": IMAGE}])
        answer = self.sandbox.volume("POST", "/volumes", {"volume": {"size": 1, **source}})
        if answer.status_code != 202:
            return False
        self.volumes[answer.json()["volume"]["id"]] = "available"
        return True

    def attach(self) -> bool:
        volume = self._take("available")
        body = {"volumeAttachment": {"volumeId": volume}}
        path = f"/servers/{self.server}/os-volume_attachments"
        return self._expect("in-use", volume, self.sandbox.compute("POST", path, body))

    def detach(self) -> bool:
        volume = self._take("in-use")
        path = f"/servers/{self.server}/os-volume_attachments/{volume}"
        return self._expect("available", volume, self.sandbox.compute("DELETE", path))

    def extend(self) -> bool:
        volume = self._take("available")
        body = {"os-extend": {"new_size": 2}}
        answer = self.sandbox.volume("POST", f"/volumes/{volume}/action", body)
        if answer.ok:
            self.sizes[volume] = 2
        return self._expect("available", volume, answer)

    def snapshot(self) -> bool:
        volume = self._take("available")
        answer = self.sandbox.volume("POST", "/snapshots", {"snapshot": {"volume_id": volume}})
        if answer.ok:
            self.snapshots.add(answer.json()["snapshot"]["id"])
        return self._expect("available", volume, answer)

    def delete(self) -> bool:
        volume = self._take("available")
        answer = self.sandbox.volume("DELETE", f"/volumes/{volume}?cascade=true")
        if answer.ok:
            self.deleted.add(volume)
            self.snapshots.clear()  # some of them may have gone with it
        return answer.ok

    def boot(self) -> bool:
        device = {
            "boot_index": 0,
            "source_type": "image",
            "destination_type": "volume",
            "uuid": IMAGE,
            "volume_size": 1,
            "delete_on_termination": True,
        }
        server = {
            "name": "vm",
            "flavorRef": "6",
            "networks": "none",
            "block_device_mapping_v2": [device],
        }
        answer = self.sandbox.compute("POST", "/servers", {"server": server})
        if answer.status_code != 202:
            return False
        self.boots.add(answer.json()["server"]["id"])
        return True

    def _take(self, status: str) -> str:
        """Take a volume whose status is to be this one out of the books. Raises KeyError."""
        volumes = sorted(volume for volume, value in self.volumes.items() if value == status)
        if not volumes:
            raise KeyError(status)
        volume = self.random.choice(volumes)
        del self.volumes[volume]
        return volume

    def _expect(self, status: str, volume: str, answer: requests.Response) -> bool:
        if answer.ok:
            self.volumes[volume] = status
        return answer.ok


STEPS = (
    Client.create,
    Client.create,
    Client.attach,
    Client.detach,
    Client.extend,
    Client.snapshot,
    Client.delete,
    Client.boot,
)


@pytest.mark.slow
def test_fifty_kills_leave_no_volume_between(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = random.Random(11)
    counts: Counter[str] = Counter()
    with SandboxProcess(tmp_path / "state", "--pace", "0.02") as sandbox:
        for number in range(KILLS):
            server = _boot_server(sandbox)
            client = _work_until_killed(sandbox, server, number, moments.uniform(0.05, 0.5))
            sandbox.start()
            sandbox.wait_until_idle()
            _check_volumes(client)
            _check_servers(client)
            _delete_all(sandbox)
            counts += client.counts
    with capsys.disabled():
        print(f"\n{KILLS} kills: {dict(counts)} accepted, each finished")  # noqa: T201
    assert min(counts[step.__name__] for step in STEPS) > 0


def _boot_server(sandbox: SandboxProcess) -> str:
    """Boot the server that the volumes are attached to."""
    server = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", "networks": "none"}
    answer = sandbox.compute("POST", "/servers", {"server": server})
    sandbox.wait_until_idle()
    return str(answer.json()["server"]["id"])


def _work_until_killed(sandbox: SandboxProcess, server: str, seed: int, seconds: float) -> Client:
    client = Client(sandbox, server, seed)
    client.start()
    time.sleep(seconds)
    sandbox.end()
    client.over.set()
    client.join(10)
    return client


def _volumes(sandbox: SandboxProcess) -> dict[str, Volume]:
    volumes = sandbox.volume("GET", "/volumes/detail").json()["volumes"]
    return {volume["id"]: volume for volume in volumes}


def _check_volumes(client: Client) -> None:
    """Check that each volume and snapshot is as the last accepted request wants it."""
    survivors = _volumes(client.sandbox)
    snapshots = client.sandbox.volume("GET", "/snapshots/detail").json()["snapshots"]
    for volume in survivors.values():
        assert volume["status"] in FINISHED, volume
        assert bool(volume["attachments"]) == (volume["status"] == "in-use"), volume
    for volume_id, status in client.volumes.items():
        assert survivors[volume_id]["status"] == status, survivors[volume_id]
    for volume_id in client.sizes.keys() & client.volumes.keys():
        assert survivors[volume_id]["size"] == client.sizes[volume_id]
    assert not client.deleted & survivors.keys()
    assert {snapshot["status"] for snapshot in snapshots} <= {"available"}
    assert client.snapshots <= {snapshot["id"] for snapshot in snapshots}


def _check_servers(client: Client) -> None:
    """Check that servers and volumes agree on who has what."""
    servers = {server["id"]: server for server in client.sandbox.servers()}
    pairs = set()
    for volume in _volumes(client.sandbox).values():
        for attachment in volume["attachments"]:
            pairs.add((attachment["server_id"], volume["id"]))
    expected = set()
    for server in servers.values():
        for volume in server["os-extended-volumes:volumes_attached"]:
            expected.add((server["id"], volume["id"]))
    assert pairs == expected
    for server_id in client.boots:
        assert servers[server_id]["status"] == "ACTIVE", servers[server_id]


def _delete_all(sandbox: SandboxProcess) -> None:
    """Delete the servers, and check that those booted from volumes take them along."""
    for server in sandbox.servers():
        assert sandbox.compute("DELETE", f"/servers/{server['id']}").status_code == 204
    sandbox.wait_until_idle()
    for volume_id, volume in _volumes(sandbox).items():
        assert (volume["status"], volume["bootable"] == "true" and volume["name"] == "") == (
            "available",
            False,
        )
        assert sandbox.volume("DELETE", f"/volumes/{volume_id}?cascade=true").ok
    sandbox.wait_until_idle()
    assert _volumes(sandbox) == {}
    assert sandbox.volume("GET", "/snapshots").json()["snapshots"] == []
    assert sandbox.volume("GET", "/attachments").json()["attachments"] == []

"""Kills amid moves: whatever was accepted ends in a state that Nova has, and no host keeps a claim.

The sandbox kills itself after a random number of commits from the first request on: between any two
steps of the queue's work, whatever the speed of the machine.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from tests.runner import LIMIT
from tests.sandbox.killed_sandbox import KILL_FILE
from tests.sandbox.process import SandboxProcess, Server

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
KILLS = 50
SERVERS = 3
MOST_REQUESTS = 500  # before a kill: it comes much earlier
MOST_COMMITS = 60
LIVE = {"os-migrateLive": {"host": None, "block_migration": "auto"}}
ENDS = ("ACTIVE", "SHUTOFF", "VERIFY_RESIZE", "SHELVED_OFFLOADED")
RECORDS = {"confirmed", "reverted", "completed", "finished"}  # of migrations that are over
MEMORY = {"testflav": 512, "m1.small": 2048}  # MB


class Work(NamedTuple):
    """Something to do with a server, in which statuses, and what it leads to."""

    body: Mapping[str, Any]
    end: str  # the status; '' is that before a resize
    starts: tuple[str, ...] = ("ACTIVE", "SHUTOFF")


RESIZED = ("VERIFY_RESIZE",)
WORKS: Mapping[str, Work] = {
    "resize": Work({"resize": {"flavorRef": "2"}}, "VERIFY_RESIZE"),
    "resize back": Work({"resize": {"flavorRef": "6"}}, "VERIFY_RESIZE"),
    "migrate": Work({"migrate": None}, "VERIFY_RESIZE"),
    "confirm": Work({"confirmResize": None}, "", RESIZED),
    "revert": Work({"revertResize": None}, "", RESIZED),
    "live-migrate": Work(LIVE, "ACTIVE", ("ACTIVE",)),
    "evacuate": Work({"evacuate": {}}, "SHUTOFF"),  # as clients from 2.95 on have it
    "shelve": Work({"shelve": None}, "SHELVED_OFFLOADED"),
    "unshelve": Work({"unshelve": None}, "ACTIVE", ("SHELVED_OFFLOADED",)),
    "stop": Work({"os-stop": None}, "SHUTOFF", ("ACTIVE",)),
    "start": Work({"os-start": None}, "ACTIVE", ("SHUTOFF",)),
    "attach": Work({}, ""),
    "detach": Work({}, ""),
}


class Client:
    """Sends random work until the sandbox is gone, and keeps what was accepted last."""

    def __init__(self, sandbox: SandboxProcess, servers: Mapping[str, str], seed: int) -> None:
        self.sandbox = sandbox
        self.statuses = dict(servers)  # by id: what each is expected to be
        self.before_resize: dict[str, str] = {}  # of the resizes of this client
        self.doubtful: set[str] = set()  # servers whose last answer was lost
        self.accepted: list[tuple[str, str]] = []  # a work, and its server
        self._random = random.Random(seed)

    def work(self) -> None:
        """Send requests until one has no answer."""
        for _ in range(MOST_REQUESTS):
            server = self._random.choice(sorted(self.statuses))
            name = self._random.choice(self._fitting(server))
            try:
                answer = self._send(name, server)
            except requests.RequestException:
                self.doubtful.add(server)
                return
            if answer is not None and answer.ok:
                self.accepted.append((name, server))
                self._expect(name, server)
        raise AssertionError("the sandbox is still there")

    def _fitting(self, server: str) -> list[str]:
        """Return the works that a server may be ready for; all of them if its status is unknown."""
        status = self.statuses[server]
        return [name for name, work in WORKS.items() if not status or status in work.starts]

    def _send(self, name: str, server: str) -> requests.Response | None:
        if name == "evacuate":
            return self._evacuate(server)
        if name == "attach":
            return self._attach(server)
        if name == "detach":
            return self._detach(server)
        return self.sandbox.compute("POST", f"/servers/{server}/action", WORKS[name].body)

    def _evacuate(self, server: str) -> requests.Response | None:
        """Force the server's host down for as long as the request takes."""
        host = self.sandbox.compute("GET", f"/servers/{server}").json()["server"]
        force = {"host": host["OS-EXT-SRV-ATTR:host"], "binary": "nova-compute"}
        if not force["host"]:
            return None
        path = "/os-services/force-down"
        self.sandbox.compute("PUT", path, {**force, "forced_down": True}, version="2.11")
        answer = self.sandbox.compute("POST", f"/servers/{server}/action", {"evacuate": {}})
        self.sandbox.compute("PUT", path, {**force, "forced_down": False}, version="2.11")
        return answer

    def _attach(self, server: str) -> requests.Response | None:
        volumes = self.sandbox.volume("GET", "/volumes?status=available").json()["volumes"]
        if not volumes:
            return None
        body = {"volumeAttachment": {"volumeId": volumes[0]["id"]}}
        return self.sandbox.compute("POST", f"/servers/{server}/os-volume_attachments", body)

    def _detach(self, server: str) -> requests.Response | None:
        path = f"/servers/{server}/os-volume_attachments"
        attachments = self.sandbox.compute("GET", path).json()["volumeAttachments"]
        if not attachments:
            return None
        return self.sandbox.compute("DELETE", f"{path}/{attachments[0]['volumeId']}")

    def _expect(self, name: str, server: str) -> None:
        """Note what the server ends as; '' if that is unknown."""
        if name in ("attach", "detach"):
            return
        if name in ("confirm", "revert"):
            self.statuses[server] = self.before_resize.get(server, "")
            return
        self.before_resize[server] = self.statuses[server]
        self.statuses[server] = WORKS[name].end


@pytest.mark.slow
def test_kills_between_any_two_commits_of_a_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kill_file = tmp_path / "commits"
    monkeypatch.setenv(KILL_FILE, str(kill_file))
    commits = random.Random(5)
    table: Counter[tuple[str, str]] = Counter()
    with SandboxProcess(tmp_path / "state", "--pace", "0", "--hosts", "3") as sandbox:
        statuses = _furnish(sandbox)
        sandbox.end()
        sandbox.module = "tests.sandbox.killed_sandbox"
        sandbox.start()
        for number in range(KILLS):
            kill_file.write_text(str(commits.randint(1, MOST_COMMITS)))
            client = Client(sandbox, statuses, number)
            client.work()
            sandbox.wait()
            kill_file.unlink()
            servers = _survivors(sandbox)
            _check_servers(client, servers)
            _check_claims(sandbox, servers)
            _check_volumes(sandbox, servers)
            statuses = {uuid: server["status"] for uuid, server in servers.items()}
            table.update((name, statuses[uuid]) for name, uuid in client.accepted)
    with capsys.disabled():
        _print(table)
    assert {name for name, _ in table} == set(WORKS)


def _furnish(sandbox: SandboxProcess) -> dict[str, str]:
    """Boot servers and create volumes; return the statuses of the servers by id."""
    body = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", "networks": "auto"}
    for _ in range(SERVERS):
        sandbox.compute("POST", "/servers", {"server": body})
        sandbox.volume("POST", "/volumes", {"volume": {"size": 1}})
    sandbox.wait_until_idle(LIMIT)
    return {server["id"]: server["status"] for server in sandbox.servers()}


def _survivors(sandbox: SandboxProcess) -> dict[str, Server]:
    """Start the sandbox anew, let it finish all work, and return the servers by id."""
    sandbox.start()
    sandbox.wait_until_idle(LIMIT)
    for service in sandbox.compute("GET", "/os-services", version="2.11").json()["services"]:
        if service["binary"] == "nova-compute":
            up = {"host": service["host"], "binary": "nova-compute", "forced_down": False}
            sandbox.compute("PUT", "/os-services/force-down", up, version="2.11")
    return {server["id"]: server for server in sandbox.servers()}


def _check_servers(client: Client, servers: Mapping[str, Server]) -> None:
    """Check that each server is at rest, as the last accepted work wants it."""
    assert servers.keys() == client.statuses.keys()
    for uuid, server in servers.items():
        assert server["OS-EXT-STS:task_state"] is None, server
        assert server["status"] in ENDS, server
        expected = client.statuses[uuid]
        if expected and uuid not in client.doubtful:
            assert server["status"] == expected, (client.accepted, server)


def _check_claims(sandbox: SandboxProcess, servers: Mapping[str, Server]) -> None:
    """Check that each host has the room of its servers, and no other; and that no move is left."""
    expected: Counter[str] = Counter()
    migrations = sandbox.compute("GET", "/os-migrations").json()["migrations"]
    pending = {row["instance_uuid"]: row for row in migrations if row["status"] == "finished"}
    assert {row["status"] for row in migrations} <= RECORDS, migrations
    assert {uuid for uuid in servers if servers[uuid]["status"] == "VERIFY_RESIZE"} == set(pending)
    for uuid, server in servers.items():
        flavor = server["flavor"]["original_name"]
        host = server["OS-EXT-SRV-ATTR:host"]
        assert bool(host) == (server["status"] != "SHELVED_OFFLOADED"), server
        if host:
            expected[host] += MEMORY[flavor]
        if uuid in pending:
            expected[pending[uuid]["source_compute"]] += _old_memory(pending[uuid], flavor)
    answer = sandbox.compute("GET", "/os-hypervisors/detail", version="2.87").json()
    usage = {row["hypervisor_hostname"]: row["memory_mb_used"] for row in answer["hypervisors"]}
    assert usage == {host: expected[host] for host in usage}


def _old_memory(migration: Mapping[str, Any], flavor: str) -> int:
    """Return what a resize still holds on its source host, in MB."""
    if migration["migration_type"] == "migration":
        return MEMORY[flavor]
    return sum(MEMORY.values()) - MEMORY[flavor]


def _check_volumes(sandbox: SandboxProcess, servers: Mapping[str, Server]) -> None:
    """Check that servers, volumes and images agree on who has what."""
    volumes = sandbox.volume("GET", "/volumes/detail").json()["volumes"]
    expected = {volume["id"]: "available" for volume in volumes}
    for server in servers.values():
        for volume in server["os-extended-volumes:volumes_attached"]:
            is_offloaded = server["status"] == "SHELVED_OFFLOADED"
            expected[volume["id"]] = "reserved" if is_offloaded else "in-use"
    assert {volume["id"]: volume["status"] for volume in volumes} == expected
    answer = sandbox.session.get(f"{sandbox.url}/image/v2/images", timeout=LIMIT).json()
    kept = [image for image in answer["images"] if image["name"].endswith("-shelved")]
    statuses = Counter(server["status"] for server in servers.values())
    assert len(kept) == statuses["SHELVED_OFFLOADED"]


def _print(table: Mapping[tuple[str, str], int]) -> None:
    lines = [f"{name:14} {status:18} {count:4}" for (name, status), count in sorted(table.items())]
    rows = "\n".join(lines)
    print(f"\n{KILLS} kills; accepted, and its server at the end:\n{rows}")  # noqa: T201

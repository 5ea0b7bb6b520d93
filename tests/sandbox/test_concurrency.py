"""Many creates at once: no address twice, no host overfull, ERROR with a reason for the rest."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.runner import LIMIT
from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
FLAVOR_MB = 512  # of flavor 6


def create_body(network: str) -> dict[str, Any]:
    networks = [{"uuid": network}]
    server = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", "networks": networks}
    return {"server": server}


def create_network(sandbox: SandboxProcess, cidr: str) -> str:
    """Create a network with one subnet, and return its id."""
    base = f"{sandbox.url}/network/v2.0"
    body: dict[str, Any] = {"network": {"name": "few"}}
    answer = sandbox.session.post(f"{base}/networks", json=body, timeout=30)
    network_id = str(answer.json()["network"]["id"])
    body = {"subnet": {"network_id": network_id, "cidr": cidr, "ip_version": 4}}
    answer = sandbox.session.post(f"{base}/subnets", json=body, timeout=30)
    assert answer.status_code == 201
    return network_id


def create_by_many_clients(sandbox: SandboxProcess, body: dict[str, Any], count: int) -> None:
    """POST ``count`` servers from sixteen clients at once; all must be accepted."""

    def post(_: int) -> int:
        with requests.Session() as session:
            session.trust_env = False
            session.headers.update(sandbox.session.headers)
            session.headers["OpenStack-API-Version"] = "compute 2.96"
            answer = session.post(f"{sandbox.url}/compute/v2.1/servers", json=body, timeout=LIMIT)
            return answer.status_code

    with ThreadPoolExecutor(16) as clients:
        assert Counter(clients.map(post, range(count))) == {202: count}


def addresses_of(server: dict[str, Any]) -> list[str]:
    return [ip["addr"] for ips in server["addresses"].values() for ip in ips]


@pytest.mark.parametrize(
    ("cidr", "host_mb", "capacity", "reason"),
    [
        ("10.7.0.0/26", 131072, 61, "No more IP addresses available on network"),
        (
            "10.7.0.0/24",
            20480,
            80,
            "No valid host was found. There are not enough hosts available.",
        ),
    ],
)
def test_two_hundred_creates_from_sixteen_clients(
    tmp_path: Path, cidr: str, host_mb: int, capacity: int, reason: str
) -> None:
    options = ("--pace", "0", "--host-memory-mb", str(host_mb))
    with SandboxProcess(tmp_path / "state", *options) as sandbox:
        create_by_many_clients(sandbox, create_body(create_network(sandbox, cidr)), 200)
        servers = sandbox.settled()
        active = [server for server in servers if server["status"] == "ACTIVE"]
        addresses = [address for server in active for address in addresses_of(server)]
        assert len(active) == len(addresses) == len(set(addresses)) == capacity
        servers_by_host = Counter(server["OS-EXT-SRV-ATTR:host"] for server in active)
        assert max(servers_by_host.values()) * FLAVOR_MB <= host_mb
        failures = [server["fault"] for server in servers if server["status"] == "ERROR"]
        assert len(failures) == 200 - capacity
        assert all(reason in fault["message"] for fault in failures)
        answer = sandbox.compute("GET", "/os-hypervisors/statistics", version="2.1")
        statistics = answer.json()["hypervisor_statistics"]
        assert statistics["memory_mb_used"] == FLAVOR_MB * capacity


def test_a_hundred_servers_by_one_request(sandbox: SandboxProcess) -> None:
    body = {
        "name": "vm",
        "imageRef": IMAGE,
        "flavorRef": "6",
        "networks": "auto",
        "min_count": 100,
        "max_count": 100,
    }
    assert sandbox.compute("POST", "/servers", {"server": body}).status_code == 202
    servers = sandbox.settled()
    assert Counter(server["status"] for server in servers) == {"ACTIVE": 100}
    assert {server["name"] for server in servers} == {f"vm-{number}" for number in range(1, 101)}
    addresses = [address for server in servers for address in addresses_of(server)]
    assert len(addresses) == len(set(addresses)) == 100
    servers_by_host = Counter(server["OS-EXT-SRV-ATTR:host"] for server in servers)
    assert set(servers_by_host.values()) == {50}


def test_the_addresses_of_deleted_servers_are_reused(sandbox: SandboxProcess) -> None:
    body = create_body(create_network(sandbox, "10.7.0.0/30"))
    for _ in range(3):
        server = sandbox.compute("POST", "/servers", body).json()["server"]["id"]
        assert [item["status"] for item in sandbox.settled()] == ["ACTIVE"]
        assert sandbox.compute("DELETE", f"/servers/{server}").status_code == 204
        assert sandbox.settled() == []

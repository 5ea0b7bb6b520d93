"""Many creates from many clients at once: no address twice, no host over its size, the rest ERROR with the reason."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


@pytest.mark.parametrize(
    ("cidr", "memory_mb", "most", "reason"),
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
    tmp_path: Path, cidr: str, memory_mb: int, most: int, reason: str
) -> None:
    with SandboxProcess(
        tmp_path / "state", "--pace", "0", "--host-memory-mb", str(memory_mb)
    ) as sandbox:
        network = _few_addresses(sandbox, cidr)
        body = {
            "server": {
                "name": "vm",
                "imageRef": IMAGE,
                "flavorRef": "6",
                "networks": [{"uuid": network}],
            }
        }

        def boot(_: int) -> int:
            with requests.Session() as session:
                session.trust_env = False
                session.headers.update(sandbox.session.headers)
                session.headers["OpenStack-API-Version"] = "compute 2.96"
                answer = session.post(f"{sandbox.url}/compute/v2.1/servers", json=body, timeout=60)
                return answer.status_code

        with ThreadPoolExecutor(16) as clients:
            assert Counter(clients.map(boot, range(200))) == {202: 200}
        servers = sandbox.settled()
        active = [one for one in servers if one["status"] == "ACTIVE"]
        addresses = [
            ip["addr"] for one in active for ips in one["addresses"].values() for ip in ips
        ]
        assert len(addresses) == len(set(addresses)) == len(active) == most
        assert (
            max(Counter(one["OS-EXT-SRV-ATTR:host"] for one in active).values()) * 512 <= memory_mb
        )
        failed = [one for one in servers if one["status"] == "ERROR"]
        assert len(failed) == 200 - most
        assert all(reason in one["fault"]["message"] for one in failed)
        statistics = sandbox.compute("GET", "/os-hypervisors/statistics", version="2.1").json()[
            "hypervisor_statistics"
        ]
        assert statistics["memory_mb_used"] == 512 * most


def _few_addresses(sandbox: SandboxProcess, cidr: str) -> str:
    base = f"{sandbox.url}/network/v2.0"
    made = sandbox.session.post(
        f"{base}/networks", json={"network": {"name": "few"}}, timeout=30
    ).json()["network"]["id"]
    subnet = {"network_id": made, "cidr": cidr, "ip_version": 4}
    assert (
        sandbox.session.post(f"{base}/subnets", json={"subnet": subnet}, timeout=30).status_code
        == 201
    )
    return str(made)


def test_a_hundred_by_one_request(sandbox: SandboxProcess) -> None:
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
    assert Counter(one["status"] for one in servers) == {"ACTIVE": 100}
    assert sorted(one["name"] for one in servers) == sorted(
        f"vm-{number}" for number in range(1, 101)
    )
    assert len({one["addresses"]["bss1173"][0]["addr"] for one in servers}) == 100
    assert set(Counter(one["OS-EXT-SRV-ATTR:host"] for one in servers).values()) == {50}


def test_the_addresses_of_deleted_servers_are_given_again(sandbox: SandboxProcess) -> None:
    network = _few_addresses(sandbox, "10.7.0.0/30")
    body = {
        "server": {
            "name": "vm",
            "imageRef": IMAGE,
            "flavorRef": "6",
            "networks": [{"uuid": network}],
        }
    }
    for _ in range(3):
        server = sandbox.compute("POST", "/servers", body).json()["server"]["id"]
        assert [one["status"] for one in sandbox.settled()] == ["ACTIVE"]
        assert sandbox.compute("DELETE", f"/servers/{server}").status_code == 204
        assert sandbox.settled() == []

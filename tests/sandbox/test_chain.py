"""The chain from create to ACTIVE: the states in the contract's order, each step by its name, and the instance's row."""

from __future__ import annotations

import itertools
import re
import time
from pathlib import Path

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
CONTRACT = {
    "server": {
        "name": "vm_test",
        "imageRef": IMAGE,
        "availability_zone": "nova",
        "flavorRef": "6",
        "max_count": 1,
        "min_count": 1,
        "security_groups": [{"name": "default"}],
    }
}
STATES = [
    ("BUILD", "scheduling"),
    ("BUILD", "networking"),
    ("BUILD", "block_device_mapping"),
    ("BUILD", "spawning"),
    ("ACTIVE", None),
]
STEPS = [
    "_create_instance",
    "_schedule_run_instance",
    "scheduler",
    "_start_building",
    "_allocate_network",
    "_prep_block_device",
    "fake.spawn",
    "_spawn",
    "done",
]
ROW = [
    "uuid",
    "display_name",
    "display_description",
    "user_id",
    "project_id",
    "image_ref",
    "flavor_name",
    "flavor_id",
    "memory_mb",
    "vcpus",
    "root_gb",
    "ephemeral_gb",
    "swap",
    "rxtx_factor",
    "extra_specs",
    "availability_zone",
    "reservation_id",
    "launch_index",
    "launch_time",
    "key_name",
    "key_data",
    "user_data",
    "metadata",
    "security_groups",
    "config_drive",
    "access_ip_v4",
    "access_ip_v6",
    "power_state",
    "vm_state",
    "task_state",
    "progress",
    "root_device_name",
    "auto_disk_config",
    "locked",
]


def test_the_contracts_request_goes_through_the_contracts_states(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0.3") as sandbox:
        project = _project(sandbox)
        url = f"{sandbox.url}/compute/v1.1/{project}/servers"
        headers = {
            "X-Auth-Project-Id": project,
            "Accept": "application/json",
            "User-Agent": "python-novaclient",
        }
        answer = sandbox.session.post(url, json=CONTRACT, headers=headers, timeout=30)
        assert answer.status_code == 202
        assert set(answer.json()["server"]) == {
            "id",
            "links",
            "adminPass",
            "OS-DCF:diskConfig",
            "security_groups",
        }
        uuid = answer.json()["server"]["id"]
        seen: list[tuple[str, str | None]] = []
        end = time.monotonic() + 20
        while not seen or seen[-1][0] == "BUILD":
            server = sandbox.session.get(f"{url}/{uuid}", headers=headers, timeout=30).json()[
                "server"
            ]
            seen.append((server["status"], server["OS-EXT-STS:task_state"]))
            assert time.monotonic() < end
        assert [state for state, _ in itertools.groupby(seen)] == STATES
        assert server["OS-EXT-STS:vm_state"] == "active"
        assert server["OS-EXT-STS:power_state"] == 1
        steps = sandbox.control("GET", "/trace/vm_test")["steps"]
        assert [one["step"] for one in steps] == STEPS
        assert [one["task_state"] for one in steps][3:7] == [
            "scheduling",
            "networking",
            "block_device_mapping",
            "spawning",
        ]
        assert next(one for one in steps if one["step"] == "_spawn")["milliseconds"] >= 300


def _project(sandbox: SandboxProcess) -> str:
    answer = sandbox.session.get(f"{sandbox.url}/identity/v3/auth/projects", timeout=30).json()
    return str(next(one["id"] for one in answer["projects"] if one["name"] == "admin"))


def test_the_row_holds_every_column_of_the_contract(api: Api) -> None:
    uuid = api("POST", "/compute/v2.1/servers", CONTRACT).json["server"]["id"]
    row = api.cloud.database.row("SELECT * FROM instances WHERE uuid = ?", uuid)
    assert row is not None
    assert set(ROW) - set(row) == set()
    assert re.fullmatch(r"r-[a-z0-9]{8}", row["reservation_id"])
    assert (row["vm_state"], row["task_state"], row["launch_index"]) == (
        "building",
        "scheduling",
        0,
    )
    assert row["launch_time"] is None


def test_the_scheduler_is_cast_what_the_contract_names(api: Api) -> None:
    import json

    api("POST", "/compute/v2.1/servers", CONTRACT)
    message = api.cloud.database.row("SELECT * FROM messages")
    assert message is not None
    assert (message["topic"], message["method"]) == ("scheduler", "run_instance")
    names = {
        "request_spec",
        "admin_password",
        "injected_files",
        "requested_networks",
        "filter_properties",
    }
    assert set(json.loads(message["arguments"])) == names


def test_nw_info_is_the_contracts(api: Api) -> None:
    import json

    from mini_nova_sandbox.network.nw_info import legacy

    uuid = api("POST", "/compute/v2.1/servers", CONTRACT).json["server"]["id"]
    api.work()
    (vif,) = json.loads(
        api.cloud.database.value("SELECT nw_info FROM instances WHERE uuid = ?", uuid)
    )
    assert {"id", "address", "network"} <= set(vif)
    assert {"id", "label", "bridge", "meta", "subnets"} <= set(vif["network"])
    assert (vif["network"]["label"], vif["network"]["bridge"]) == ("bss1173", "br100")
    (subnet,) = vif["network"]["subnets"]
    assert {"cidr", "gateway", "dns", "routes", "ips"} <= set(subnet)
    assert (subnet["cidr"], subnet["gateway"]["address"]) == ("10.0.0.0/24", "10.0.0.1")
    assert subnet["ips"][0]["address"] == "10.0.0.2"
    assert subnet["ips"][0]["floating_ips"] == []
    ((network, mapping),) = legacy([vif])
    assert (network["bridge"], network["cidr"]) == ("br100", "10.0.0.0/24")
    assert mapping["mac"] == vif["address"]
    assert mapping["ips"] == [
        {"ip": "10.0.0.2", "netmask": "255.255.255.0", "enabled": "1", "gateway": "10.0.0.1"}
    ]


@pytest.mark.parametrize(
    ("fault", "task", "words"),
    [
        ("no-valid-host", None, "No valid host was found"),
        ("network", None, "sandbox:fault=network"),
        ("spawn", None, "sandbox:fault=spawn"),
        ("stuck", "spawning", ""),
    ],
)
def test_a_fault_that_was_asked_for(api: Api, fault: str, task: str | None, words: str) -> None:
    body = {"server": {**CONTRACT["server"], "metadata": {"sandbox:fault": fault}}}
    uuid = api("POST", "/compute/v2.1/servers", body).json["server"]["id"]
    api.work()
    server = api("GET", f"/compute/v2.1/servers/{uuid}").json["server"]
    assert server["OS-EXT-STS:task_state"] == task
    assert server["status"] == ("BUILD" if fault == "stuck" else "ERROR")
    if words:
        assert words in server["fault"]["message"]
        assert server["fault"]["code"] == 500
        assert server["OS-EXT-SRV-ATTR:host"] is None
        assert api.cloud.database.value("SELECT count(*) FROM ports") == 0
    assert api("DELETE", f"/compute/v2.1/servers/{uuid}").status == 204
    api.work()
    assert api("GET", f"/compute/v2.1/servers/{uuid}").status == 404
    assert api.cloud.database.value("SELECT count(*) FROM ip_allocations") == 0


def test_a_slow_one_takes_its_time(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0") as sandbox:
        body = {"server": {**CONTRACT["server"], "metadata": {"sandbox:fault": "slow:1"}}}
        started = time.monotonic()
        sandbox.compute("POST", "/servers", body, version="2.1")
        assert [one["status"] for one in sandbox.settled()] == ["ACTIVE"]
        assert 1.0 <= time.monotonic() - started < 5


def test_a_delete_overtakes_a_build(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0") as sandbox:
        body = {"server": {**CONTRACT["server"], "metadata": {"sandbox:fault": "slow:60"}}}
        uuid = sandbox.compute("POST", "/servers", body, version="2.1").json()["server"]["id"]
        time.sleep(0.2)
        assert sandbox.compute("DELETE", f"/servers/{uuid}").status_code == 204
        assert sandbox.settled(limit=10) == []


def test_every_instance_of_a_request_has_a_place_in_it(api: Api) -> None:
    body = {"server": {**CONTRACT["server"], "min_count": 3, "max_count": 3}}
    api("POST", "/compute/v2.1/servers", body)
    rows = api.cloud.database.rows(
        "SELECT display_name, launch_index, reservation_id FROM instances ORDER BY id"
    )
    assert [(row["display_name"], row["launch_index"]) for row in rows] == [
        ("vm_test-1", 0),
        ("vm_test-2", 1),
        ("vm_test-3", 2),
    ]
    assert len({row["reservation_id"] for row in rows}) == 1

"""The chain from create to ACTIVE: the contract's states in order, its steps, its row."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.network.nw_info import legacy
from tests.runner import LIMIT, wait_until
from tests.sandbox.asgi_client import Api, send_async
from tests.sandbox.process import SandboxProcess

SERVERS = "/compute/v2.1/servers"
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
COLUMNS = [
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


def contract_body(**members: Any) -> dict[str, Any]:
    """Return the contract's request with other or more members."""
    return {"server": {**CONTRACT["server"], **members}}


def test_the_contract_s_request_goes_through_the_contract_s_states(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0.3") as sandbox:
        project = _admin_project(sandbox)
        url = f"{sandbox.url}/compute/v1.1/{project}/servers"
        sandbox.session.headers["X-Auth-Project-Id"] = project
        sandbox.session.headers["Accept"] = "application/json"
        sandbox.session.headers["User-Agent"] = "python-novaclient"
        answer = sandbox.session.post(url, json=CONTRACT, timeout=30)
        assert answer.status_code == 202
        server = answer.json()["server"]
        assert set(server) == {"id", "links", "adminPass", "OS-DCF:diskConfig", "security_groups"}
        views = _views_until_built(sandbox, f"{url}/{server['id']}")
        _check_order([_state(view) for view in views])
        assert views[-1]["OS-EXT-STS:vm_state"] == "active"
        assert views[-1]["OS-EXT-STS:power_state"] == 1
        steps = sandbox.control("GET", "/trace/vm_test")["steps"]
        assert [step["step"] for step in steps] == STEPS
        assert [step["task_state"] for step in steps[3:7]] == [
            "scheduling",
            "networking",
            "block_device_mapping",
            "spawning",
        ]
        (spawn,) = [step for step in steps if step["step"] == "_spawn"]
        assert spawn["milliseconds"] >= 300


def test_each_state_of_the_contract_can_be_read_while_it_lasts(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    states: list[tuple[str, str | None]] = []

    async def read(_: InstanceLocks, uuid: str, seconds: float) -> None:
        """Ask for the server in place of a pause."""
        headers = {"X-Auth-Token": api.token("admin")}
        reply = await send_async(api.app, "GET", f"{SERVERS}/{uuid}", headers=headers)
        pauses.append(seconds)
        states.append(_state(reply.json["server"]))

    monkeypatch.setattr(InstanceLocks, "pause", read)
    api.cloud.settings = replace(api.cloud.settings, pace=60)
    uuid = api("POST", SERVERS, CONTRACT).json["server"]["id"]
    api.work()
    states.append(_state(api("GET", f"{SERVERS}/{uuid}").json["server"]))
    assert states == STATES
    assert pauses == [60, 60, 60, 0], "the driver paces the spawning itself"


def _state(view: dict[str, Any]) -> tuple[str, str | None]:
    """Return the status and the task state of a server."""
    return view["status"], view["OS-EXT-STS:task_state"]


def _check_order(states: list[tuple[str, str | None]]) -> None:
    """Check that the states are the contract's in its order; a slow client misses some."""
    positions = [STATES.index(state) for state in states]
    assert positions == sorted(positions)
    assert positions[-1] == len(STATES) - 1


def _admin_project(sandbox: SandboxProcess) -> str:
    """Return the id of the admin's project."""
    answer = sandbox.session.get(f"{sandbox.url}/identity/v3/auth/projects", timeout=30)
    ids = {project["name"]: str(project["id"]) for project in answer.json()["projects"]}
    return ids["admin"]


def _views_until_built(sandbox: SandboxProcess, url: str) -> list[dict[str, Any]]:
    """GET a server again and again until it is built, and return what it looked like."""
    views: list[dict[str, Any]] = []
    deadline = time.monotonic() + LIMIT
    while not views or views[-1]["status"] == "BUILD":
        assert time.monotonic() < deadline
        views.append(sandbox.session.get(url, timeout=30).json()["server"])
    return views


def test_the_row_has_every_column_of_the_contract(api: Api) -> None:
    uuid = api("POST", SERVERS, CONTRACT).json["server"]["id"]
    row = api.cloud.database.row("SELECT * FROM instances WHERE uuid = ?", uuid)
    assert row is not None
    assert set(COLUMNS) - set(row) == set()
    assert re.fullmatch(r"r-[a-z0-9]{8}", row["reservation_id"])
    assert row["vm_state"] == "building"
    assert row["task_state"] == "scheduling"
    assert row["launch_index"] == 0
    assert row["launch_time"] is None


def test_the_scheduler_gets_the_contract_s_arguments(api: Api) -> None:
    api("POST", SERVERS, CONTRACT)
    message = api.cloud.database.row("SELECT * FROM messages")
    assert message is not None
    assert (message["topic"], message["method"]) == ("scheduler", "run_instance")
    assert set(json.loads(message["arguments"])) == {
        "request_spec",
        "admin_password",
        "injected_files",
        "requested_networks",
        "filter_properties",
    }


def test_nw_info_is_the_contract_s(api: Api) -> None:
    uuid = api("POST", SERVERS, CONTRACT).json["server"]["id"]
    api.work()
    text = api.cloud.database.value("SELECT nw_info FROM instances WHERE uuid = ?", uuid)
    (vif,) = json.loads(text)
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
    ("fault", "message"),
    [
        ("no-valid-host", "No valid host was found"),
        ("network", "sandbox:fault=network"),
        ("spawn", "Exceeded maximum number of retries"),
    ],
)
def test_a_planned_fault_leads_to_error(api: Api, fault: str, message: str) -> None:
    body = contract_body(metadata={"sandbox:fault": fault})
    uuid = api("POST", SERVERS, body).json["server"]["id"]
    api.work()
    server = api("GET", f"{SERVERS}/{uuid}").json["server"]
    assert server["status"] == "ERROR"
    assert server["OS-EXT-STS:task_state"] is None
    assert message in server["fault"]["message"]
    assert server["fault"]["code"] == 500
    assert server["OS-EXT-SRV-ATTR:host"] is None
    assert _servers_have(api, "ports") == 0
    _delete(api, uuid)


def test_a_stuck_server_stays_in_spawning(api: Api) -> None:
    body = contract_body(metadata={"sandbox:fault": "stuck"})
    uuid = api("POST", SERVERS, body).json["server"]["id"]
    api.work()
    server = api("GET", f"{SERVERS}/{uuid}").json["server"]
    assert server["status"] == "BUILD"
    assert server["OS-EXT-STS:task_state"] == "spawning"
    _delete(api, uuid)


def _delete(api: Api, uuid: str) -> None:
    """Delete a server; nothing of it stays."""
    assert api("DELETE", f"{SERVERS}/{uuid}").status == 204
    api.work()
    assert api("GET", f"{SERVERS}/{uuid}").status == 404
    assert _servers_have(api, "ip_allocations JOIN ports ON ports.id = ip_allocations.port_id") == 0


def _servers_have(api: Api, table: str) -> int:
    """Count the ports of servers, or what joins them: those of the router stay."""
    sql = f"SELECT count(*) FROM {table} WHERE ports.device_owner NOT LIKE 'network:%'"
    return int(api.cloud.database.value(sql))


def test_a_slow_server_takes_its_time(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0") as sandbox:
        started = time.monotonic()
        body = contract_body(metadata={"sandbox:fault": "slow:1"})
        sandbox.compute("POST", "/servers", body, version="2.1")
        assert [server["status"] for server in sandbox.settled()] == ["ACTIVE"]
        assert time.monotonic() - started >= 1.0


def test_a_delete_interrupts_a_build(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0") as sandbox:
        body = contract_body(metadata={"sandbox:fault": "slow:3600"})
        uuid = sandbox.compute("POST", "/servers", body, version="2.1").json()["server"]["id"]
        _wait_for_spawning(sandbox, uuid)
        assert sandbox.compute("DELETE", f"/servers/{uuid}").status_code == 204
        assert sandbox.settled() == []


def _wait_for_spawning(sandbox: SandboxProcess, uuid: str) -> None:
    """Wait until the state that lasts an hour has come."""

    def is_spawning() -> bool:
        view = sandbox.compute("GET", f"/servers/{uuid}").json()["server"]
        return _state(view) == STATES[3]

    wait_until(is_spawning)


def test_the_instances_of_a_request_are_numbered(api: Api) -> None:
    api("POST", SERVERS, contract_body(min_count=3, max_count=3))
    rows = api.cloud.database.rows(
        "SELECT display_name, launch_index, reservation_id FROM instances ORDER BY id"
    )
    assert [(row["display_name"], row["launch_index"]) for row in rows] == [
        ("vm_test-1", 0),
        ("vm_test-2", 1),
        ("vm_test-3", 2),
    ]
    assert len({row["reservation_id"] for row in rows}) == 1

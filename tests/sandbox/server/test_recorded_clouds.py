"""Recorded clouds in the sandbox: what they have is there and works; anything else is refused."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.runner import LIMIT
from tests.sandbox.process import SandboxProcess
from tests.sandbox.server.recordings import (
    HOSTS,
    IMAGE,
    NETWORK,
    PROJECT,
    Record,
    add_server,
    recording,
    server_flavor,
    write,
)

LARGER = {"id": "2", "name": "large", "ram": 1024, "vcpus": 2}


@pytest.fixture(scope="module")
def refusing_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """A sandbox that nothing is loaded into."""
    with SandboxProcess(tmp_path_factory.mktemp("refusing") / "state", "--pace", "0") as process:
        yield process


def load(sandbox: SandboxProcess, path: Path) -> requests.Response:
    """Load a file by force."""
    headers = {"Authorization": f"Bearer {sandbox.password('control')}"}
    body = {"path": str(path), "force": True}
    return sandbox.session.post(
        f"{sandbox.url}/sandbox/load", json=body, headers=headers, timeout=LIMIT
    )


def load_all(sandbox: SandboxProcess, path: Path, document: Record) -> None:
    """Load a document, and log in to its project."""
    answer = load(sandbox, write(path, document))
    assert answer.status_code == 200, answer.text
    reference = {"name": "admin", "domain": {"id": "default"}}
    user = {**reference, "password": sandbox.password("admin")}
    scope = {"project": {"name": "web", "domain": {"id": "default"}}}
    identity = {"methods": ["password"], "password": {"user": user}}
    body = {"auth": {"identity": identity, "scope": scope}}
    url = f"{sandbox.url}/identity/v3/auth/tokens"
    token = sandbox.session.post(url, json=body, timeout=LIMIT)
    sandbox.session.headers["X-Auth-Token"] = token.headers["X-Subject-Token"]


def act(sandbox: SandboxProcess, name: str, action: Record) -> Record:
    """Do something to a server, wait until that is done, and return the server."""
    server = by_name(sandbox)[name]
    answer = sandbox.compute("POST", f"/servers/{server['id']}/action", action)
    assert answer.ok, answer.text
    sandbox.settled()
    return by_name(sandbox)[name]


def by_name(sandbox: SandboxProcess) -> dict[str, Record]:
    return {server["name"]: server for server in sandbox.settled()}


def used_memory(sandbox: SandboxProcess) -> dict[str, int]:
    """Return the memory in use on each host, in MB."""
    answer = sandbox.compute("GET", "/os-hypervisors/detail", version="2.53").json()
    return {item["service"]["host"]: item["memory_mb_used"] for item in answer["hypervisors"]}


def test_the_recorded_things_are_there(sandbox: SandboxProcess, tmp_path: Path) -> None:
    load_all(sandbox, tmp_path / "cloud.json", recording(servers=2))
    server = by_name(sandbox)["vm1"]
    assert server["OS-EXT-SRV-ATTR:host"] == HOSTS[1]
    assert server["addresses"]["inside"][0]["addr"] == "10.20.0.11"
    assert server["tenant_id"] == PROJECT
    assert (server["tags"], server["metadata"]) == (["blue"], {"role": "web"})
    zones = sandbox.compute("GET", "/os-availability-zone").json()["availabilityZoneInfo"]
    assert {zone["zoneName"] for zone in zones} == {"nova", "east"}
    limits = sandbox.compute("GET", f"/os-quota-sets/{PROJECT}").json()["quota_set"]
    assert limits["cores"] == 7
    types = sandbox.volume("GET", "/types").json()["volume_types"]
    assert types, "a cloud without block storage gets the sandbox's types"


def test_an_image_has_an_empty_disk_of_its_size(sandbox: SandboxProcess, tmp_path: Path) -> None:
    load_all(sandbox, tmp_path / "cloud.json", recording())
    status = (sandbox.state_dir / "images" / IMAGE).stat()
    assert status.st_size == 5_000_000_000
    assert status.st_blocks * 512 < 1_000_000, "the disk is a hole"


def test_a_restart_keeps_the_recorded_hosts(sandbox: SandboxProcess, tmp_path: Path) -> None:
    load_all(sandbox, tmp_path / "cloud.json", recording(servers=2))
    sandbox.end()
    sandbox.start()
    assert set(used_memory(sandbox)) == set(HOSTS)


def test_actions_find_the_guests(sandbox: SandboxProcess, tmp_path: Path) -> None:
    document = recording(servers=2)
    document["flavors"].append({**document["flavors"][0], **LARGER})
    load_all(sandbox, tmp_path / "cloud.json", document)
    assert act(sandbox, "vm0", {"os-stop": None})["status"] == "SHUTOFF"
    assert act(sandbox, "vm0", {"os-start": None})["status"] == "ACTIVE"
    assert act(sandbox, "vm1", {"resize": {"flavorRef": "2"}})["status"] == "VERIFY_RESIZE"
    assert act(sandbox, "vm1", {"confirmResize": None})["status"] == "ACTIVE"
    assert sum(used_memory(sandbox).values()) == 512 + 1024


def test_deleted_servers_give_back_room_and_ports(sandbox: SandboxProcess, tmp_path: Path) -> None:
    load_all(sandbox, tmp_path / "cloud.json", recording(servers=2))
    for server in sandbox.servers():
        sandbox.compute("DELETE", f"/servers/{server['id']}")
    assert sandbox.settled() == []
    assert set(used_memory(sandbox).values()) == {0}
    ports = sandbox.session.get(f"{sandbox.url}/network/v2.0/ports", timeout=LIMIT).json()["ports"]
    assert ports == []
    assert not list((sandbox.state_dir / "instances").iterdir())


@pytest.mark.parametrize(
    ("vm_state", "power_state", "status", "action", "next_status"),
    [
        ("stopped", 4, "SHUTOFF", {"os-start": None}, "ACTIVE"),
        ("paused", 3, "PAUSED", {"unpause": None}, "ACTIVE"),
        ("suspended", 7, "SUSPENDED", {"resume": None}, "ACTIVE"),
        ("rescued", 1, "RESCUE", {"unrescue": None}, "ACTIVE"),
        ("resized", 1, "VERIFY_RESIZE", {"revertResize": None}, "ACTIVE"),
        ("resized", 4, "VERIFY_RESIZE", {"confirmResize": None}, "SHUTOFF"),
        ("shelved_offloaded", 4, "SHELVED_OFFLOADED", {"unshelve": None}, "ACTIVE"),
        ("error", 1, "ERROR", {"reboot": {"type": "HARD"}}, "ACTIVE"),
        ("building", 0, "ERROR", {"os-resetState": {"state": "active"}}, "ACTIVE"),
    ],
)
def test_each_state_leads_on(
    sandbox: SandboxProcess,
    tmp_path: Path,
    vm_state: str,
    power_state: int,
    status: str,
    action: Record,
    next_status: str,
) -> None:
    document = recording()
    host = None if vm_state == "shelved_offloaded" else HOSTS[0]
    states = {"vm_state": vm_state, "power_state": power_state, "host": host}
    add_server(document, 0, **states, old_host=HOSTS[1] if vm_state == "resized" else None)
    load_all(sandbox, tmp_path / "cloud.json", document)
    server = by_name(sandbox)["vm0"]
    assert server["status"] == status
    assert server["addresses"]["inside"], "also of one that is on no host"
    assert act(sandbox, "vm0", action)["status"] == next_status


def test_a_new_server_goes_to_a_recorded_host(sandbox: SandboxProcess, tmp_path: Path) -> None:
    load_all(sandbox, tmp_path / "cloud.json", recording(servers=1))
    server = {"name": "new", "imageRef": IMAGE, "flavorRef": "1", "networks": [{"uuid": NETWORK}]}
    answer = sandbox.compute(
        "POST", "/servers", {"server": {**server, "availability_zone": "east"}}
    )
    assert answer.status_code == 202, answer.text
    new = by_name(sandbox)["new"]
    assert (new["status"], new["OS-EXT-SRV-ATTR:host"]) == ("ACTIVE", HOSTS[1])


def test_a_thousand_servers(sandbox: SandboxProcess, tmp_path: Path) -> None:
    path = write(tmp_path / "cloud.json", recording(servers=1000))
    assert load(sandbox, path).json()["servers"] == 1000


def _set(section: str, member: str, value: Any) -> Callable[[Record], None]:
    def change(document: Record) -> None:
        document[section][0][member] = value

    return change


def _without(section: str, member: str) -> Callable[[Record], None]:
    def change(document: Record) -> None:
        del document[section][0][member]

    return change


def _twice(section: str) -> Callable[[Record], None]:
    def change(document: Record) -> None:
        document[section].append(copy.deepcopy(document[section][0]))

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set("servers", "id", "../../etc/passwd"), "servers[0].id is not a UUID"),
        (_set("images", "id", "../../../x"), "images[0].id is not a UUID"),
        (_set("images", "size", 2**60), "images[0].size is not"),
        (_set("images", "size", -1), "images[0].size is not"),
        (_set("servers", "name", "\x1b]0;x\x07"), "servers[0].name is not"),
        (_set("servers", "name", "\ud800"), "servers[0].name is not"),
        (_set("servers", "name", "x" * 256), "servers[0].name is not"),
        (_set("servers", "power_state", True), "servers[0].power_state is not"),
        (_set("servers", "vm_state", "hovering"), "servers[0].vm_state is not one of"),
        (_set("servers", "metadata", {"a": 1}), "servers[0].metadata is not"),
        (_set("servers", "created_at", "9999-12-31T23:59:59-12:00"), "servers[0].created_at"),
        (_set("servers", "host", "elsewhere"), "servers[0].host names none of its hosts"),
        (_set("servers", "flavor", {**server_flavor(), "more": 1}), "servers[0].flavor is not"),
        (_set("subnets", "cidr", "10.20.0.0/33"), "subnets[0].cidr is not an IP network"),
        (_set("subnets", "allocation_pools", [{"start": "fd77::1", "end": "::2"}]), "pool"),
        (_set("subnets", "cidr", "10.21.0.0/16"), "10.20."),
        (_set("subnets", "network_id", IMAGE), "subnets[0].network_id names none of its networks"),
        (_set("ports", "fixed_ips", [{"subnet_id": IMAGE, "ip_address": "10.20.0.9"}]), "ports[0]"),
        (_set("ports", "mac_address", "'; DROP TABLE"), "ports[0].mac_address is not"),
        (_set("flavors", "rxtx_factor", 1e400), "not JSON"),
        (_without("servers", "tags"), "servers[0] lacks tags"),
        (_set("servers", "admin_pass", "x"), "servers[0] has a member that the format does not"),
        (_twice("servers"), "UNIQUE constraint failed: instances.uuid"),
        (_twice("flavors"), "UNIQUE constraint failed"),
        (lambda document: document.pop("servers"), "the document lacks servers"),
        (lambda document: document.update(more=1), "the document has a member"),
        (lambda document: document.update(servers={}), "servers is not an array"),
        (lambda document: document.update(servers=[1]), "servers[0] is not an object"),
        (lambda document: document.update(project_id="x"), "project_id is not the id"),
        (lambda document: document.update(version=2), "another version"),
        (lambda document: document.update(format="other"), "neither a saved state nor a rec"),
    ],
)
def test_a_malformed_recording_is_refused(
    refusing_sandbox: SandboxProcess,
    tmp_path: Path,
    change: Callable[[Record], object],
    words: str,
) -> None:
    document = recording(servers=1)
    change(document)
    _assert_refused(refusing_sandbox, write(tmp_path / "cloud.json", document), words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b'{"format":\n  "mini-nova-cloud",}', "not JSON: "),
        (b'{"format":\n  "mini-nova-cloud",}', " in line 2, column "),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "neither a saved state nor a recording"),
        (b'"\xff"', "not UTF-8"),
        (b'{"format": "mini-nova-cloud", "version": 1}', "the document lacks"),
    ],
)
def test_other_files_are_refused(
    refusing_sandbox: SandboxProcess, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "cloud.json"
    path.write_bytes(content)
    _assert_refused(refusing_sandbox, path, words)


def test_a_pipe_and_a_huge_file_are_refused(
    refusing_sandbox: SandboxProcess, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    _assert_refused(refusing_sandbox, pipe, "is no saved state")
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(10**12)
    _assert_refused(refusing_sandbox, huge, "larger than")


def _assert_refused(sandbox: SandboxProcess, path: Path, words: str) -> None:
    """One sentence says why, and the old state stays."""
    before = _content(sandbox)
    answer = load(sandbox, path)
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert words in message
    assert "\n" not in message
    assert len(message) < 1000
    assert _content(sandbox) == before
    assert not (sandbox.state_dir / "loading").exists()


def _content(sandbox: SandboxProcess) -> Any:
    flavors = sandbox.compute("GET", "/flavors").json()
    images = sandbox.session.get(f"{sandbox.url}/image/v2/images", timeout=LIMIT).json()
    files = sorted(path.name for path in (sandbox.state_dir / "images").iterdir())
    return flavors, images, files

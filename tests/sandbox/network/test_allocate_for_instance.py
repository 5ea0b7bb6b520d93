"""The network API of compute: what a server asks for, what it gets, and giving it back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.network import nw_info, ports
from mini_nova_sandbox.network.allocate_for_instance import (
    NetworkError,
    allocate_for_instance,
    attach,
    deallocate_for_instance,
    detach,
    resolve_networks,
)
from tests.sandbox.network.cloud_network import instance, port_of, project, small


def test_a_second_call_finds_what_the_first_one_did(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    asked = [
        {"uuid": small(database, "10.50.0.0/28")["id"]},
        {"uuid": small(database, "10.51.0.0/28")["id"]},
    ]
    first = allocate_for_instance(database, instance(database), "compute1", asked, ["default"])
    again = allocate_for_instance(database, instance(database), "compute1", asked, ["default"])
    assert again == first
    assert [vif["network"]["id"] for vif in first] == [one["uuid"] for one in asked]
    port = port_of(database, first[0]["id"])
    assert (port["device_owner"], port["status"], port["host"]) == (
        "compute:nova",
        "ACTIVE",
        "compute1",
    )
    assert len(json.loads(port["security_groups"])) == 1


def test_nothing_half_made_stays(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    wide, narrow = small(database, "10.50.0.0/28"), small(database, "10.51.0.0/30")
    ports.create(database, narrow, "p", {})
    asked = [{"uuid": wide["id"]}, {"uuid": narrow["id"]}]
    with pytest.raises(NetworkError, match="No more IP addresses"), database.transaction():
        allocate_for_instance(database, instance(database), "compute1", asked, [])
    assert database.value("SELECT count(*) FROM ports WHERE network_id = ?", wide["id"]) == 0
    assert database.value("SELECT count(*) FROM ip_allocations") == 1


def test_giving_back_removes_what_was_made_and_frees_what_was_given(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = small(database, "10.50.0.0/28")
    mine = ports.create(database, network, project(database), {"name": "mine"})
    vifs = allocate_for_instance(
        database, instance(database), "compute1", [{"port": mine}, {"uuid": network["id"]}], []
    )
    assert {vif["preserve_on_delete"] for vif in vifs} == {True, False}
    for _ in range(2):
        deallocate_for_instance(database, instance(database)["uuid"])
    left = database.rows("SELECT * FROM ports WHERE network_id = ?", network["id"])
    assert [(port["id"], port["device_id"], port["host"], port["status"]) for port in left] == [
        (mine, "", "", "DOWN")
    ]
    assert ports.fixed_ips(database, mine)[0]["ip_address"] == "10.50.0.2"
    assert nw_info.build_vifs(database, instance(database)["uuid"]) == []


def test_a_port_is_bound_once(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    mine = ports.create(database, small(database, "10.50.0.0/28"), project(database), {})
    allocate_for_instance(database, instance(database), "compute1", [{"port": mine}], [])
    with pytest.raises(NetworkError, match="in use"):
        allocate_for_instance(
            database, instance(database, "other"), "compute1", [{"port": mine}], []
        )
    with pytest.raises(Conflict, match="in use"):
        resolve_networks(database, project(database), [{"port": mine}])


def test_attaching_and_detaching(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = small(database, "10.50.0.0/28")
    vif = attach(
        database, instance(database), "compute1", {"uuid": network["id"], "fixed_ip": "10.50.0.9"}
    )
    assert vif["network"]["subnets"][0]["ips"][0]["address"] == "10.50.0.9"
    detach(database, "another", vif["id"])
    assert ports.find(database, vif["id"]) is not None
    detach(database, instance(database)["uuid"], vif["id"])
    assert ports.find(database, vif["id"]) is None


def test_a_device_named_on_a_port_is_not_a_server_s_interface(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = small(database, "10.50.0.0/28")
    claim = {"device_id": instance(database)["uuid"], "device_owner": "compute:nova"}
    strange = ports.create(database, network, project(database, "demo"), claim)
    vifs = allocate_for_instance(
        database, instance(database), "compute1", [{"uuid": network["id"]}], []
    )
    assert len(vifs) == 1
    assert vifs[0]["id"] != strange
    deallocate_for_instance(database, instance(database)["uuid"])
    assert port_of(database, strange)["device_id"] == instance(database)["uuid"]


def test_nothing_asked_for_is_the_one_network_there_is(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    shared = database.value("SELECT id FROM networks WHERE name = 'bss1173'")
    demo = project(database, "demo")
    assert (
        resolve_networks(database, demo, None)
        == resolve_networks(database, demo, "auto")
        == [{"uuid": shared}]
    )
    assert resolve_networks(database, demo, "none") == []
    small(database, "10.50.0.0/28", owner="admin")
    assert resolve_networks(database, demo, None) == [{"uuid": shared}]
    small(database, "10.51.0.0/28", owner="demo")
    with pytest.raises(
        Conflict, match="Multiple possible networks found, use a Network ID to be more specific"
    ):
        resolve_networks(database, demo, None)


def test_what_cannot_be_had_is_refused(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = small(database, "10.50.0.0/28")
    public = database.value("SELECT id FROM networks WHERE name = 'public'")
    of_admin = ports.create(database, network, project(database), {})
    bare = database.value("SELECT id FROM networks WHERE name = 'bss1173'")
    database.delete("subnets", network_id=bare)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"uuid": "nowhere"}, "Network nowhere could not be found."),
        ({"uuid": network["id"]}, "could not be found"),  # of another project
        ({"uuid": public}, "not allowed to create an interface on external network"),
        ({"uuid": bare}, "requires a subnet in order to boot instances on"),
        ({"port": of_admin}, "could not be found"),
        ({}, "could not be found"),
    ]
    for asked, text in cases:
        with pytest.raises(Forbidden if asked.get("uuid") == public else BadRequest, match=text):
            resolve_networks(database, project(database, "demo"), [asked])
    for address, text in (
        ("10.50.0.2", "already in use"),
        ("10.99.0.2", "not a valid ip address"),
        ("x", "not a valid"),
    ):
        with pytest.raises(BadRequest, match=text):
            resolve_networks(
                database, project(database), [{"uuid": network["id"], "fixed_ip": address}]
            )
    with pytest.raises(Conflict):
        resolve_networks(database, project(database), [{"port": of_admin}, {"port": of_admin}])

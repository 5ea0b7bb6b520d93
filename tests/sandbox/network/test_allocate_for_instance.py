"""The network API of compute: check requests, allocate, attach and detach, deallocate."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.network import networks, nw_info, ports
from mini_nova_sandbox.network.allocate_for_instance import (
    NetworkError,
    allocate_for_instance,
    attach,
    deallocate_for_instance,
    detach,
    resolve_networks,
)
from mini_nova_sandbox.state.database import Database
from tests.sandbox.network.cloud_network import (
    find_port,
    instance,
    network_with_subnet,
    project_id,
    vif_addresses,
)


def network_named(database: Database, name: str) -> str:
    return str(database.value("SELECT id FROM networks WHERE name = ?", name))


def test_a_second_call_returns_the_same_ports(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    requests = [
        {"uuid": network_with_subnet(database, "10.50.0.0/28")["id"]},
        {"uuid": network_with_subnet(database, "10.51.0.0/28")["id"]},
    ]
    vm = instance(database)
    vifs = allocate_for_instance(database, vm, "compute1", requests, ["default"])
    assert allocate_for_instance(database, vm, "compute1", requests, ["default"]) == vifs
    assert [{"uuid": vif["network"]["id"]} for vif in vifs] == requests
    port = find_port(database, vifs[0]["id"])
    assert port["device_owner"] == "compute:nova"
    assert port["status"] == "ACTIVE"
    assert port["host"] == "compute1"
    assert len(json.loads(port["security_groups"])) == 1


def test_a_failed_allocation_leaves_nothing_behind(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    wide = network_with_subnet(database, "10.50.0.0/28")
    narrow = network_with_subnet(database, "10.51.0.0/30")
    ports.create(database, narrow, "p", {})
    requests = [{"uuid": wide["id"]}, {"uuid": narrow["id"]}]
    with pytest.raises(NetworkError, match="No more IP addresses"), database.transaction():
        allocate_for_instance(database, instance(database), "compute1", requests, [])
    assert database.value("SELECT count(*) FROM ports WHERE network_id = ?", wide["id"]) == 0
    assert database.value("SELECT count(*) FROM ports WHERE network_id = ?", narrow["id"]) == 1


def test_deallocation_removes_new_ports_and_unbinds_the_user_s(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    vm = instance(database)
    network = network_with_subnet(database, "10.50.0.0/28")
    own_port = ports.create(database, network, project_id(database), {"name": "mine"})
    requests = [{"port": own_port}, {"uuid": network["id"]}]
    vifs = allocate_for_instance(database, vm, "compute1", requests, [])
    assert {vif["preserve_on_delete"] for vif in vifs} == {True, False}
    for _ in range(2):
        deallocate_for_instance(database, vm["uuid"])
    (port,) = database.rows("SELECT * FROM ports WHERE network_id = ?", network["id"])
    assert port["id"] == own_port
    assert (port["device_id"], port["host"], port["status"]) == ("", "", "DOWN")
    assert ports.fixed_ips(database, own_port)[0]["ip_address"] == "10.50.0.2"
    assert nw_info.build_vifs(database, vm["uuid"]) == []


def test_a_port_has_one_instance_at_a_time(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "10.50.0.0/28")
    request = {"port": ports.create(database, network, project_id(database), {})}
    allocate_for_instance(database, instance(database), "compute1", [request], [])
    with pytest.raises(NetworkError, match="in use"):
        allocate_for_instance(database, instance(database, "second"), "compute1", [request], [])
    with pytest.raises(Conflict, match="in use"):
        resolve_networks(database, project_id(database), [request])


def test_attach_and_detach(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    vm = instance(database)
    network = network_with_subnet(database, "10.50.0.0/28")
    request = {"uuid": network["id"], "fixed_ip": "10.50.0.9"}
    vif = attach(database, vm, "compute1", request)
    assert vif_addresses(vif) == ["10.50.0.9"]
    detach(database, "another", vif["id"])
    assert ports.find(database, vif["id"]) is not None
    detach(database, vm["uuid"], vif["id"])
    assert ports.find(database, vif["id"]) is None


def test_a_device_id_alone_does_not_make_a_port_an_interface(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    vm = instance(database)
    network = network_with_subnet(database, "10.50.0.0/28")
    claim = {"device_id": vm["uuid"], "device_owner": "compute:nova"}
    foreign_port = ports.create(database, network, project_id(database, "demo"), claim)
    requests = [{"uuid": network["id"]}]
    (vif,) = allocate_for_instance(database, vm, "compute1", requests, [])
    assert vif["id"] != foreign_port
    deallocate_for_instance(database, vm["uuid"])
    assert find_port(database, foreign_port)["device_id"] == vm["uuid"]


def test_the_default_is_the_only_network_of_the_project(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    demo = project_id(database, "demo")
    default = [{"uuid": network_named(database, "bss1173")}]
    assert resolve_networks(database, demo, None) == default
    assert resolve_networks(database, demo, "auto") == default
    assert resolve_networks(database, demo, "none") == []
    network_with_subnet(database, "10.50.0.0/28", owner="admin")
    assert resolve_networks(database, demo, None) == default
    network_with_subnet(database, "10.51.0.0/28", owner="demo")
    with pytest.raises(
        Conflict, match="Multiple possible networks found, use a Network ID to be more specific"
    ):
        resolve_networks(database, demo, None)


def test_requests_that_a_user_cannot_make(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "10.50.0.0/28")
    admin_port = ports.create(database, network, project_id(database), {})
    public = network_named(database, "public")
    shared = {"name": "bare", "shared": True}
    without_subnet = networks.create(database, project_id(database), shared)
    cases: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"uuid": "nowhere"}, BadRequest, "Network nowhere could not be found."),
        ({"uuid": network["id"]}, BadRequest, "could not be found"),
        ({"uuid": public}, Forbidden, "not allowed to create an interface on external network"),
        ({"uuid": without_subnet}, BadRequest, "requires a subnet in order to boot instances on"),
        ({"port": admin_port}, BadRequest, "could not be found"),
        ({}, BadRequest, "could not be found"),
    ]
    for request, error, message in cases:
        with pytest.raises(error, match=message):
            resolve_networks(database, project_id(database, "demo"), [request])


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("10.50.0.2", "already in use"),
        ("10.99.0.2", "not a valid ip address"),
        ("x", "not a valid"),
    ],
)
def test_fixed_ips_that_nobody_can_have(sandbox_cloud: Cloud, address: str, message: str) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "10.50.0.0/28")
    ports.create(database, network, project_id(database), {})
    request = {"uuid": network["id"], "fixed_ip": address}
    with pytest.raises(BadRequest, match=message):
        resolve_networks(database, project_id(database), [request])


def test_a_port_can_be_requested_once(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "10.50.0.0/28")
    request = {"port": ports.create(database, network, project_id(database), {})}
    with pytest.raises(Conflict):
        resolve_networks(database, project_id(database), [request, request])

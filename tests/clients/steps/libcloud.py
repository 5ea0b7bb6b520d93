"""Apache Libcloud: its portable verbs, then those that only its OpenStack driver has."""

from __future__ import annotations

import os
from typing import Any

from libcloud.compute.base import NodeImage
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

from tests.clients.steps.frame import BIGGER_FLAVOR, FLAVOR, IMAGE, own, require, step, wait_until


def connect() -> Any:
    """Return the driver, logged in by what OS_* say."""
    return get_driver(Provider.OPENSTACK)(
        os.environ["OS_USERNAME"],
        os.environ["OS_PASSWORD"],
        ex_tenant_name=os.environ["OS_PROJECT_NAME"],
        ex_force_auth_url=os.environ["OS_AUTH_URL"].removesuffix("/v3"),
        ex_force_auth_version="3.x_password",
        ex_force_service_region=os.environ.get("OS_REGION_NAME", "RegionOne"),
        api_version="2.2",
    )


def named(items: Any, name: str) -> Any:
    """Return the item of a name. Raises LookupError."""
    for item in items:
        if item.name == name:
            return item
    raise LookupError(f"{name} is not there")


def readings(driver: Any) -> None:
    """List everything."""
    for method in (
        "list_sizes",
        "list_images",
        "list_nodes",
        "list_locations",
        "list_key_pairs",
        "list_volumes",
        "list_snapshots",
        "ex_list_networks",
        "ex_list_subnets",
        "ex_list_ports",
        "ex_list_routers",
        "ex_list_security_groups",
        "ex_list_floating_ips",
        "ex_list_floating_ip_pools",
        "ex_list_server_groups",
        "ex_list_snapshots",
        "ex_limits",
    ):
        if hasattr(driver, method):
            with step(method):
                getattr(driver, method)()
    project = os.environ["OS_PROJECT_NAME"]
    for method in ("ex_get_network_quotas", "ex_get_volume_quotas"):
        with step(method):
            getattr(driver, method)(project)


def sizes(driver: Any) -> None:
    """Read a flavor and an image by their ids."""
    with step("ex_get_size"):
        size = named(driver.list_sizes(), FLAVOR)
        driver.ex_get_size(size.id)
    with step("ex_get_size_extra_specs"):
        driver.ex_get_size_extra_specs(size.id)
    with step("get_image"):
        driver.get_image(named(driver.list_images(), IMAGE).id)


def furniture(driver: Any) -> None:
    """Make a network behind a router, a security group, and keys."""
    with step("ex_create_network"):
        network = driver.ex_create_network(own("net"))
    with step("ex_get_network"):
        driver.ex_get_network(network.id)
    with step("ex_create_subnet"):
        subnet = driver.ex_create_subnet(own("subnet"), network, "10.74.0.0/24")
    with step("ex_update_subnet"):
        driver.ex_update_subnet(subnet, description="made by a step")
    with step("ex_create_router"):
        external = named(driver.ex_list_networks(), "public")
        router = driver.ex_create_router(
            own("router"), external_gateway_info={"network_id": external.id}
        )
    with step("ex_add_router_subnet"):
        require(driver.ex_add_router_subnet(router, subnet), "not added")
    with step("ex_create_port"):
        port = driver.ex_create_port(network, name=own("port"))
    with step("ex_get_port"):
        driver.ex_get_port(port.id)
    with step("ex_update_port"):
        driver.ex_update_port(port, description="made by a step")
    with step("ex_delete_port"):
        require(driver.ex_delete_port(port), "not deleted")
    with step("ex_create_security_group"):
        group = driver.ex_create_security_group(own("group"), "made by a step")
    with step("ex_create_security_group_rule"):
        rule = driver.ex_create_security_group_rule(group, "tcp", 22, 22, cidr="10.0.0.0/8")
    with step("ex_delete_security_group_rule"):
        require(driver.ex_delete_security_group_rule(rule), "not deleted")
    with step("create_key_pair"):
        require(driver.create_key_pair(own("key")).private_key, "no private key")
    with step("get_key_pair"):
        driver.get_key_pair(own("key"))
    with step("ex_add_server_group"):
        servers = driver.ex_add_server_group(own("servers"), "anti-affinity")
    with step("ex_get_server_group"):
        driver.ex_get_server_group(servers.id)
    with step("ex_del_server_group"):
        require(driver.ex_del_server_group(servers), "not deleted")


def boot(driver: Any) -> None:
    """Boot a server, and look at it."""
    with step("create_node"):
        node = driver.create_node(
            own("vm"),
            named(driver.list_sizes(), FLAVOR),
            image=named(driver.list_images(), IMAGE),
            networks=[named(driver.ex_list_networks(), own("net"))],
            ex_security_groups=[named(driver.ex_list_security_groups(), own("group"))],
            ex_keyname=own("key"),
            ex_metadata={"role": "web"},
            ex_userdata="#!/bin/sh\n",
        )
    with step("wait_until_running"):
        driver.wait_until_running([node], wait_period=0.5, timeout=180, ssh_interface="private_ips")
    with step("ex_get_node_details"):
        require(driver.ex_get_node_details(node.id).private_ips, "no address")
    with step("ex_get_node_security_groups"):
        require(driver.ex_get_node_security_groups(node), "none")
    with step("ex_get_node_ports"):
        require(driver.ex_get_node_ports(node), "none")
    with step("ex_get_metadata_for_node"):
        require(driver.ex_get_metadata_for_node(node) == {"role": "web"}, "other metadata")
    with step("ex_set_metadata"):
        driver.ex_set_metadata(node, {"colour": "red"})
    with step("ex_set_server_name"):
        driver.ex_set_server_name(node, own("vm"))
    with step("ex_get_console_output"):
        driver.ex_get_console_output(node)
    with step("ex_update_node"):
        driver.ex_update_node(node, name=own("vm"))


ACTIONS = (  # the driver's method, and the state that comes of it
    ("ex_stop_node", "SHUTOFF"),
    ("ex_start_node", "ACTIVE"),
    ("reboot_node", "ACTIVE"),
    ("ex_hard_reboot_node", "ACTIVE"),
    ("ex_pause_node", "PAUSED"),
    ("ex_unpause_node", "ACTIVE"),
    ("ex_suspend_node", "SUSPENDED"),
    ("ex_resume_node", "ACTIVE"),
    ("ex_rescue", "RESCUE"),
    ("ex_unrescue", "ACTIVE"),
)


def actions(driver: Any) -> None:
    """Act on the server, and wait for the state."""
    node = named(driver.list_nodes(), own("vm"))

    def state() -> Any:
        extra = driver.ex_get_node_details(node.id).extra
        return None if extra["task_state"] else extra["vm_state"]

    states = {"SHUTOFF": "stopped", "RESCUE": "rescued", "VERIFY_RESIZE": "resized"}

    def wait_for(status: str) -> None:
        wait_until(lambda: state() == states.get(status, status.lower()))

    for method, status in ACTIONS:
        with step(method):
            getattr(driver, method)(node)
            wait_for(status)
    with step("ex_resize and ex_confirm_resize"):
        driver.ex_resize(node, named(driver.list_sizes(), BIGGER_FLAVOR))
        wait_for("VERIFY_RESIZE")
        driver.ex_confirm_resize(node)
        wait_for("ACTIVE")
    with step("ex_resize and ex_revert_resize"):
        driver.ex_resize(node, named(driver.list_sizes(), FLAVOR))
        wait_for("VERIFY_RESIZE")
        driver.ex_revert_resize(node)
        wait_for("ACTIVE")
    with step("ex_rebuild"):
        driver.ex_rebuild(node, image=named(driver.list_images(), IMAGE))
        wait_for("ACTIVE")
    with step("ex_set_password"):
        driver.ex_set_password(node, own("secret"))
    with step("create_image"):
        image = driver.create_image(node, own("image"))
        wait_until(lambda: driver.get_image(image.id).extra["status"] in ("active", "ACTIVE"))
    with step("ex_update_image"):
        driver.ex_update_image(
            image.id, [{"op": "replace", "path": "/name", "value": own("image")}]
        )
    with step("delete_image"):
        require(driver.delete_image(NodeImage(image.id, image.name, driver)), "not deleted")


def addresses(driver: Any) -> None:
    """Floating IPs, interfaces and security groups of the server."""
    node = named(driver.list_nodes(), own("vm"))
    with step("ex_create_floating_ip"):
        pool = named(driver.ex_list_floating_ip_pools(), "public")
        address = pool.create_floating_ip()
    with step("ex_attach_floating_ip_to_node"):
        require(driver.ex_attach_floating_ip_to_node(node, address), "not attached")
    with step("ex_get_floating_ip"):
        driver.ex_get_floating_ip(address.ip_address)
    with step("ex_detach_floating_ip_from_node"):
        require(driver.ex_detach_floating_ip_from_node(node, address), "not detached")
    with step("delete a floating IP"):
        require(address.delete(), "not deleted")
    with step("ex_attach_port_interface"):
        network = named(driver.ex_list_networks(), own("net"))
        port = driver.ex_create_port(network, name=own("port2"))
        require(driver.ex_attach_port_interface(node, port), "not attached")
    with step("ex_detach_port_interface"):
        wait_until(lambda: len(driver.ex_get_node_ports(node)) == 2)
        require(driver.ex_detach_port_interface(node, port), "not detached")
        wait_until(lambda: len(driver.ex_get_node_ports(node)) == 1)
        driver.ex_delete_port(port)
    with step("ex_remove_security_group_from_node"):
        group = named(driver.ex_list_security_groups(), own("group"))
        require(driver.ex_remove_security_group_from_node(group, node), "not removed")


def volumes(driver: Any) -> None:
    """Volumes and snapshots."""
    node = named(driver.list_nodes(), own("vm"))
    with step("create_volume"):
        volume = driver.create_volume(1, own("volume"))
        wait_until(lambda: driver.ex_get_volume(volume.id).state == "available")
    with step("attach_volume"):
        require(driver.attach_volume(node, volume, device="auto"), "not attached")
        wait_until(lambda: driver.ex_get_volume(volume.id).state == "inuse")
    with step("detach_volume"):
        require(driver.detach_volume(driver.ex_get_volume(volume.id)), "not detached")
        wait_until(lambda: driver.ex_get_volume(volume.id).state == "available")
    with step("create_volume_snapshot"):
        snapshot = driver.create_volume_snapshot(volume, name=own("copy"))
        wait_until(lambda: driver.ex_get_snapshot(snapshot.id).state == "available")
    with step("list_volume_snapshots"):
        require(driver.list_volume_snapshots(volume), "none")
    with step("destroy_volume_snapshot"):
        require(driver.destroy_volume_snapshot(snapshot), "not deleted")
        wait_until(lambda: not driver.list_volume_snapshots(volume))
    with step("destroy_volume"):
        require(driver.destroy_volume(volume), "not deleted")


def away(driver: Any) -> None:
    """Delete everything."""
    with step("destroy_node"):
        node = named(driver.list_nodes(), own("vm"))
        require(driver.destroy_node(node), "not deleted")
        wait_until(lambda: own("vm") not in [item.name for item in driver.list_nodes()])
    with step("ex_del_router_subnet"):
        router = named(driver.ex_list_routers(), own("router"))
        subnet = named(driver.ex_list_subnets(), own("subnet"))
        require(driver.ex_del_router_subnet(router, subnet), "not removed")
    with step("ex_delete_router"):
        require(driver.ex_delete_router(router), "not deleted")
    with step("ex_delete_subnet"):
        require(driver.ex_delete_subnet(subnet), "not deleted")
    with step("ex_delete_network"):
        network = named(driver.ex_list_networks(), own("net"))
        require(driver.ex_delete_network(network), "not deleted")
    with step("ex_delete_security_group"):
        group = named(driver.ex_list_security_groups(), own("group"))
        require(driver.ex_delete_security_group(group), "not deleted")
    with step("delete_key_pair"):
        require(driver.delete_key_pair(driver.get_key_pair(own("key"))), "not deleted")


def main() -> None:
    """Run all steps."""
    driver = connect()
    for part in (readings, sizes, furniture, boot, actions, addresses, volumes, away):
        with step(f"all of {part.__name__}"):
            part(driver)


if __name__ == "__main__":
    main()

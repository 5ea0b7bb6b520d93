"""openstacksdk: its cloud layer (the verbs that Ansible uses), then the proxies of each service."""

from __future__ import annotations

from typing import Any

import openstack

from tests.clients.steps.frame import (
    BIGGER_FLAVOR,
    EXTERNAL_NETWORK,
    FLAVOR,
    IMAGE,
    LIMIT,
    own,
    require,
    step,
    wait_until,
)


def basics(cloud: Any) -> None:
    """Log in, and look around."""
    with step("log in"):
        cloud.authorize()
    with step("read the own project"):
        require(cloud.current_project.id, "no project")
    for name in ("flavors", "networks", "keypairs", "servers", "security_groups", "volumes"):
        with step(f"cloud: list {name}"):
            getattr(cloud, f"list_{name}")()
    with step("cloud: list images"):
        require(cloud.list_images(), "no image")
    for name in ("hypervisors", "aggregates", "server_groups", "floating_ips", "routers"):
        with step(f"cloud: list {name}"):
            getattr(cloud, f"list_{name}")()
    with step("cloud: list availability zones"):
        require("nova" in cloud.list_availability_zone_names(), "no zone nova")
    with step("cloud: list external networks"):
        require(cloud.get_external_networks(), "no external network")
    with step("compute quotas"):
        cloud.get_compute_quotas(cloud.current_project.id)
    with step("compute usage"):
        cloud.get_compute_usage(cloud.current_project.id)
    with step("compute limits"):
        cloud.get_compute_limits()
    with step("network quotas"):
        cloud.get_network_quotas(cloud.current_project.id)
    with step("volume quotas"):
        cloud.get_volume_quotas(cloud.current_project.id)


def flavors(cloud: Any) -> None:
    """Flavors with extra specs and access."""
    with step("create a flavor"):
        flavor = cloud.create_flavor(own("flavor"), ram=128, vcpus=1, disk=1, is_public=False)
    with step("set a flavor's extra specs"):
        cloud.set_flavor_specs(flavor.id, {"hw:cpu_policy": "shared", "quota:cpu_shares": "2"})
    with step("unset a flavor's extra specs"):
        cloud.unset_flavor_specs(flavor.id, ["quota:cpu_shares"])
    with step("get a flavor by its name"):
        found = cloud.get_flavor(own("flavor"), get_extra=True)
        require(found.extra_specs == {"hw:cpu_policy": "shared"}, found.extra_specs)
    with step("get a flavor by its memory"):
        require(cloud.get_flavor_by_ram(512), "no flavor with 512 MB")
    with step("share a flavor"):
        cloud.add_flavor_access(flavor.id, cloud.current_project.id)
    with step("list a flavor's projects"):
        require(cloud.list_flavor_access(flavor.id), "no access")
    with step("stop sharing a flavor"):
        cloud.remove_flavor_access(flavor.id, cloud.current_project.id)
    with step("delete a flavor"):
        require(cloud.delete_flavor(flavor.id), "not deleted")


def keypairs(cloud: Any) -> None:
    """Keypairs."""
    with step("create a keypair"):
        require(cloud.create_keypair(own("key")).private_key, "no private key")
    with step("get a keypair"):
        require(cloud.get_keypair(own("key")).fingerprint, "no fingerprint")
    with step("search keypairs"):
        require(cloud.search_keypairs(own("key")), "not there")


def networks(cloud: Any) -> None:
    """Make a network with a subnet behind a router, a port, and a security group."""
    with step("create a network"):
        network = cloud.create_network(own("net"))
    with step("update a network"):
        cloud.update_network(network.id, name=own("net"))
    with step("create a subnet"):
        subnet = cloud.create_subnet(
            network.id, cidr="10.76.0.0/24", subnet_name=own("subnet"), enable_dhcp=True
        )
    with step("update a subnet"):
        cloud.update_subnet(subnet.id, dns_nameservers=["9.9.9.9"])
    with step("search subnets"):
        require(cloud.search_subnets(own("subnet")), "not there")
    with step("create a router with a gateway"):
        external = cloud.get_network(EXTERNAL_NETWORK)
        router = cloud.create_router(own("router"), ext_gateway_net_id=external.id)
    with step("add an interface to a router"):
        cloud.add_router_interface(router, subnet_id=subnet.id)
    with step("list a router's interfaces"):
        require(cloud.list_router_interfaces(router), "no interface")
    with step("update a router"):
        cloud.update_router(router.id, name=own("router"), admin_state_up=True)
    with step("create a port"):
        port = cloud.create_port(
            network.id, name=own("port"), fixed_ips=[{"ip_address": "10.76.0.77"}]
        )
    with step("update a port"):
        cloud.update_port(port.id, name=own("port"), admin_state_up=False)
    with step("search ports"):
        require(cloud.search_ports(own("port")), "not there")
    with step("delete a port"):
        require(cloud.delete_port(port.id), "not deleted")


def security_groups(cloud: Any) -> None:
    """Security groups and their rules."""
    with step("create a security group"):
        group = cloud.create_security_group(own("group"), "made by a step")
    with step("create a security group's rule"):
        rule = cloud.create_security_group_rule(
            group.id, 22, 22, protocol="tcp", remote_ip_prefix="10.0.0.0/8"
        )
    with step("create a rule for ICMP"):
        cloud.create_security_group_rule(group.id, protocol="icmp", direction="egress")
    with step("delete a security group's rule"):
        require(cloud.delete_security_group_rule(rule.id), "not deleted")
    with step("update a security group"):
        cloud.update_security_group(group.id, description="made by another step")
    with step("search security groups"):
        require(cloud.search_security_groups(own("group")), "not there")


def images(cloud: Any) -> None:
    """Images with data of their own."""
    with step("upload an image"):
        image = cloud.image.create_image(
            own("image"), data=b"x" * 70000, disk_format="raw", container_format="bare", wait=True
        )
    with step("get an image by its name"):
        require(cloud.get_image(own("image")).size == 70000, "another size")
    with step("update an image's properties"):
        cloud.image.update_image(image.id, os_distro="none")
    with step("download an image"):
        require(len(cloud.image.download_image(image.id).content) == 70000, "another length")
    with step("tag an image"):
        cloud.image.add_tag(image.id, "blue")
    with step("untag an image"):
        cloud.image.remove_tag(image.id, "blue")
    with step("deactivate an image"):
        cloud.image.deactivate_image(image.id)
    with step("reactivate an image"):
        cloud.image.reactivate_image(image.id)
    with step("list the image's schemas"):
        cloud.image.get_images_schema()
        cloud.image.get_image_schema()
    with step("share an image with a project"):
        cloud.image.update_image(image.id, visibility="shared")
        member = cloud.image.add_member(image.id, member_id=cloud.get_project("demo").id)
        require(list(cloud.image.members(image.id)), "no member")
    with step("stop sharing an image"):
        cloud.image.remove_member(member, image=image.id)
    with step("list import methods"):
        cloud.image.get_import_info()
    with step("delete an image"):
        require(cloud.delete_image(own("image"), wait=True), "not deleted")


def servers(cloud: Any) -> None:
    """Boot a server through the cloud layer, and change it."""
    with step("boot a server and wait"):
        server = cloud.create_server(
            own("vm"),
            image=IMAGE,
            flavor=FLAVOR,
            network=own("net"),
            key_name=own("key"),
            security_groups=[own("group")],
            meta={"role": "web"},
            userdata="#!/bin/sh\n",
            wait=True,
            auto_ip=False,
            timeout=LIMIT,
        )
        require(server.status == "ACTIVE", server.status)
    with step("get a server by its name"):
        require(cloud.get_server(own("vm")).private_v4, "no address")
    with step("update a server"):
        cloud.update_server(server.id, name=own("vm"))
    with step("set a server's metadata"):
        cloud.set_server_metadata(server.id, {"colour": "red"})
    with step("delete a server's metadata"):
        cloud.delete_server_metadata(server.id, ["colour"])
    with step("search servers by metadata"):
        require(cloud.search_servers(filters={"metadata": {"role": "web"}}), "not there")
    with step("remove a server's security group"):
        require(cloud.remove_server_security_groups(server, own("group")), "not removed")
    with step("add a server's security group"):
        require(cloud.add_server_security_groups(server, own("group")), "not added")
    with step("read a server's console"):
        cloud.get_server_console(server)
    with step("create a snapshot of a server"):
        snapshot = cloud.create_image_snapshot(own("snapshot"), server, wait=True, timeout=LIMIT)
        require(snapshot.status == "active", snapshot.status)
    with step("delete a snapshot of a server"):
        cloud.delete_image(own("snapshot"), wait=True)
    with step("rebuild a server"):
        cloud.rebuild_server(server.id, server.image.id, wait=True, timeout=LIMIT)
    with step("get a server's facts"):
        require(cloud.get_openstack_vars(cloud.get_server(own("vm"))), "no facts")


ACTIONS = (  # the proxy's method, its arguments, and the status that comes of it
    ("stop_server", (), "SHUTOFF"),
    ("start_server", (), "ACTIVE"),
    ("reboot_server", ("SOFT",), "ACTIVE"),
    ("reboot_server", ("HARD",), "ACTIVE"),
    ("pause_server", (), "PAUSED"),
    ("unpause_server", (), "ACTIVE"),
    ("suspend_server", (), "SUSPENDED"),
    ("resume_server", (), "ACTIVE"),
    ("rescue_server", (), "RESCUE"),
    ("unrescue_server", (), "ACTIVE"),
    ("lock_server", (), "ACTIVE"),
    ("unlock_server", (), "ACTIVE"),
    ("shelve_server", (), "SHELVED_OFFLOADED"),
    ("unshelve_server", (), "ACTIVE"),
    ("migrate_server", (), "VERIFY_RESIZE"),
    ("confirm_server_resize", (), "ACTIVE"),
    ("live_migrate_server", (), "ACTIVE"),
    ("reset_server_state", ("error",), "ERROR"),
    ("reset_server_state", ("active",), "ACTIVE"),
)


def wait_for(cloud: Any, server: Any, status: str) -> None:
    """Wait until a server has a status, and nothing is going on."""

    def is_there() -> bool:
        latest = cloud.compute.get_server(server)
        return bool(latest.status == status and not latest.task_state)

    wait_until(is_there)


def actions(cloud: Any) -> None:
    """Run each action of the compute proxy, and wait for the status."""
    server = cloud.compute.find_server(own("vm"))
    for method, arguments, status in ACTIONS:
        with step(f"compute: {' '.join([method, *arguments])}"):
            getattr(cloud.compute, method)(server, *arguments)
            wait_for(cloud, server, status)
    with step("compute: resize and revert"):
        bigger = cloud.compute.find_flavor(BIGGER_FLAVOR)
        cloud.compute.resize_server(server, bigger.id)
        wait_for(cloud, server, "VERIFY_RESIZE")
        cloud.compute.revert_server_resize(server)
        wait_for(cloud, server, "ACTIVE")
    with step("compute: back up a server"):
        cloud.compute.backup_server(server, own("backup"), "daily", 1)
    with step("compute: wait for the backup"):
        image = cloud.image.find_image(own("backup"), ignore_missing=False)
        cloud.image.wait_for_status(image, "active", interval=0.5, wait=LIMIT)
        cloud.image.delete_image(image)


def proxy(cloud: Any) -> None:
    """Read with the compute proxy what the cloud layer does not show."""
    compute = cloud.compute
    server = compute.find_server(own("vm"))
    readings = {
        "server actions": lambda: compute.server_actions(server),
        "server interfaces": lambda: compute.server_interfaces(server),
        "server addresses": lambda: compute.server_ips(server),
        "server migrations": lambda: compute.server_migrations(server),
        "migrations": compute.migrations,
        "services": compute.services,
        "aggregates": compute.aggregates,
        "server groups": compute.server_groups,
        "usages": compute.usages,
        "limits": lambda: [compute.get_limits()],
        "hypervisors with details": lambda: compute.hypervisors(details=True),
        "quota defaults": lambda: [compute.get_quota_set_defaults(cloud.current_project.id)],
        "volume attachments": lambda: compute.volume_attachments(server),
        "diagnostics": lambda: [compute.get_server_diagnostics(server)],
        "topology": lambda: [server.fetch_topology(compute)],
        "console address": lambda: [compute.create_console(server, "novnc")],
        "console output": lambda: [compute.get_server_console_output(server)],
        "remote console": lambda: [
            compute.create_server_remote_console(server, protocol="vnc", type="novnc")
        ],
        "server's password": lambda: [compute.get_server_password(server)],
    }
    for name, read in readings.items():
        with step(f"compute: {name}"):
            list(read())
    with step("compute: tag a server"):
        compute.add_tag_to_server(server, "blue")
        compute.remove_tag_from_server(server, "blue")
    with step("compute: clear a server's password"):
        compute.clear_server_password(server)
    with step("compute: interfaces come and go"):
        interface = compute.create_server_interface(
            server, net_id=cloud.network.find_network(own("net")).id
        )
        compute.delete_server_interface(interface, server=server)


def floating_ips(cloud: Any) -> None:
    """Give a server a floating address, and take it away."""
    with step("add a floating IP to a server"):
        server = cloud.get_server(own("vm"))
        cloud.add_ip_list(server, [cloud.create_floating_ip(EXTERNAL_NETWORK).floating_ip_address])
        address = cloud.get_server(own("vm")).public_v4
        require(address, "no public address")
    with step("search floating IPs"):
        address_object = cloud.get_floating_ip(address)
        require(address_object.fixed_ip_address, "not attached")
    with step("detach a floating IP"):
        require(cloud.detach_ip_from_server(server.id, address_object.id), "not detached")
    with step("delete a floating IP"):
        require(cloud.delete_floating_ip(address_object.id), "not deleted")


def volumes(cloud: Any) -> None:
    """Volumes: create, attach, snapshot, and back."""
    with step("create a volume"):
        volume = cloud.create_volume(1, name=own("volume"), wait=True, timeout=LIMIT)
    with step("update a volume"):
        cloud.update_volume(volume.id, name=own("volume"), description="made by a step")
    with step("attach a volume"):
        server = cloud.get_server(own("vm"))
        cloud.attach_volume(server, volume, wait=True, timeout=LIMIT)
    with step("detach a volume"):
        cloud.detach_volume(server, cloud.get_volume(volume.id), wait=True, timeout=LIMIT)
    with step("create a volume's snapshot"):
        snapshot = cloud.create_volume_snapshot(volume.id, wait=True, name=own("copy"))
    with step("list snapshots of volumes"):
        require(cloud.list_volume_snapshots(), "none")
    with step("create a volume of a snapshot"):
        copy = cloud.create_volume(1, snapshot_id=snapshot.id, name=own("volume2"), wait=True)
    with step("delete a volume"):
        require(cloud.delete_volume(copy.id, wait=True), "not deleted")
    with step("delete a volume's snapshot"):
        require(cloud.delete_volume_snapshot(snapshot.id, wait=True), "not deleted")
    with step("extend a volume"):
        cloud.block_storage.extend_volume(volume, 2)
        cloud.block_storage.wait_for_status(volume, "available", interval=0.5, wait=LIMIT)
    for name in ("types", "limits", "services"):
        with step(f"volume: {name}"):
            method = "get_limits" if name == "limits" else name
            list(getattr(cloud.block_storage, method)() or [])
    with step("boot from a volume"):
        cloud.create_server(
            own("vm2"),
            image=IMAGE,
            flavor=FLAVOR,
            network=own("net"),
            boot_from_volume=True,
            volume_size=1,
            terminate_volume=True,
            auto_ip=False,
            wait=True,
            timeout=LIMIT,
        )
    with step("delete a server that boots from a volume"):
        require(cloud.delete_server(own("vm2"), wait=True, timeout=LIMIT), "not deleted")
    with step("delete the last volume"):
        require(cloud.delete_volume(volume.id, wait=True), "not deleted")


def operators(cloud: Any) -> None:
    """Aggregates and server groups."""
    with step("create an aggregate"):
        aggregate = cloud.create_aggregate(own("aggregate"))
    with step("set an aggregate's metadata"):
        cloud.set_aggregate_metadata(aggregate.id, {"ssd": "true"})
    with step("add a host to an aggregate"):
        host = cloud.list_hypervisors()[0].service_details["host"]
        cloud.add_host_to_aggregate(aggregate.id, host)
    with step("remove a host from an aggregate"):
        cloud.remove_host_from_aggregate(aggregate.id, host)
    with step("delete an aggregate"):
        require(cloud.delete_aggregate(aggregate.id), "not deleted")
    with step("create a server group"):
        group = cloud.create_server_group(own("servers"), policies=["affinity"])
    with step("delete a server group"):
        require(cloud.delete_server_group(group.id), "not deleted")
    with step("set compute quotas"):
        cloud.set_compute_quotas("demo", cores=33)
    with step("delete compute quotas"):
        cloud.delete_compute_quotas("demo")


def identity(cloud: Any) -> None:
    """Projects, users, groups, roles, domains, and what a service is."""
    with step("create a project"):
        project = cloud.create_project(own("project"), domain_id="default")
    with step("create a user"):
        user = cloud.create_user(own("user"), password=own("secret"), domain_id="default")
    with step("create a group"):
        group = cloud.create_group(own("people"), "made by a step", domain="default")
    with step("add a user to a group"):
        cloud.add_user_to_group(user.id, group.id)
    with step("create a role"):
        role = cloud.create_role(own("role"))
    with step("grant a role"):
        require(cloud.grant_role(role.id, user=user.id, project=project.id), "not granted")
    with step("list role assignments"):
        require(cloud.list_role_assignments({"user": user.id}), "none")
    with step("revoke a role"):
        require(cloud.revoke_role(role.id, user=user.id, project=project.id), "not revoked")
    with step("create a domain"):
        domain = cloud.create_domain(own("domain"))
    with step("delete a domain"):
        require(cloud.delete_domain(domain.id), "not deleted")
    with step("create a service"):
        service = cloud.create_service(own("service"), type="steps")
    with step("create endpoints"):
        cloud.create_endpoint(service.id, public_url="http://127.0.0.1:1/", region="RegionOne")
    with step("delete a service"):
        require(cloud.delete_service(service.id), "not deleted")
    with step("create an application credential"):
        me = cloud.current_user_id
        credential = cloud.identity.create_application_credential(me, own("app"))
        cloud.identity.delete_application_credential(me, credential)
    with step("delete a role"):
        require(cloud.delete_role(role.id), "not deleted")
    with step("delete a group"):
        require(cloud.delete_group(group.id), "not deleted")
    with step("delete a user"):
        require(cloud.delete_user(user.id), "not deleted")
    with step("delete a project"):
        require(cloud.delete_project(project.id), "not deleted")


def away(cloud: Any) -> None:
    """Delete everything."""
    with step("delete a server and wait"):
        require(cloud.delete_server(own("vm"), wait=True, timeout=LIMIT), "not deleted")
    with step("remove a router's interface"):
        router = cloud.get_router(own("router"))
        cloud.remove_router_interface(router, subnet_id=cloud.get_subnet(own("subnet")).id)
    with step("delete a router"):
        require(cloud.delete_router(router.id), "not deleted")
    with step("delete a network"):
        require(cloud.delete_network(own("net")), "not deleted")
    with step("delete a security group"):
        require(cloud.delete_security_group(own("group")), "not deleted")
    with step("delete a keypair"):
        require(cloud.delete_keypair(own("key")), "not deleted")


def main() -> None:
    """Run all steps."""
    cloud = openstack.connect()
    for part in (basics, flavors, keypairs, networks, security_groups, images, servers, actions):
        part(cloud)
    for part in (proxy, floating_ips, volumes, operators, identity, away):
        part(cloud)


if __name__ == "__main__":
    main()

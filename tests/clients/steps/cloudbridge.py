"""CloudBridge: one interface to many clouds, and its OpenStack provider."""

from __future__ import annotations

from typing import Any

from cloudbridge.factory import CloudProviderFactory, ProviderList

from tests.clients.steps.frame import FLAVOR, IMAGE, own, require, step, wait_until


def label(name: str) -> str:
    """Return a name of this run that CloudBridge accepts."""
    return own(name).lower()


def readings(provider: Any) -> None:
    """List everything."""
    services = {
        "instances": provider.compute.instances,
        "images": provider.compute.images,
        "vm types": provider.compute.vm_types,
        "regions": provider.compute.regions,
        "volumes": provider.storage.volumes,
        "snapshots": provider.storage.snapshots,
        "networks": provider.networking.networks,
        "subnets": provider.networking.subnets,
        "routers": provider.networking.routers,
        "key pairs": provider.security.key_pairs,
        "firewalls": provider.security.vm_firewalls,
    }
    for name, service in services.items():
        with step(f"list {name}"):
            service.list()
    with step("the current region"):
        require(list(provider.compute.regions.current.zones), "no zones")
    with step("find an image"):
        require(provider.compute.images.find(label=IMAGE), "not there")
    with step("find a type"):
        require(provider.compute.vm_types.find(name=FLAVOR), "not there")


def networks(provider: Any) -> dict[str, Any]:
    """Make a network behind a router."""
    made: dict[str, Any] = {}
    networking = provider.networking
    with step("create a network"):
        made["network"] = networking.networks.create(label("net"), "10.0.0.0/16")
    with step("label a network"):
        made["network"].label = label("net")
    with step("create a subnet"):
        made["subnet"] = networking.subnets.create(label("subnet"), made["network"], "10.73.0.0/24")
    with step("create a router"):
        made["router"] = networking.routers.create(label("router"), made["network"])
    with step("attach a subnet to a router"):
        made["router"].attach_subnet(made["subnet"])
    with step("get a gateway"):
        made["gateway"] = made["network"].gateways.get_or_create()
    with step("attach a gateway to a router"):
        made["router"].attach_gateway(made["gateway"])
    with step("list gateways"):
        list(made["network"].gateways)
    return made


def security(provider: Any, made: dict[str, Any]) -> None:
    """Make a key and a firewall."""
    with step("create a key pair"):
        made["key"] = provider.security.key_pairs.create(label("key"))
        require(made["key"].material, "no private key")
    with step("find a key pair"):
        require(provider.security.key_pairs.find(name=label("key")), "not there")
    with step("create a firewall"):
        made["firewall"] = provider.security.vm_firewalls.create(
            label("firewall"), made["network"], "made by a step"
        )
    with step("create a firewall's rule"):
        from cloudbridge.interfaces.resources import TrafficDirection

        made["rule"] = made["firewall"].rules.create(
            TrafficDirection.INBOUND, "tcp", 22, 22, "10.0.0.0/8"
        )
    with step("list a firewall's rules"):
        require(list(made["firewall"].rules), "none")
    with step("delete a firewall's rule"):
        made["rule"].delete()


def instances(provider: Any, made: dict[str, Any]) -> None:
    """Boot an instance, and change it."""
    with step("create an instance"):
        made["instance"] = provider.compute.instances.create(
            label("vm"),
            provider.compute.images.find(label=IMAGE)[0],
            provider.compute.vm_types.find(name=FLAVOR)[0],
            subnet=made["subnet"],
            key_pair=made["key"],
            vm_firewalls=[made["firewall"]],
            user_data="#!/bin/sh\n",
        )
        made["instance"].wait_till_ready(timeout=180, interval=1)
    with step("label an instance"):
        made["instance"].label = label("vm")
    with step("an instance's addresses"):
        require(made["instance"].private_ips, "none")
    with step("an instance's firewalls"):
        require(made["instance"].vm_firewalls, "none")
    with step("remove an instance's firewall"):
        made["instance"].remove_vm_firewall(made["firewall"])
    with step("add an instance's firewall"):
        made["instance"].add_vm_firewall(made["firewall"])
    with step("reboot an instance"):
        made["instance"].reboot()
        compute = provider.os_conn.compute
        wait_until(lambda: not compute.get_server(made["instance"].id).task_state)
    with step("create an image of an instance"):
        made["image"] = made["instance"].create_image(label("image"))
        made["image"].wait_till_ready(timeout=180, interval=1)
    with step("delete an image"):
        made["image"].delete()
    with step("create a floating IP"):
        made["address"] = made["gateway"].floating_ips.create()
    with step("add a floating IP"):
        made["instance"].add_floating_ip(made["address"])
    with step("remove a floating IP"):
        made["instance"].remove_floating_ip(made["address"])
    with step("delete a floating IP"):
        made["address"].delete()


def _state(item: Any) -> str:
    item.refresh()
    return str(item.state)


def volumes(provider: Any, made: dict[str, Any]) -> None:
    """Volumes and snapshots."""
    with step("create a volume"):
        volume = provider.storage.volumes.create(label("volume"), 1)
        volume.wait_till_ready(timeout=180, interval=1)
    with step("label a volume"):
        volume.label = label("volume")
    with step("attach a volume"):
        volume.attach(made["instance"], "/dev/vdb")
        wait_until(lambda: _state(volume) == "in-use")
    with step("detach a volume"):
        volume.detach()
        wait_until(lambda: _state(volume) == "available")
    with step("create a snapshot"):
        snapshot = volume.create_snapshot(label("copy"), "made by a step")
        snapshot.wait_till_ready(timeout=180, interval=1)
    with step("delete a snapshot"):
        snapshot.delete()
        snapshot.wait_for(["unknown"], timeout=180, interval=1)
    with step("delete a volume"):
        volume.delete()


def away(made: dict[str, Any]) -> None:
    """Delete everything."""
    with step("delete an instance"):
        made["instance"].delete()
        made["instance"].wait_for(["deleted", "unknown"], timeout=180, interval=1)
    with step("detach a gateway"):
        made["router"].detach_gateway(made["gateway"])
    with step("detach a subnet"):
        made["router"].detach_subnet(made["subnet"])
    for name in ("router", "subnet", "network", "firewall", "key"):
        with step(f"delete the {name}"):
            made[name].delete()


def main() -> None:
    """Run all steps."""
    provider = CloudProviderFactory().create_provider(ProviderList.OPENSTACK, {})
    readings(provider)
    made = networks(provider)
    security(provider, made)
    instances(provider, made)
    volumes(provider, made)
    away(made)


if __name__ == "__main__":
    main()

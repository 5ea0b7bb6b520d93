"""The manager's ``_allocate_network``: get ports and addresses. BUILD / networking."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import faults, instances, states
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.network import nw_info
from mini_nova_sandbox.network.allocate_for_instance import NetworkError, allocate_for_instance


async def _allocate_network(
    cloud: Cloud, locks: InstanceLocks, uuid: str, requested_networks: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the instance's ``nw_info``: its VIFs with their networks, subnets and addresses.

    Raises NetworkError, InstanceDeleted.
    """
    database = cloud.database
    locks.live_instance(uuid)
    instances.change(database, uuid, task_state=states.NETWORKING)
    await locks.pause(uuid, cloud.settings.pace)
    with (
        cloud.trace.step(uuid, "_allocate_network", __name__) as step,
        database.transaction(),
    ):
        instance = locks.live_instance(uuid)
        if faults.has_fault(instance, "network"):
            raise NetworkError("The sandbox was asked to fail here (sandbox:fault=network).")
        vifs = allocate_for_instance(
            database,
            instance,
            instance["host"],
            requested_networks,
            instance["security_groups"],
        )
        nw_info.refresh(database, uuid)
        summaries = [_summary(vif) for vif in vifs]
        step.message = ", ".join(summaries) or "no network"
    return vifs


def _summary(vif: dict[str, Any]) -> str:
    """Return a VIF for the trace: ``bss1173 10.0.0.2 (fa:16:3e:12:34:56)``."""
    network = vif["network"]
    label = network["label"]
    mac_address = vif["address"]
    addresses = []
    for subnet in network["subnets"]:
        addresses += [ip["address"] for ip in subnet["ips"]]
    text = " ".join(addresses)
    return f"{label} {text} ({mac_address})"

"""The choice of a host for an instance: what the filters need to know, and what they leave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mini_nova_sandbox.compute.faults import has_fault
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.scheduler.filters import RequestSpec, filter_hosts
from mini_nova_sandbox.scheduler.host_state import HostState, all_hosts
from mini_nova_sandbox.scheduler.weigher import select_host
from mini_nova_sandbox.state.database import Database

NO_VALID_HOST = "No valid host was found. There are not enough hosts available."


def choose_host(
    database: Database,
    instance: Instance,
    flavor: Mapping[str, Any],
    properties: Mapping[str, Any],
    hosts: list[HostState] | None = None,
) -> tuple[HostState | None, str]:
    """Return the best host and '', or None and the filter that rejected the last host.

    ``properties`` are Nova's filter properties: availability_zone, force_host, ignore_hosts.
    ``hosts`` saves counting the hosts' usage again.
    """
    if has_fault(instance, "no-valid-host"):
        return None, "sandbox:fault"
    spec = request_spec(database, instance, flavor, properties)
    candidates, reason = filter_hosts(hosts or all_hosts(database), spec)
    if not candidates:
        return None, reason
    return select_host(candidates, spec), ""


def request_spec(
    database: Database,
    instance: Instance,
    flavor: Mapping[str, Any],
    properties: Mapping[str, Any],
) -> RequestSpec:
    """Build the filters' input from an instance, its flavor and the filter properties."""
    zone = properties.get("availability_zone") or instance["pinned_availability_zone"] or ""
    spec = RequestSpec(
        flavor,
        zone,
        properties.get("force_host") or "",
        tuple(properties.get("ignore_hosts", ())),
    )
    group = database.row("SELECT * FROM server_groups WHERE id = ?", instance["server_group_id"])
    if group is None:
        return spec
    rows = database.rows(
        "SELECT host, count(*) AS members FROM instances"
        " WHERE server_group_id = ? AND uuid <> ? AND host IS NOT NULL AND deleted = 0"
        " GROUP BY host",
        group["id"],
        instance["uuid"],
    )
    rules = json.loads(group["rules"])
    return replace(
        spec,
        policy=group["policy"],
        members_by_host={row["host"]: row["members"] for row in rows},
        max_server_per_host=int(rules.get("max_server_per_host", 1)),
    )

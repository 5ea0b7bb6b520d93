"""The scheduler's filters and its weigher."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.scheduler.filters import RequestSpec, filter_hosts
from mini_nova_sandbox.scheduler.host_state import HostState
from mini_nova_sandbox.scheduler.weigher import select_host

FLAVOR = {"vcpus": 2, "memory_mb": 2048, "root_gb": 10, "ephemeral_gb": 10, "extra_specs": {}}


def host(number: int = 1, **attributes: Any) -> HostState:
    """Build an empty host of 4 vCPUs, 8 GB of memory and 100 GB of disk."""
    usual: dict[str, Any] = {
        "host": f"compute{number}",
        "number": number,
        "uuid": f"uuid-{number}",
        "availability_zone": "nova",
        "disabled": False,
        "down": False,
        "vcpus": 4,
        "memory_mb": 8192,
        "disk_gb": 100,
    }
    return HostState(**{**usual, **attributes})


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({"disabled": True}, "compute_filter"),
        ({"down": True}, "compute_filter"),
        ({"availability_zone": "elsewhere"}, "availability_zone_filter"),
        ({"memory_mb_used": 8192 - 2047}, "ram_filter"),
        ({"disk_gb_used": 81}, "disk_filter"),
        ({"vcpus_used": 4 * 16 - 1}, "vcpu_filter"),
        ({"vcpus": 1}, "vcpu_filter"),  # the guest would be wider than the host
    ],
)
def test_a_filter_rejects_a_host(attributes: dict[str, Any], name: str) -> None:
    spec = RequestSpec(FLAVOR, availability_zone="nova")
    assert filter_hosts([host(**attributes)], spec) == ([], name)


def test_a_host_that_fits_exactly_passes() -> None:
    exact = host(memory_mb_used=8192 - 2048, disk_gb_used=80, vcpus_used=4 * 16 - 2)
    assert filter_hosts([exact], RequestSpec(FLAVOR)) == ([exact], "")


def test_a_forced_host_counts_more_than_the_zone() -> None:
    hosts = [host(1), host(2)]
    spec = RequestSpec(FLAVOR, availability_zone="elsewhere", force_host="compute2")
    assert filter_hosts(hosts, spec) == ([hosts[1]], "")


@pytest.mark.parametrize(("disk", "passes"), [({"ssd"}, True), ({"hdd"}, False), (set(), False)])
def test_extra_specs_require_metadata_of_aggregates(disk: set[str], passes: bool) -> None:
    extra_specs = {"aggregate_instance_extra_specs:disk": "ssd", "hw:other": "ignored"}
    spec = RequestSpec({**FLAVOR, "extra_specs": extra_specs})
    candidate = host(metadata={"disk": disk})
    hosts, reason = filter_hosts([candidate], spec)
    assert bool(hosts) == passes
    assert reason == ("" if passes else "aggregate_extra_specs_filter")


@pytest.mark.parametrize(
    ("policy", "members", "passing"),
    [
        ("affinity", {}, ["compute1", "compute2"]),
        ("affinity", {"compute2": 1}, ["compute2"]),
        ("anti-affinity", {"compute2": 1}, ["compute1"]),
        ("soft-affinity", {"compute2": 1}, ["compute1", "compute2"]),
    ],
)
def test_server_group_policies(policy: str, members: dict[str, int], passing: list[str]) -> None:
    spec = RequestSpec(FLAVOR, policy=policy, members_by_host=members)
    hosts, _ = filter_hosts([host(1), host(2)], spec)
    assert [candidate.host for candidate in hosts] == passing


def test_anti_affinity_allows_max_server_per_host() -> None:
    members = {"compute1": 1}
    policy = "anti-affinity"
    spec = RequestSpec(FLAVOR, policy=policy, members_by_host=members, max_server_per_host=2)
    assert filter_hosts([host(1)], spec) == ([host(1)], "")


@pytest.mark.parametrize(
    ("policy", "members", "best"),
    [
        ("", {}, "compute2"),  # more free memory
        ("soft-affinity", {"compute1": 1, "compute2": 2, "compute3": 3}, "compute3"),
        ("soft-anti-affinity", {"compute2": 2, "compute3": 1}, "compute1"),
    ],
)
def test_the_weigher(policy: str, members: dict[str, int], best: str) -> None:
    spec = RequestSpec(FLAVOR, policy=policy, members_by_host=members)
    hosts = [host(1, memory_mb_used=2048), host(2), host(3)]
    assert select_host(hosts, spec).host == best

"""Hypervisors: the compute hosts as the scheduler sees them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import by_id_or_name, choose, segment
from mini_nova.compute.queries import with_query
from mini_nova.errors import NotFound
from mini_nova_auth import lenient
from mini_nova_auth.wire.message import NOT_FOUND

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

UUID_SINCE = (2, 53)
UPTIME_IN_DETAILS_SINCE = (2, 88)
PATH = "/os-hypervisors"
UPTIME_KEYS = ("id", "hypervisor_hostname", "state", "status", "uptime")

Hypervisor = dict[str, Any]


def list_all(
    compute: Compute,
    *,
    matching: str | None = None,
    marker: str | None = None,
    limit: int | None = None,
) -> Iterator[Hypervisor]:
    """Yield hypervisors: those whose hostname contains ``matching``, or one page.

    Raises NotFound if none matches, and Forbidden.
    """
    if matching:
        return search(compute, matching)
    path = with_query(PATH, {"limit": limit, "marker": marker})
    return compute.read_items(path, "hypervisors", limit)


def search(compute: Compute, hostname: str, *, servers: bool = False) -> Iterator[Hypervisor]:
    """Yield the hypervisors whose hostname contains this text, with their servers if asked.

    Raises NotFound if there is none.
    """
    if compute.version >= UUID_SINCE:
        query = {"hypervisor_hostname_pattern": hostname, "with_servers": servers or None}
        return compute.read_all(with_query(PATH, query), "hypervisors")
    subject = "servers" if servers else "search"
    return compute.read_all(f"{PATH}/{segment(hostname)}/{subject}", "hypervisors")


def server_ids(compute: Compute, hostname: str, *, strict: bool = False) -> list[str]:
    """Return the ids of the servers on the hosts whose hostname contains this text.

    With ``strict`` the hostname is exactly this. Raises NotFound if there is no such host.
    """
    ids = []
    is_there = not strict
    for hypervisor in search(compute, hostname, servers=True):
        if strict and hypervisor.get("hypervisor_hostname") != hostname:
            continue
        is_there = True
        servers = lenient.mappings(hypervisor.get("servers"))
        ids += [lenient.text_at(server, "uuid") for server in servers]
    if not is_there:
        raise NotFound(
            f"No hypervisor matching '{hostname}' could be found.",
            hint="'mini-nova hypervisor-list' lists their hostnames.",
            status=NOT_FOUND,
        )
    return ids


def get(compute: Compute, hypervisor_id: str) -> Hypervisor:
    """Return the hypervisor of an id, which is a UUID since 2.53. Raises NotFound."""
    return compute.read_member(f"{PATH}/{segment(hypervisor_id)}", "hypervisor")


def find(compute: Compute, hypervisor: str) -> Hypervisor:
    """Return the hypervisor of an id or an exact hostname. Raises NotFound, Ambiguous."""
    return by_id_or_name(hypervisor, partial(get, compute), partial(_id_of_hostname, compute))


def uptime(compute: Compute, hypervisor: str) -> Hypervisor:
    """Return what is known of a hypervisor's uptime. Raises NotFound, Ambiguous, BadRequest."""
    if compute.version >= UPTIME_IN_DETAILS_SINCE:
        details = find(compute, hypervisor)
        return {key: details[key] for key in UPTIME_KEYS if key in details}
    hypervisor_id = str(find(compute, hypervisor)["id"])
    return compute.read_member(f"{PATH}/{segment(hypervisor_id)}/uptime", "hypervisor")


def statistics(compute: Compute) -> dict[str, Any]:
    """Return sums over all hypervisors, which Nova has up to 2.87."""
    return compute.read_member(f"{PATH}/statistics", "hypervisor_statistics")


def _id_of_hostname(compute: Compute, hostname: str) -> str:
    hypervisor = choose(_with_names(compute), "hypervisor", hostname)
    return str(hypervisor["id"])


def _with_names(compute: Compute) -> Iterator[Hypervisor]:
    """Yield the hypervisors with their hostnames as names."""
    for hypervisor in compute.read_all(PATH, "hypervisors"):
        yield {**hypervisor, "name": hypervisor.get("hypervisor_hostname")}

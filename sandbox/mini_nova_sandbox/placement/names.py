"""The names of resource classes and traits: the standard ones, and those that clients have made."""

from __future__ import annotations

import re

from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.placement.providers import Provider
from mini_nova_sandbox.placement.standard_traits import OF_A_HOST, STANDARD
from mini_nova_sandbox.state.database import Database

CUSTOM = "^CUSTOM_[A-Z0-9_]+$"
MAX_NAME = 255
_AMOUNT = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)
STANDARD_CLASSES = (
    "VCPU",
    "MEMORY_MB",
    "DISK_GB",
    "PCI_DEVICE",
    "SRIOV_NET_VF",
    "NUMA_SOCKET",
    "NUMA_CORE",
    "NUMA_THREAD",
    "NUMA_MEMORY_MB",
    "IPV4_ADDRESS",
    "VGPU",
    "VGPU_DISPLAY_HEAD",
    "NET_BW_EGR_KILOBIT_PER_SEC",
    "NET_BW_IGR_KILOBIT_PER_SEC",
    "PCPU",
    "MEM_ENCRYPTION_CONTEXT",
    "FPGA",
    "PGPU",
    "NET_PACKET_RATE_KILOPACKET_PER_SEC",
    "NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC",
    "NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC",
)


def classes(database: Database) -> list[str]:
    """Return all resource classes."""
    rows = database.rows("SELECT name FROM placement_classes ORDER BY rowid")
    return [*STANDARD_CLASSES, *(row["name"] for row in rows)]


def traits(database: Database) -> set[str]:
    """Return all traits."""
    rows = database.rows("SELECT name FROM placement_traits")
    return {*STANDARD, *(row["name"] for row in rows)}


def traits_of(database: Database, provider: Provider) -> list[str]:
    """Return the traits of a provider; a compute host has some by itself."""
    rows = database.rows(
        "SELECT trait FROM placement_provider_traits WHERE provider_uuid = ? ORDER BY rowid",
        provider.uuid,
    )
    own = [row["trait"] for row in rows]
    host_traits = OF_A_HOST if provider.host else ()
    return [*host_traits, *(trait for trait in own if trait not in host_traits)]


def aggregates_of(database: Database, provider: Provider) -> list[str]:
    """Return the ids of a provider's aggregates; a host is in Nova's, too."""
    rows = database.rows(
        "SELECT aggregate_uuid AS uuid FROM placement_aggregates WHERE provider_uuid = ?1"
        " UNION SELECT uuid FROM aggregates JOIN aggregate_hosts ON aggregate_id = id"
        " WHERE host = ?2",
        provider.uuid,
        provider.host,
    )
    return [row["uuid"] for row in rows]


def amounts(database: Database, text: str) -> dict[str, int]:
    """Parse ``VCPU:2,MEMORY_MB:1024``. Raises BadRequest."""
    resources = {}
    for part in text.split(","):
        name, _, number = part.partition(":")
        if not _AMOUNT.fullmatch(number):
            raise BadRequest(
                "Badly formed resources parameter. Expected resources query string parameter in"
                f" form: ?resources=VCPU:2,MEMORY_MB:1024. Got: {text}."
            )
        if name not in classes(database):
            raise BadRequest(
                f"Invalid resource class in resources parameter: No such resource class {name}."
            )
        resources[name] = int(number)
    return resources

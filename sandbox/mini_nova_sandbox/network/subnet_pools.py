"""Subnet pools: prefixes from which subnets get their addresses."""

from __future__ import annotations

import ipaddress
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden
from mini_nova_sandbox.network import schemas, tags
from mini_nova_sandbox.network.ip_text import Network, parse_network
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.network.resources import (
    Attributes,
    Resource,
    text_columns,
    update_row,
)
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

VISIBLE = "(? OR shared = 1 OR project_id = ?)"
MIN_LENGTHS = {4: 8, 6: 64}  # by IP version
MAX_LENGTHS = {4: 32, 6: 128}
MAX_CANDIDATES = 4096  # subnets that are tried


def next_cidr(database: Database, row: Row, prefixlen: int | None) -> str:
    """Return the first free subnet of a pool. Raises BadRequest if there is none."""
    length = prefixlen or row["default_prefixlen"]
    _check_length(row, length)
    subnet_rows = database.rows("SELECT cidr FROM subnets WHERE subnet_pool_id = ?", row["id"])
    networks = [ipaddress.ip_network(subnet["cidr"]) for subnet in subnet_rows]
    for prefix in json.loads(row["prefixes"]):
        candidate = _first_free(ipaddress.ip_network(prefix), length, networks)
        if candidate:
            return candidate
    raise BadRequest(
        f"Failed to allocate subnet: Insufficient prefix space to allocate subnet size /{length}.",
        kind="SubnetAllocationError",
    )


def _check_length(row: Row, length: int) -> None:
    if length < row["min_prefixlen"]:
        raise BadRequest(
            f"Unable to allocate subnet with prefix length {length}, "
            f"minimum allowed prefix is {row['min_prefixlen']}.",
            kind="MinPrefixSubnetAllocationError",
        )
    if length > row["max_prefixlen"]:
        raise BadRequest(
            f"Unable to allocate subnet with prefix length {length}, "
            f"maximum allowed prefix is {row['max_prefixlen']}.",
            kind="MaxPrefixSubnetAllocationError",
        )


def _first_free(prefix: Network, length: int, networks: Sequence[Any]) -> str:
    """Return the first subnet of a prefix that overlaps with none; '' if there is none."""
    if length < prefix.prefixlen:
        return ""
    candidates: Iterator[Any] = prefix.subnets(new_prefix=length)
    for candidate in islice(candidates, MAX_CANDIDATES):
        if not any(candidate.overlaps(network) for network in networks):
            return str(candidate)
    return ""


def _insert(call: Call, attributes: Attributes, project_id: str) -> str:
    _refuse_admin_attributes(call, attributes)
    prefixes = _parse_prefixes(attributes["prefixes"])
    version = prefixes[0].version
    created_at = clock.now()
    row = {
        "id": chance.new_uuid("subnet pool"),
        "name": attributes.get("name") or "",
        "project_id": project_id,
        "description": attributes.get("description") or "",
        "prefixes": json.dumps([str(prefix) for prefix in prefixes]),
        **_lengths(attributes, version),
        "ip_version": version,
        "shared": int(attributes.get("shared") or False),
        "is_default": int(attributes.get("is_default") or False),
        "created_at": created_at,
        "updated_at": created_at,
        "revision": 0,
    }
    call.database.insert("subnet_pools", row)
    return str(row["id"])


def _lengths(attributes: Attributes, version: int) -> dict[str, int]:
    """Return the least, usual and greatest prefix length. Raises BadRequest."""
    least = attributes.get("min_prefixlen") or MIN_LENGTHS[version]
    greatest = attributes.get("max_prefixlen") or MAX_LENGTHS[version]
    usual = attributes.get("default_prefixlen") or least
    if not least <= usual <= greatest <= MAX_LENGTHS[version]:
        raise BadRequest(
            f"Illegal prefix bounds: default_prefixlen={usual}, min_prefixlen={least}, "
            f"max_prefixlen={greatest}.",
            kind="IllegalSubnetPoolPrefixBounds",
        )
    return {"min_prefixlen": least, "default_prefixlen": usual, "max_prefixlen": greatest}


def _refuse_admin_attributes(call: Call, attributes: Attributes) -> None:
    wants_more = attributes.get("shared") or attributes.get("is_default")
    if wants_more and not call.caller.is_admin:
        raise Forbidden("(rule:create_subnetpool) is disallowed by policy")


def _parse_prefixes(texts: Sequence[str]) -> list[Network]:
    """Return the networks of prefixes. Raises BadRequest."""
    prefixes = []
    for text in texts:
        try:
            prefixes.append(parse_network(text))
        except ValueError as error:
            raise BadRequest(
                f"Invalid input for prefixes. Reason: '{text}' is not a valid IP subnet.",
                kind="HTTPBadRequest",
            ) from error
    versions = {prefix.version for prefix in prefixes}
    if len(versions) != 1:
        raise BadRequest(
            "Cannot mix IPv4 and IPv6 prefixes in a subnet pool.", kind="PrefixVersionMismatch"
        )
    return prefixes


def _change(call: Call, row: Row, attributes: Attributes) -> None:
    _refuse_admin_attributes(call, attributes)
    changes = text_columns(attributes, "name", "description")
    if attributes.get("prefixes"):
        prefixes = _parse_prefixes(attributes["prefixes"])
        _refuse_lost_prefixes(_parse_prefixes(json.loads(row["prefixes"])), prefixes)
        changes["prefixes"] = json.dumps([str(prefix) for prefix in prefixes])
    present = {name: value for name, value in attributes.items() if value is not None}
    changes |= _lengths({**row, **present}, row["ip_version"])
    if "is_default" in present:
        changes["is_default"] = int(present["is_default"])
    update_row(call, "subnet_pools", row, changes)


def _refuse_lost_prefixes(old: Sequence[Network], new: Sequence[Any]) -> None:
    """Raise BadRequest unless the new prefixes have every address of the old ones."""
    ranges = list(ipaddress.collapse_addresses(new))
    for prefix in old:
        if not any(_contains(network, prefix) for network in ranges):
            raise BadRequest(
                "Illegal update to prefixes: Existing prefixes must be a subset of the new"
                " prefixes.",
                kind="IllegalSubnetPoolPrefixUpdate",
            )


def _contains(network: Any, prefix: Network) -> bool:
    return network.version == prefix.version and prefix.subnet_of(network)


def _remove(call: Call, row: Row) -> None:
    """Remove a pool. Raises BadRequest if subnets have its addresses."""
    try:
        call.database.delete("subnet_pools", id=row["id"])
    except sqlite3.IntegrityError as error:
        raise BadRequest(
            "Unable to delete subnet pool: Subnet pool has existing allocations.",
            kind="SubnetPoolDeleteError",
        ) from error


def _view(call: Call, row: Row) -> Mapping[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "description": row["description"],
        "prefixes": json.loads(row["prefixes"]),
        "default_prefixlen": row["default_prefixlen"],
        "min_prefixlen": row["min_prefixlen"],
        "max_prefixlen": row["max_prefixlen"],
        "ip_version": row["ip_version"],
        "shared": bool(row["shared"]),
        "is_default": bool(row["is_default"]),
        "default_quota": None,
        "address_scope_id": None,
        "tags": tags.of(call.database, row["id"]),
        **stamps(row),
    }


SUBNET_POOLS = Resource(
    name="subnetpool",
    path="subnetpools",
    table="subnet_pools",
    not_found_kind="SubnetPoolNotFound",
    visible=VISIBLE,
    view=lambda call, row: dict(_view(call, row)),
    insert=_insert,
    change=_change,
    remove=_remove,
    properties=schemas.SUBNET_POOL,
    read_only=("shared",),
)

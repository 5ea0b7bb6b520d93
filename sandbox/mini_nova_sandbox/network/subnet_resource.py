"""Subnets as a resource: how they are found, shown, created, changed and removed."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
from mini_nova_sandbox.network import automatic_addresses, networks, nw_info, schemas, subnets
from mini_nova_sandbox.network.resources import Attributes, Resource, update_row
from mini_nova_sandbox.network.subnet_pools import SUBNET_POOLS, next_cidr
from mini_nova_sandbox.state.database import Database, Row

OF_VISIBLE_NETWORK = f"network_id IN (SELECT id FROM networks WHERE {networks.VISIBLE})"  # noqa: S608 - constants


def find_network(call: Call, identifier: str) -> Row:
    """Return the network with an id, if the caller can see it. Raises NotFound."""
    network = networks.find(call.database, identifier, call.caller)
    if network is None:
        raise NotFound(f"Network {identifier} could not be found.", kind="NetworkNotFound")
    return network


def _insert(call: Call, attributes: Attributes, project_id: str) -> str:
    caller = call.caller
    network = find_network(call, attributes["network_id"])
    is_own = network["project_id"] == caller.project_id
    if not is_own and not caller.is_admin:
        raise Forbidden("(rule:create_subnet) is disallowed by policy")
    attributes = _take_from_pool(call, attributes)
    subnet_id = subnets.insert(call.database, network["id"], project_id, attributes)
    automatic_addresses.add_to_ports(call.database, SUBNETS.find(call, subnet_id))
    _refresh_devices(call.database, network["id"])
    return subnet_id


def _take_from_pool(call: Call, attributes: Attributes) -> Attributes:
    """Return the attributes of a subnet with a CIDR of the pool that they name.

    Raises NotFound, BadRequest.
    """
    pool_id = attributes.get("subnetpool_id")
    if not pool_id:
        if not attributes.get("cidr"):
            raise BadRequest(
                "Bad subnets request: a subnetpool must be specified in the absence of a cidr.",
                kind="BadRequest",
            )
        return attributes
    if attributes.get("cidr"):
        SUBNET_POOLS.find(call, pool_id)
        return attributes
    pool = SUBNET_POOLS.find(call, pool_id)
    return {**attributes, "cidr": next_cidr(call.database, pool, attributes.get("prefixlen"))}


def _change(call: Call, row: Row, attributes: Attributes) -> None:
    changes = subnets.changes(row, attributes)
    update_row(call, "subnets", row, changes)


def _remove(call: Call, row: Row) -> None:
    subnets.delete(call.database, row)
    _refresh_devices(call.database, row["network_id"])


def _refresh_devices(database: Database, network_id: str) -> None:
    """Let the servers on a network show the addresses that came or went with a subnet."""
    sql = "SELECT DISTINCT device_id FROM ports WHERE network_id = ? AND host <> ''"
    for port in database.rows(sql, network_id):
        nw_info.refresh(database, port["device_id"])


SUBNETS = Resource(
    name="subnet",
    path="subnets",
    table="subnets",
    not_found_kind="SubnetNotFound",
    visible=OF_VISIBLE_NETWORK,
    view=lambda call, row: subnets.view(call.database, row),
    insert=_insert,
    change=_change,
    remove=_remove,
    properties=schemas.SUBNET,
    read_only=(
        "network_id",
        "cidr",
        "ip_version",
        "ipv6_address_mode",
        "ipv6_ra_mode",
    ),
    indexed=("id", "network_id"),
)

"""The kinds of things of Neutron v2.0, each a row of one table: how it is shown, made, changed, removed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.network import (
    addresses,
    floating_ips,
    networks,
    nw_info,
    ports,
    rules,
    schemas,
    security_groups,
    subnets,
)
from mini_nova_sandbox.network.resources import Resource
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

OWN = "(? OR project_id = ?)"
OF_VISIBLE_NETWORK = f"network_id IN (SELECT id FROM networks WHERE {networks.VISIBLE})"  # noqa: S608 - constants


def _touch(call: Call, table: str, row: Row, changes: Mapping[str, Any]) -> None:
    fresh = {**changes, "updated_at": clock.now(), "revision": row["revision"] + 1}
    call.cloud.database.update(table, fresh, id=row["id"])


def _network(call: Call, identifier: str) -> Row:
    row = networks.find(call.cloud.database, identifier, call.caller)
    if row is None:
        raise NotFound(f"Network {identifier} could not be found.", kind="NetworkNotFound")
    return row


def _own_network(call: Call, identifier: str) -> Row:
    row = _network(call, identifier)
    if not (call.caller.is_admin or row["project_id"] == call.caller.project_id):
        raise Forbidden("(rule:create_subnet) is disallowed by policy")
    return row


def _refuse_admin_members(call: Call, given: Mapping[str, Any]) -> None:
    if not call.caller.is_admin and any(given.get(name) for name in networks.ADMIN_ONLY):
        raise Forbidden("(rule:create_network) is disallowed by policy")


def _make_network(call: Call, given: Mapping[str, Any], project: str) -> str:
    _refuse_admin_members(call, given)
    return networks.create(call.cloud.database, project, given)


def _change_network(call: Call, row: Row, given: Mapping[str, Any]) -> None:
    _refuse_admin_members(call, given)
    changes = {
        networks.COLUMNS[name]: value for name, value in given.items() if name in networks.COLUMNS
    }
    for column in ("name", "description"):
        if column in changes:
            changes[column] = changes[column] or ""
    if changes.get("mtu", 1) is None:
        changes.pop("mtu")
    _touch(call, "networks", row, changes)


def _make_subnet(call: Call, given: Mapping[str, Any], project: str) -> str:
    network = _own_network(call, given["network_id"])
    return subnets.insert(call.cloud.database, network["id"], project, given)


def _change_subnet(call: Call, row: Row, given: Mapping[str, Any]) -> None:
    _touch(call, "subnets", row, subnets.changes(row, given))


def _make_port(call: Call, given: Mapping[str, Any], project: str) -> str:
    network = _network(call, given["network_id"])
    if network["external"] and not call.caller.is_admin:
        raise Forbidden("(rule:create_port) is disallowed by policy")
    if given.get("binding:host_id") and not call.caller.is_admin:
        raise Forbidden("(rule:create_port:binding:host_id) is disallowed by policy")
    try:
        return ports.create(call.cloud.database, network, project, given)
    except addresses.NoMoreAddresses as error:
        raise Conflict(str(error), kind="IpAddressGenerationFailure") from error


def _change_port(call: Call, row: Row, given: Mapping[str, Any]) -> None:
    database = call.cloud.database
    changes: dict[str, Any] = {
        name: given[name] or ""
        for name in ("name", "description", "device_id", "device_owner")
        if name in given
    }
    if "admin_state_up" in given:
        changes["admin_state_up"] = int(given["admin_state_up"])
    if "binding:host_id" in given:
        call.caller.require_admin()
        changes["host"] = given["binding:host_id"] or ""
    if "binding:vnic_type" in given:
        changes["vnic_type"] = given["binding:vnic_type"]
    if "port_security_enabled" in given:
        changes["port_security_enabled"] = int(given["port_security_enabled"])
    if "allowed_address_pairs" in given:
        changes["allowed_address_pairs"] = json.dumps(given["allowed_address_pairs"] or [])
    if "security_groups" in given:
        changes["security_groups"] = json.dumps(_known_groups(call, given["security_groups"] or []))
    _touch(call, "ports", row, changes)
    if given.get("fixed_ips") is not None:
        _readdress(call, row, given["fixed_ips"])
    for device in {row["device_id"], changes.get("device_id", "")} - {""}:
        nw_info.refresh(database, device)


def _known_groups(call: Call, wanted: list[str]) -> list[str]:
    for group_id in wanted:
        SECURITY_GROUPS.find(call, group_id)
    return wanted


def _readdress(call: Call, row: Row, wanted: list[dict[str, Any]]) -> None:
    database = call.cloud.database
    network = database.row("SELECT * FROM networks WHERE id = ?", row["network_id"])
    assert network is not None, "ports.network_id is a foreign key"  # noqa: S101 - an invariant
    addresses.release(database, row["id"])
    try:
        ports.allocate_addresses(database, network, row["id"], wanted)
    except addresses.NoMoreAddresses as error:
        raise Conflict(str(error), kind="IpAddressGenerationFailure") from error


def _remove_port(call: Call, row: Row) -> None:
    if (
        call.cloud.database.value("SELECT 1 FROM floating_ips WHERE holder_port_id = ?", row["id"])
        is not None
    ):
        raise Conflict(
            f"Port {row['id']} cannot be deleted directly via the port API: has device owner {floating_ips.OWNER}.",
            kind="ServicePortInUse",
        )
    ports.remove(call.cloud.database, row["id"])
    if row["device_id"]:
        nw_info.refresh(call.cloud.database, row["device_id"])


def _make_group(call: Call, given: Mapping[str, Any], project: str) -> str:
    if given.get("name") == "default":
        raise Conflict(
            "Default security group already exists.", kind="SecurityGroupDefaultAlreadyExists"
        )
    return str(security_groups.create(call.cloud.database, project, given)["id"])


def _change_group(call: Call, row: Row, given: Mapping[str, Any]) -> None:
    if row["name"] == "default" and "name" in given:
        raise Conflict(
            "Updating default security group not allowed.", kind="SecurityGroupCannotUpdateDefault"
        )
    changes: dict[str, Any] = {
        name: given[name] or "" for name in ("name", "description") if name in given
    }
    if "stateful" in given:
        changes["stateful"] = int(given["stateful"])
    _touch(call, "security_groups", row, changes)


def _make_rule(call: Call, given: Mapping[str, Any], _project: str) -> str:
    group = SECURITY_GROUPS.find(call, given["security_group_id"])
    if given.get("remote_group_id"):
        SECURITY_GROUPS.find(call, given["remote_group_id"])
    return str(security_groups.add_rule(call.cloud.database, group, rules.checked(given))["id"])


def _remove_rule(call: Call, row: Row) -> None:
    call.cloud.database.delete("security_group_rules", id=row["id"])


def _change_nothing(_call: Call, _row: Row, _given: Mapping[str, Any]) -> None:
    raise BadRequest("This cannot be changed.")


def _make_floating_ip(call: Call, given: Mapping[str, Any], project: str) -> str:
    _network(call, given["floating_network_id"])
    if given.get("port_id"):
        PORTS.find(call, given["port_id"])
    return floating_ips.create(call.cloud.database, project, given)


def _change_floating_ip(call: Call, row: Row, given: Mapping[str, Any]) -> None:
    database = call.cloud.database
    if "description" in given:
        database.update("floating_ips", {"description": given["description"] or ""}, id=row["id"])
    if "port_id" in given:
        if given["port_id"]:
            PORTS.find(call, given["port_id"])
        floating_ips.associate(
            database, row, given["port_id"] or None, given.get("fixed_ip_address")
        )


NETWORKS = Resource(
    "network",
    "networks",
    "networks",
    "NetworkNotFound",
    networks.VISIBLE,
    lambda call, row: networks.view(call.cloud.database, row, admin=call.caller.is_admin),
    _make_network,
    _change_network,
    lambda call, row: networks.delete(call.cloud.database, row["id"]),
    schemas.create("network", schemas.NETWORK),
    schemas.update("network", schemas.NETWORK),
)
SUBNETS = Resource(
    "subnet",
    "subnets",
    "subnets",
    "SubnetNotFound",
    OF_VISIBLE_NETWORK,
    lambda call, row: subnets.view(call.cloud.database, row),
    _make_subnet,
    _change_subnet,
    lambda call, row: subnets.delete(call.cloud.database, row["id"]),
    schemas.create("subnet", schemas.SUBNET),
    schemas.update("subnet", schemas.SUBNET, "network_id", "cidr", "ip_version"),
)
PORTS = Resource(
    "port",
    "ports",
    "ports",
    "PortNotFound",
    OWN,
    lambda call, row: ports.view(call.cloud.database, row, admin=call.caller.is_admin),
    _make_port,
    _change_port,
    _remove_port,
    schemas.create("port", schemas.PORT),
    schemas.update("port", schemas.PORT, "network_id", "mac_address"),
)
SECURITY_GROUPS = Resource(
    "security_group",
    "security-groups",
    "security_groups",
    "SecurityGroupNotFound",
    OWN,
    lambda call, row: security_groups.view(call.cloud.database, row),
    _make_group,
    _change_group,
    lambda call, row: security_groups.delete(call.cloud.database, row),
    schemas.create("security_group", schemas.SECURITY_GROUP),
    schemas.update("security_group", schemas.SECURITY_GROUP),
)
RULES = Resource(
    "security_group_rule",
    "security-group-rules",
    "security_group_rules",
    "SecurityGroupRuleNotFound",
    OWN,
    lambda _call, row: security_groups.rule_alone(row),
    _make_rule,
    _change_nothing,
    _remove_rule,
    schemas.create("security_group_rule", schemas.RULE),
    None,
)
FLOATING_IPS = Resource(
    "floatingip",
    "floatingips",
    "floating_ips",
    "FloatingIPNotFound",
    OWN,
    lambda call, row: floating_ips.view(call.cloud.database, row),
    _make_floating_ip,
    _change_floating_ip,
    lambda call, row: floating_ips.remove(call.cloud.database, row),
    schemas.create("floatingip", schemas.FLOATING_IP),
    schemas.update(
        "floatingip", schemas.FLOATING_IP, "floating_network_id", "floating_ip_address", "subnet_id"
    ),
)
RESOURCES = (NETWORKS, SUBNETS, PORTS, SECURITY_GROUPS, RULES, FLOATING_IPS)

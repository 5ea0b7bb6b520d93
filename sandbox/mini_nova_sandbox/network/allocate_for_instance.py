"""The network API of compute: what a server asks for checked, ``allocate_for_instance``, and giving it all back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.errors import ApiError, BadRequest, Conflict, Forbidden
from mini_nova_sandbox.network import addresses, nw_info, ports, security_groups
from mini_nova_sandbox.network.addresses import NoMoreAddresses
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

OWNER = "compute:nova"
Request = dict[str, Any]


class NetworkError(Exception):
    """No port or address could be had for an instance; the text says why."""


def resolve_networks(
    database: Database,
    project_id: str,
    networks: list[Request] | str | None,
    is_admin: bool = False,
) -> list[Request]:
    """What a server asks for, as a list of networks and ports that exist. Raises BadRequest, Forbidden, Conflict.

    Nothing asked for, or ``auto``, is the one network that the project can use; ``none`` is no network.
    """
    if networks == "none":
        return []
    if networks is None or isinstance(networks, str):
        usable = _usable(database, project_id)
        if len(usable) > 1:
            raise Conflict(
                "Multiple possible networks found, use a Network ID to be more specific."
            )
        return [{"uuid": row["id"]} for row in usable]
    seen: set[str] = set()
    return [_checked(database, project_id, one, seen, is_admin=is_admin) for one in networks]


def _usable(database: Database, project_id: str) -> list[Row]:
    """The project's own networks and the shared ones; external ones are for floating IPs."""
    return database.rows(
        "SELECT * FROM networks WHERE external = 0 AND (shared = 1 OR project_id = ?)", project_id
    )


def _checked(
    database: Database, project_id: str, one: Request, seen: set[str], *, is_admin: bool
) -> Request:
    if one.get("port"):
        port = ports.find(database, one["port"])
        if port is None or not (is_admin or port["project_id"] == project_id):
            raise BadRequest(f"Port {one['port']} could not be found.")
        if port["device_id"] or port["id"] in seen:
            raise Conflict(f"Port {port['id']} is still in use.")
        seen.add(port["id"])
        return {"port": port["id"], "tag": one.get("tag")}
    network = database.row(
        "SELECT * FROM networks WHERE id = ? AND (? OR shared = 1 OR external = 1 OR project_id = ?)",
        str(one.get("uuid", "")),
        is_admin,
        project_id,
    )
    if network is None:
        raise BadRequest(f"Network {one.get('uuid')} could not be found.")
    if network["external"] and not is_admin:
        raise Forbidden(
            f"It is not allowed to create an interface on external network {network['id']}"
        )
    if database.value("SELECT 1 FROM subnets WHERE network_id = ?", network["id"]) is None:
        raise BadRequest(
            f"Network {network['id']} requires a subnet in order to boot instances on."
        )
    if one.get("fixed_ip"):
        _check_fixed(database, network, one["fixed_ip"])
    return {"uuid": network["id"], "fixed_ip": one.get("fixed_ip"), "tag": one.get("tag")}


def _check_fixed(database: Database, network: Row, address: str) -> None:
    for subnet in database.rows("SELECT * FROM subnets WHERE network_id = ?", network["id"]):
        try:
            free = addresses.is_free(database, subnet, address)
        except BadRequest:
            continue
        if not free:
            raise BadRequest(f"Fixed IP address {address} is already in use on instance.")
        return
    raise BadRequest(f"Fixed IP {address} is not a valid ip address for network {network['id']}.")


def allocate_for_instance(
    database: Database,
    instance: Mapping[str, Any],
    host: str,
    requested_networks: Sequence[Request],
    groups: Sequence[str],
) -> list[nw_info.Vif]:
    """Ports and addresses for an instance, all or none; its ``nw_info``. Raises NetworkError.

    A second call for the same instance finds what the first one did, and does the rest.
    """
    there = ports.instance_ports(database, instance["uuid"])
    try:
        for one in list(requested_networks)[len(there) :]:
            attach(database, instance, host, one, groups)
    except (NoMoreAddresses, ApiError) as error:
        raise NetworkError(str(error)) from error
    return nw_info.build(database, instance["uuid"])


def attach(
    database: Database,
    instance: Mapping[str, Any],
    host: str,
    one: Request,
    groups: Sequence[str] | None = None,
) -> nw_info.Vif:
    """One more port for an instance: the one asked for bound to it, or a new one. Raises NetworkError, ApiError."""
    if one.get("port"):
        port_id = str(one["port"])
        bound = {
            "device_id": instance["uuid"],
            "device_owner": OWNER,
            "host": host,
            "status": "ACTIVE",
            "tag": one.get("tag"),
            "updated_at": clock.now(),
        }
        if not database.update("ports", bound, id=port_id, device_id=""):
            raise NetworkError(f"Port {port_id} is gone, or in use.")
    else:
        port_id = _new_port(database, instance, host, one, groups)
    port = ports.find(database, port_id)
    assert port is not None, "it was written just now"  # noqa: S101 - an invariant
    return nw_info.vif(database, port)


def _new_port(
    database: Database,
    instance: Mapping[str, Any],
    host: str,
    one: Request,
    groups: Sequence[str] | None,
) -> str:
    network = database.row("SELECT * FROM networks WHERE id = ?", one["uuid"])
    if network is None:
        raise NetworkError(f"Network {one['uuid']} could not be found.")
    found = [
        security_groups.find(database, instance["project_id"], name)
        for name in groups or ("default",)
    ]
    given = {
        "device_id": instance["uuid"],
        "device_owner": OWNER,
        "binding:host_id": host,
        "status": "ACTIVE",
        "tag": one.get("tag"),
        "security_groups": [group["id"] for group in found if group is not None]
        if network["port_security_enabled"]
        else [],
        "fixed_ips": [{"ip_address": one["fixed_ip"]}] if one.get("fixed_ip") else None,
    }
    try:
        return ports.create(
            database, network, instance["project_id"], given, made_for_instance=True
        )
    except NoMoreAddresses as error:
        raise NetworkError(str(error)) from error


def detach(database: Database, instance_uuid: str, port_id: str) -> None:
    """Takes a port from an instance: one made for it goes, one that was given to it is free again."""
    port = ports.find(database, port_id)
    if port is not None and port["device_id"] == instance_uuid:
        _let_go(database, port)


def deallocate_for_instance(database: Database, instance_uuid: str) -> None:
    """Gives back everything that an instance has of the network; nothing left is no error."""
    for port in ports.instance_ports(database, instance_uuid):
        _let_go(database, port)


def _let_go(database: Database, port: Row) -> None:
    if port["made_for_instance"]:
        ports.remove(database, port["id"])
        return
    unbound = {
        "device_id": "",
        "device_owner": "",
        "host": "",
        "status": "DOWN",
        "updated_at": clock.now(),
    }
    database.update("ports", unbound, id=port["id"])

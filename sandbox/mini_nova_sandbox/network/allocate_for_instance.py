"""The network API of compute: ``allocate_for_instance``, its counterpart, and the checks before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.errors import ApiError, BadRequest, Conflict, Forbidden
from mini_nova_sandbox.network import addresses, nw_info, ports, security_groups
from mini_nova_sandbox.network.addresses import NoMoreAddresses
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

OWNER = "compute:nova"
NetworkRequest = dict[str, Any]  # {"uuid": of a network, "fixed_ip", "tag"} or {"port": id, "tag"}


class NetworkError(Exception):
    """An instance cannot have a port or an address; the text says why."""


def resolve_networks(
    database: Database,
    project_id: str,
    networks: list[NetworkRequest] | str | None,
    is_admin: bool = False,
) -> list[NetworkRequest]:
    """Return a server's network requests, checked: their networks and ports exist.

    None and ``auto`` stand for the only network that the project can use, ``none`` for no network.
    Raises BadRequest, Forbidden, Conflict.
    """
    if networks == "none":
        return []
    if networks is None or isinstance(networks, str):
        return _default_request(database, project_id)
    port_ids: set[str] = set()
    requests = []
    for request in networks:
        if request.get("port"):
            port_id = _check_port(database, project_id, request, port_ids, is_admin=is_admin)
            port_ids.add(port_id)
            requests.append({"port": port_id, "tag": request.get("tag")})
        else:
            requests.append(_resolve_network(database, project_id, request, is_admin=is_admin))
    return requests


def _default_request(database: Database, project_id: str) -> list[NetworkRequest]:
    """Request the project's own or shared network; external ones are for floating IPs."""
    networks = database.rows(
        "SELECT * FROM networks WHERE external = 0 AND (shared = 1 OR project_id = ?)", project_id
    )
    if len(networks) > 1:
        raise Conflict("Multiple possible networks found, use a Network ID to be more specific.")
    return [{"uuid": network["id"]} for network in networks]


def _check_port(
    database: Database,
    project_id: str,
    request: NetworkRequest,
    port_ids: set[str],
    *,
    is_admin: bool,
) -> str:
    """Return the id of the request's port.

    Raises BadRequest, or Conflict if the port is in use or among ``port_ids``.
    """
    port_id = str(request["port"])
    port = ports.find(database, port_id)
    if port is None or not (is_admin or port["project_id"] == project_id):
        raise BadRequest(f"Port {port_id} could not be found.")
    if port["device_id"] or port_id in port_ids:
        raise Conflict(f"Port {port_id} is still in use.")
    return port_id


def _resolve_network(
    database: Database, project_id: str, request: NetworkRequest, *, is_admin: bool
) -> NetworkRequest:
    """Return a request for a new port. Raises BadRequest, Forbidden."""
    network = database.row(
        "SELECT * FROM networks"
        " WHERE id = ? AND (? OR shared = 1 OR external = 1 OR project_id = ?)",
        str(request.get("uuid", "")),
        is_admin,
        project_id,
    )
    if network is None:
        raise BadRequest(f"Network {request.get('uuid')} could not be found.")
    if network["external"] and not is_admin:
        raise Forbidden(
            f"It is not allowed to create an interface on external network {network['id']}"
        )
    if database.value("SELECT 1 FROM subnets WHERE network_id = ?", network["id"]) is None:
        raise BadRequest(
            f"Network {network['id']} requires a subnet in order to boot instances on."
        )
    fixed_ip = request.get("fixed_ip")
    if fixed_ip:
        _check_fixed_ip(database, network, fixed_ip)
    return {"uuid": network["id"], "fixed_ip": fixed_ip, "tag": request.get("tag")}


def _check_fixed_ip(database: Database, network: Row, address: str) -> None:
    """Raise BadRequest unless a subnet of the network contains the address, free."""
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
    requested_networks: Sequence[NetworkRequest],
    groups: Sequence[str],
) -> list[nw_info.Vif]:
    """Give an instance its ports and addresses, and return its ``nw_info``.

    Call it in a transaction: if it raises NetworkError, nothing must stay. A repeated call keeps
    the ports that the instance has already.
    """
    uuid = instance["uuid"]
    bound_ports = ports.instance_ports(database, uuid)
    count = len(bound_ports)
    try:
        for request in requested_networks[count:]:
            attach(database, instance, host, request, groups)
    except ApiError as error:
        raise NetworkError(str(error)) from error
    return nw_info.build_vifs(database, uuid)


def attach(
    database: Database,
    instance: Mapping[str, Any],
    host: str,
    request: NetworkRequest,
    groups: Sequence[str] | None = None,
) -> nw_info.Vif:
    """Bind the requested port, or a new one, to an instance. Raises NetworkError, ApiError."""
    if request.get("port"):
        port_id = _bind_port(database, instance, host, request)
    else:
        port_id = _create_port(database, instance, host, request, groups)
    port = ports.find(database, port_id)
    assert port is not None, "it was written just now"  # noqa: S101 - an invariant
    return nw_info.build_vif(database, port)


def _bind_port(
    database: Database, instance: Mapping[str, Any], host: str, request: NetworkRequest
) -> str:
    port_id = str(request["port"])
    binding = {
        "device_id": instance["uuid"],
        "device_owner": OWNER,
        "host": host,
        "status": "ACTIVE",
        "tag": request.get("tag"),
        "updated_at": clock.now(),
    }
    if not database.update("ports", binding, id=port_id, device_id=""):
        raise NetworkError(f"Port {port_id} is gone, or in use.")
    return port_id


def _create_port(
    database: Database,
    instance: Mapping[str, Any],
    host: str,
    request: NetworkRequest,
    groups: Sequence[str] | None,
) -> str:
    network = database.row("SELECT * FROM networks WHERE id = ?", request["uuid"])
    if network is None:
        raise NetworkError(f"Network {request['uuid']} could not be found.")
    project_id = instance["project_id"]
    group_ids = _find_group_ids(database, project_id, groups or (security_groups.DEFAULT,))
    fixed_ip = request.get("fixed_ip")
    attributes = {
        "device_id": instance["uuid"],
        "device_owner": OWNER,
        "binding:host_id": host,
        "status": "ACTIVE",
        "tag": request.get("tag"),
        "security_groups": group_ids if network["port_security_enabled"] else [],
        "fixed_ips": [{"ip_address": fixed_ip}] if fixed_ip else None,
    }
    try:
        return ports.create(database, network, project_id, attributes, made_for_instance=True)
    except NoMoreAddresses as error:
        raise NetworkError(str(error)) from error


def _find_group_ids(database: Database, project_id: str, names: Sequence[str]) -> list[str]:
    """Return the ids of security groups, leaving out those that no longer exist."""
    group_ids = []
    for name in names:
        group = security_groups.find(database, project_id, name)
        if group is not None:
            group_ids.append(group["id"])
    return group_ids


def detach(database: Database, instance_uuid: str, port_id: str) -> None:
    """Take a port from an instance, if it has it, as ``deallocate_for_instance`` does."""
    port = ports.find(database, port_id)
    if port is not None and port["device_id"] == instance_uuid:
        _release_port(database, port)


def deallocate_for_instance(database: Database, instance_uuid: str) -> None:
    """Take every port from an instance: remove those made for it, unbind the user's own.

    An instance without ports is no error.
    """
    for port in ports.instance_ports(database, instance_uuid):
        _release_port(database, port)


def _release_port(database: Database, port: Row) -> None:
    if port["made_for_instance"]:
        ports.remove(database, port["id"])
        return
    binding = {
        "device_id": "",
        "device_owner": "",
        "host": "",
        "status": "DOWN",
        "updated_at": clock.now(),
    }
    database.update("ports", binding, id=port["id"])

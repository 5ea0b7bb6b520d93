"""Networks for tests, created as rows or by requests."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.network import networks, ports, subnets
from mini_nova_sandbox.state.database import Database, Row
from tests.sandbox.asgi_client import Api

ROOT = "/network/v2.0"
INSTANCE_UUID = "11111111-1111-1111-1111-111111111111"


def project_id(database: Database, name: str = "admin") -> str:
    """Return the id of a project."""
    return str(database.value("SELECT id FROM projects WHERE name = ?", name))


def network_with_subnet(
    database: Database, cidr: str, owner: str = "admin", **attributes: Any
) -> Row:
    """Create a network with one subnet, and return the network's row."""
    owner_id = project_id(database, owner)
    identifier = networks.create(database, owner_id, {"name": "small"})
    subnets.insert(database, identifier, owner_id, {"cidr": cidr, **attributes})
    network = database.row("SELECT * FROM networks WHERE id = ?", identifier)
    assert network is not None
    return network


def instance(database: Database, uuid: str = INSTANCE_UUID, owner: str = "admin") -> Row:
    """Return the columns of an instance that the network API reads."""
    return {"uuid": uuid, "project_id": project_id(database, owner)}


def find_port(database: Database, port_id: str) -> Row:
    """Return the row of a port that must exist."""
    port = ports.find(database, port_id)
    assert port is not None
    return port


def vif_addresses(vif: dict[str, Any]) -> list[str]:
    """Return the fixed addresses of a VIF."""
    subnets_of_vif = vif["network"]["subnets"]
    return [ip["address"] for subnet in subnets_of_vif for ip in subnet["ips"]]


def create(api: Api, resource: str, /, user: str = "admin", **attributes: Any) -> Any:
    """POST a resource and return it; ``router_external`` stands for ``router:external``."""
    members = {name.replace("router_", "router:"): value for name, value in attributes.items()}
    reply = api("POST", f"{ROOT}/{_path(resource)}", {resource: members}, user=user)
    assert reply.status == 201, reply.content
    return reply.json[resource]


def refusal(api: Api, resource: str, /, user: str = "admin", **attributes: Any) -> tuple[int, str]:
    """POST a resource, and return the status and the type of the refusal."""
    reply = api("POST", f"{ROOT}/{_path(resource)}", {resource: attributes}, user=user)
    return reply.status, reply.json["NeutronError"]["type"]


def items(api: Api, collection: str, query: str = "", user: str = "admin") -> Any:
    """GET a list of resources."""
    reply = api("GET", f"{ROOT}/{collection}?{query}", user=user)
    return reply.json[collection.replace("-", "_")]


def network_id(api: Api, name: str) -> str:
    """Return the id of a network by its name."""
    return str(items(api, "networks", f"name={name}")[0]["id"])


def _path(resource: str) -> str:
    return f"{resource}s".replace("_", "-")

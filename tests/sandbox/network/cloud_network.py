"""Networks of a test: made by rows or by requests."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.network import networks, ports, subnets
from mini_nova_sandbox.state.database import Database, Row
from tests.sandbox.asgi_client import Api

ROOT = "/network/v2.0"


def project(database: Database, name: str = "admin") -> str:
    """The id of a project."""
    return str(database.value("SELECT id FROM projects WHERE name = ?", name))


def small(database: Database, cidr: str, owner: str = "admin", **given: Any) -> Row:
    """A network with one subnet; its row."""
    network_id = networks.create(database, project(database, owner), {"name": "small"})
    subnets.insert(database, network_id, project(database, owner), {"cidr": cidr, **given})
    row = database.row("SELECT * FROM networks WHERE id = ?", network_id)
    assert row is not None
    return row


def instance(
    database: Database, uuid: str = "11111111-1111-1111-1111-111111111111", owner: str = "admin"
) -> Row:
    """What the network API has to know of an instance."""
    return {"uuid": uuid, "project_id": project(database, owner)}


def port_of(database: Database, port_id: str) -> Row:
    """The row of a port that there is."""
    row = ports.find(database, port_id)
    assert row is not None
    return row


def made(api: Api, resource: str, /, user: str = "admin", **given: Any) -> Any:
    """What a POST of one thing makes; ``router_external`` stands for ``router:external``."""
    members = {name.replace("router_", "router:"): value for name, value in given.items()}
    reply = api("POST", f"{ROOT}/{_path(resource)}", {resource: members}, user=user)
    assert reply.status == 201, reply.content
    return reply.json[resource]


def refused(api: Api, resource: str, /, user: str = "admin", **given: Any) -> tuple[int, str]:
    """The status and type of a POST that is refused."""
    reply = api("POST", f"{ROOT}/{_path(resource)}", {resource: given}, user=user)
    return reply.status, reply.json["NeutronError"]["type"]


def network_id(api: Api, name: str) -> str:
    """The id of a network by name."""
    return str(api("GET", f"{ROOT}/networks?name={name}").json["networks"][0]["id"])


def _path(resource: str) -> str:
    return f"{resource}s".replace("_", "-")

"""Routers as a resource: how they are found, shown, created, changed and removed."""

from __future__ import annotations

import json

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Forbidden, NotFound
from mini_nova_sandbox.network import networks, routers, schemas
from mini_nova_sandbox.network.resources import (
    OWN,
    Attributes,
    Resource,
    text_columns,
    update_row,
)
from mini_nova_sandbox.state.database import Row


def _insert(call: Call, attributes: Attributes, project_id: str) -> str:
    _refuse_admin_attributes(call, attributes)
    _refuse_hidden_network(call, attributes)
    return routers.create(call.database, project_id, attributes)


def _change(call: Call, row: Row, attributes: Attributes) -> None:
    _refuse_admin_attributes(call, attributes)
    _refuse_hidden_network(call, attributes)
    _refuse_conversion(row, attributes)
    database = call.database
    router_id = row["id"]
    changes = text_columns(attributes, "name", "description")
    for name in ("admin_state_up", "distributed", "ha"):
        if attributes.get(name) is not None:
            changes[name] = int(attributes[name])
    if "external_gateway_info" in attributes:
        routers.set_gateway(database, router_id, attributes["external_gateway_info"] or None)
    if "routes" in attributes:
        routes = routers.check_routes(database, router_id, attributes["routes"] or [])
        changes["routes"] = json.dumps(routes)
    update_row(call, "routers", row, changes)


def _refuse_admin_attributes(call: Call, attributes: Attributes) -> None:
    """Raise Forbidden if a plain user says how a router runs."""
    if call.caller.is_admin:
        return
    for name in ("distributed", "ha"):
        if attributes.get(name) is not None:
            raise Forbidden(f"(rule:create_router:{name}) is disallowed by policy")


def _refuse_conversion(row: Row, attributes: Attributes) -> None:
    """Raise BadRequest if a router that is up is to run in another way."""
    is_up = bool(row["admin_state_up"]) and attributes.get("admin_state_up", True)
    for name in ("distributed", "ha"):
        value = attributes.get(name)
        if is_up and value is not None and value != bool(row[name]):
            raise routers.bad_request(
                f"Cannot change the '{name}' attribute of active routers. "
                "Please set router admin_state_up to False prior to upgrade."
            )


def _refuse_hidden_network(call: Call, attributes: Attributes) -> None:
    """Raise NotFound if the gateway is a network that the caller cannot see."""
    gateway = attributes.get("external_gateway_info") or {}
    network_id = gateway.get("network_id")
    if network_id and networks.find(call.database, network_id, call.caller) is None:
        raise NotFound(f"Network {network_id} could not be found.", kind="NetworkNotFound")


ROUTERS = Resource(
    name="router",
    path="routers",
    table="routers",
    not_found_kind="RouterNotFound",
    visible=OWN,
    view=lambda call, row: routers.view(call.database, row, admin=call.caller.is_admin),
    insert=_insert,
    change=_change,
    remove=lambda call, row: routers.remove(call.database, row),
    properties=schemas.ROUTER,
)

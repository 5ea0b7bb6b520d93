"""Servers: create, list, show and update them."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.api import links, paging, schemas
from mini_nova_sandbox.compute.api.servers import body_fields, view
from mini_nova_sandbox.compute.api.servers.create_body import create_request
from mini_nova_sandbox.compute.api.servers.listing import page
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.compute.create_instance import _create_instance
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, Forbidden
from mini_nova_sandbox.http.operation import Operation

ZONE = "pinned_availability_zone"
UPDATE_COLUMNS = {  # by the member that changes them
    "name": "display_name",
    "description": "display_description",
    "hostname": "hostname",
}


def create(call: Call) -> Answer:
    """Create servers; answer the first one, or their reservation if the body asks for it."""
    if not call.caller.project_id:
        raise Forbidden("Creating a server needs a token of a project.")
    request = create_request(call)
    rows = _create_instance(call.cloud, call.caller, call.request_id, request)
    instance = instances.parse(rows[0])
    wants_reservation = call.body["server"].get("return_reservation_id")
    if wants_reservation in schemas.TRUE:
        return Answer(202, {"reservation_id": instance["reservation_id"]})
    server = _created_view(call, instance, request.admin_password)
    uuid = instance["uuid"]
    headers = {"location": f"{call.base}/servers/{uuid}"}
    return Answer(202, {"server": server}, headers)


def _created_view(call: Call, instance: Instance, admin_password: str) -> dict[str, Any]:
    uuid = instance["uuid"]
    return {
        "id": uuid,
        "links": links.self_and_bookmark(call, "servers", uuid),
        "OS-DCF:diskConfig": view.disk_config(instance),
        "security_groups": [{"name": name} for name in instance["security_groups"]],
        "adminPass": admin_password,
    }


def index(call: Call) -> Answer:
    """List servers by id and name."""
    rows, next_marker = page(call, "uuid, display_name")
    views = [view.brief_view(call, row) for row in rows]
    body = paging.collection(call, "servers", views, next_marker)
    return Answer(body=body)


def detail(call: Call) -> Answer:
    """List servers in full."""
    rows, next_marker = page(call, "*")
    page_instances = [instances.parse(row) for row in rows]
    views = [view.list_view(call, instance) for instance in page_instances]
    body = paging.collection(call, "servers", views, next_marker)
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show one server."""
    instance = requested_server(call)
    server = view.full_view(call, instance)
    return Answer(body={"server": server})


def update(call: Call) -> Answer:
    """Update a server's name, description, hostname, access addresses or disk config."""
    server = call.body["server"]
    instance = requested_server(call)
    changes: dict[str, Any] = body_fields.access_addresses(server)
    for name, column in UPDATE_COLUMNS.items():
        if name in server:
            changes[column] = server[name]
    changes |= body_fields.disk_config(server)
    if ZONE in server:
        changes[ZONE] = _pinned_zone(instance, server[ZONE])
    instances.change(call.database, instance["uuid"], **changes)
    changed_instance = requested_server(call)
    return Answer(body={"server": view.changed_view(call, changed_instance)})


def _pinned_zone(instance: Instance, zone: str | None) -> str | None:
    """Return the zone to pin a server to: the one that it is in, or None to unpin it.

    Raises Conflict for another zone.
    """
    pinned_zone = instance[ZONE]
    if zone is None or zone == pinned_zone:
        return zone
    if pinned_zone is not None:
        raise Conflict(f"The server is pinned to availability zone {pinned_zone}: unpin it first.")
    current_zone = instance["availability_zone"] if instance["host"] else None
    if zone != current_zone:
        raise Conflict(
            "Server can only be pinned to its current availability zone"
            f" '{current_zone}', but '{zone}' was requested."
        )
    return zone


OPERATIONS = (
    Operation("GET", "/servers", index),
    Operation("POST", "/servers", create, schema=schemas.create),
    Operation("GET", "/servers/detail", detail),
    Operation("GET", "/servers/{server_id}", show, parameters=()),
    Operation("PUT", "/servers/{server_id}", update, schema=schemas.update),
)

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
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.http.operation import Operation

UPDATE_COLUMNS = {  # by the member that changes them
    "name": "display_name",
    "description": "display_description",
    "hostname": "hostname",
}


def create(call: Call) -> Answer:
    """Create servers: answers the first one, or the reservation if the body asks for it."""
    if not call.caller.project_id:
        raise Forbidden("Creating a server needs a token of a project.")
    request = create_request(call)
    rows = _create_instance(call.cloud, call.caller, call.request_id, request)
    if call.body["server"].get("return_reservation_id") in schemas.TRUE:
        return Answer(202, {"reservation_id": rows[0]["reservation_id"]})
    instance = instances.parse(rows[0])
    server = _created_view(call, instance, request.admin_password)
    url = f"{call.base}/servers/{instance['uuid']}"
    return Answer(202, {"server": server}, {"location": url})


def _created_view(call: Call, instance: Instance, admin_password: str) -> dict[str, Any]:
    return {
        "id": instance["uuid"],
        "links": links.self_and_bookmark(call, "servers", instance["uuid"]),
        "OS-DCF:diskConfig": view.disk_config(instance),
        "security_groups": [{"name": name} for name in instance["security_groups"]],
        "adminPass": admin_password,
    }


def index(call: Call) -> Answer:
    """List servers by id and name."""
    rows, next_marker = page(call, "uuid, display_name")
    views = [view.brief_view(call, row) for row in rows]
    return Answer(body=paging.collection(call, "servers", views, next_marker))


def detail(call: Call) -> Answer:
    """List servers in full."""
    rows, next_marker = page(call, "*")
    views = [view.list_view(call, instances.parse(row)) for row in rows]
    return Answer(body=paging.collection(call, "servers", views, next_marker))


def show(call: Call) -> Answer:
    """Show one server."""
    return Answer(body={"server": view.full_view(call, requested_server(call))})


def update(call: Call) -> Answer:
    """Update a server's name, description, hostname, access addresses or disk config."""
    server = call.body["server"]
    instance = requested_server(call)
    changes: dict[str, Any] = {
        UPDATE_COLUMNS[name]: server[name] for name in UPDATE_COLUMNS if name in server
    }
    if "OS-DCF:diskConfig" in server:
        changes["auto_disk_config"] = int(server["OS-DCF:diskConfig"] == "AUTO")
    changes |= body_fields.access_addresses(server)
    instances.change(call.cloud.database, instance["uuid"], **changes)
    return Answer(body={"server": view.changed_view(call, requested_server(call))})


OPERATIONS = (
    Operation("GET", "/servers", index),
    Operation("POST", "/servers", create, schema=schemas.create),
    Operation("GET", "/servers/detail", detail),
    Operation("GET", "/servers/{server_id}", show),
    Operation("PUT", "/servers/{server_id}", update, schema=schemas.update),
)

"""Servers: made, listed, shown, changed, deleted."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.api import links, schemas
from mini_nova_sandbox.compute.api.servers import create_body, listing, view
from mini_nova_sandbox.compute.create_instance import _create_instance
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.terminate import forget
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row


def create(call: Call) -> Answer:
    """Takes a create request in (the API controller's ``create``): 202 with the first server, or the reservation."""
    if not call.caller.project_id:
        raise Forbidden("Creating a server needs a token of a project.")
    wanted = create_body.wanted(call)
    rows = _create_instance(call.cloud, call.caller, call.request_id, wanted)
    if call.body["server"].get("return_reservation_id") in schemas.TRUE:
        return Answer(202, {"reservation_id": rows[0]["reservation_id"]})
    first = instances.parse(rows[0])
    own = f"{call.base}/servers/{first['uuid']}"
    server = {
        "id": first["uuid"],
        "links": links.both(call, "servers", first["uuid"]),
        "OS-DCF:diskConfig": "AUTO" if first["auto_disk_config"] else "MANUAL",
        "security_groups": [{"name": name} for name in first["security_groups"]],
        "adminPass": wanted.admin_password,
    }
    return Answer(202, {"server": server}, {"location": own})


def index(call: Call) -> Answer:
    """Ids and names."""
    rows, more = listing.page(call, "uuid, display_name")
    return _listed(call, [view.brief(call, row) for row in rows], rows if more else [])


def detail(call: Call) -> Answer:
    """Everything of every server."""
    rows, more = listing.page(call, "*")
    shown = [view.whole(call, instances.parse(row), groups=False) for row in rows]
    return _listed(call, shown, rows if more else [])


def _listed(call: Call, servers: list[dict[str, Any]], rows: list[Row]) -> Answer:
    body: dict[str, Any] = {"servers": servers}
    if rows:
        body["servers_links"] = links.next_page(call, rows[-1]["uuid"])
    return Answer(body=body)


def show(call: Call) -> Answer:
    """One server."""
    return Answer(body={"server": view.whole(call, found(call))})


def update(call: Call) -> Answer:
    """Changes its name, description, access addresses, disk config, hostname."""
    instance = found(call)
    given = call.body["server"]
    columns = {"name": "display_name", "description": "display_description", "hostname": "hostname"}
    changes: dict[str, Any] = {columns[name]: given[name] for name in columns if name in given}
    if "OS-DCF:diskConfig" in given:
        changes["auto_disk_config"] = int(given["OS-DCF:diskConfig"] == "AUTO")
    for name, column, version in (
        ("accessIPv4", "access_ip_v4", 4),
        ("accessIPv6", "access_ip_v6", 6),
    ):
        if name in given:
            changes[column] = create_body.address(given, name, version)
    instances.change(call.cloud.database, instance["uuid"], **changes)
    return Answer(body={"server": after_change(call, instance["uuid"])})


def after_change(call: Call, uuid: str) -> dict[str, Any]:
    """A server as update and rebuild answer it: whole from 2.75 on, its core before."""
    row = call.cloud.database.row("SELECT * FROM instances WHERE uuid = ?", uuid)
    assert row is not None, "it was found in this transaction"  # noqa: S101 - an invariant
    instance = instances.parse(row)
    if call.version >= (2, 75):
        return view.whole(call, instance)
    shown = view.core(call, instance)
    shown["addresses"] = view.addresses(instance["nw_info"], bare=True)
    added = {
        (2, 9): ("locked", bool(instance["locked"])),
        (2, 19): ("description", instance["display_description"]),
    }
    shown |= {name: value for since, (name, value) in added.items() if call.version >= since}
    if call.version >= (2, 26):
        shown["tags"] = instance["tags"]
    if call.version >= (2, 63):
        shown["trusted_image_certificates"] = instance["trusted_image_certificates"]
    if call.version >= (2, 71):
        shown["server_groups"] = (
            [instance["server_group_id"]] if instance["server_group_id"] else []
        )
    if call.version >= (2, 73):
        shown["locked_reason"] = instance["locked_reason"] if instance["locked"] else None
    return shown


def delete(call: Call) -> Answer:
    """Deletes it: at once where no host has it, by its host otherwise."""
    instance = found(call)
    refuse_locked(call, instance)
    terminate(call, instance)
    return Answer(204)


def terminate(call: Call, instance: Instance) -> None:
    """Starts a delete; one that runs already is not started again."""
    database, uuid = call.cloud.database, instance["uuid"]
    if instance["task_state"] == states.DELETING:
        return
    actions.start(database, instance, "delete", call.request_id, call.caller.user_id)
    if not instance["host"]:
        forget(call.cloud, uuid, call.request_id, None, clock.now())
        return
    instances.change(database, uuid, task_state=states.DELETING)
    host = instance["host"]
    call.cloud.queue.cast(
        f"compute.{host}", "terminate_instance", instance_uuid=uuid, request_id=call.request_id
    )


def found(call: Call) -> Instance:
    """The server that the path names, if it is there for the caller. Raises NotFound."""
    return instances.find_for_caller(call.cloud.database, call.path["server_id"], call.caller)


def refuse_locked(call: Call, instance: Instance) -> None:
    """Raises Conflict for a locked server, but not for admins."""
    if instance["locked"] and not call.caller.is_admin:
        raise Conflict(f"Instance {instance['uuid']} is locked")


OPERATIONS = (
    Operation("GET", "/servers", index),
    Operation("POST", "/servers", create, schema=schemas.create),
    Operation("GET", "/servers/detail", detail),
    Operation("GET", "/servers/{server_id}", show),
    Operation("PUT", "/servers/{server_id}", update, schema=schemas.update),
    Operation("DELETE", "/servers/{server_id}", delete),
)

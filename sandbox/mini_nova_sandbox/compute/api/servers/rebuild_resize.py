"""The actions that make a server anew or change its size."""

from __future__ import annotations

import json
import secrets
from typing import Any

from mini_nova_sandbox.compute import actions, flavors, instances, quotas, states
from mini_nova_sandbox.compute.api.servers import create_body, servers
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.schedule_run_instance import TOPIC
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.image import images


def must_be(
    instance: Instance, action: str, vm_states: tuple[str, ...], *, any_task: bool = False
) -> None:
    """Raises Conflict, in Nova's words, in a state that an action does not fit."""
    uuid = instance["uuid"]
    if instance["vm_state"] not in vm_states:
        raise Conflict(
            f"Cannot '{action}' instance {uuid} while it is in vm_state {instance['vm_state']}"
        )
    busy = instance["task_state"]
    if busy is not None and (not any_task or busy == states.DELETING):
        raise Conflict(f"Cannot '{action}' instance {uuid} while it is in task_state {busy}")


def rebuild(call: Call, instance: Instance, given: Any) -> Answer:
    """Makes the guest anew; 202 with the server."""
    must_be(instance, "rebuild", (states.ACTIVE, states.STOPPED, states.ERROR))
    if not instance["host"]:
        raise Conflict(f"Instance {instance['uuid']} is not ready")
    database = call.cloud.database
    image = images.find(
        database,
        create_body.image_id(given["imageRef"]),
        call.caller.project_id,
        call.caller.is_admin,
    )
    if image is None:
        raise BadRequest("Cannot find image for rebuild")
    password = given.get("adminPass") or secrets.token_urlsafe(9)
    instances.change(
        database,
        instance["uuid"],
        image_ref=image["id"],
        task_state=states.REBUILDING,
        **_changes(call, given),
    )
    actions.start(database, instance, "rebuild", call.request_id, call.caller.user_id)
    call.cloud.queue.cast(
        f"compute.{instance['host']}",
        "rebuild_instance",
        instance_uuid=instance["uuid"],
        request_id=call.request_id,
        admin_password=password,
        injected_files=[list(pair) for pair in create_body.injected_files(call, given)],
    )
    server = servers.after_change(call, instance["uuid"])
    server["adminPass"] = password
    if call.version >= (2, 54):
        server["key_name"] = database.value(
            "SELECT key_name FROM instances WHERE uuid = ?", instance["uuid"]
        )
    if (2, 57) <= call.version < (2, 75):
        server["user_data"] = given.get("user_data", instance["user_data"])
    return Answer(202, {"server": server}, {"location": f"{call.base}/servers/{instance['uuid']}"})


def _changes(call: Call, given: Any) -> dict[str, Any]:
    """The columns that a rebuild changes besides the image. Raises BadRequest."""
    columns = {
        "name": "display_name",
        "description": "display_description",
        "metadata": "metadata",
        "hostname": "hostname",
        "trusted_image_certificates": "trusted_image_certificates",
    }
    changes = {columns[name]: given[name] for name in columns if name in given}
    if "user_data" in given:
        changes["user_data"] = create_body.user_data(given["user_data"])
    for name, column, version in (
        ("accessIPv4", "access_ip_v4", 4),
        ("accessIPv6", "access_ip_v6", 6),
    ):
        if name in given:
            changes[column] = create_body.address(given, name, version)
    if "key_name" in given:
        changes |= {"key_name": given["key_name"], "key_data": _key_data(call, given["key_name"])}
    return changes


def _key_data(call: Call, name: str | None) -> str | None:
    if name is None:
        return None
    data = call.cloud.database.value(
        "SELECT public_key FROM key_pairs WHERE user_id = ? AND name = ?", call.caller.user_id, name
    )
    if data is None:
        raise BadRequest("Invalid key_name provided.")
    return str(data)


def resize(call: Call, instance: Instance, given: Any) -> Answer:
    """Asks the scheduler for room for the new size."""
    must_be(instance, "resize", (states.ACTIVE, states.STOPPED))
    database = call.cloud.database
    try:
        flavor = flavors.find(database, str(given["flavorRef"]).rsplit("/", 1)[-1], call.caller)
    except NotFound as error:
        raise BadRequest("Unable to locate requested flavor.") from error
    if flavor["id"] == instance["flavor_id"]:
        raise BadRequest("When resizing, instances must change flavor!")
    if flavor["root_gb"] == 0 and instance["root_gb"]:
        raise BadRequest("Resize to zero disk flavor is not allowed.")
    more = {
        "cores": flavor["vcpus"] - instance["vcpus"],
        "ram": flavor["memory_mb"] - instance["memory_mb"],
    }
    quotas.check(database, instance["project_id"], more)
    instances.change(database, instance["uuid"], task_state=states.RESIZE_PREP)
    actions.start(database, instance, "resize", call.request_id, call.caller.user_id)
    names = ("memory_mb", "vcpus", "root_gb", "ephemeral_gb", "swap", "rxtx_factor")
    new = {
        "flavor_name": flavor["name"],
        "flavor_id": flavor["id"],
        **{name: flavor[name] for name in names},
    }
    new["extra_specs"] = json.loads(flavor["extra_specs"])
    call.cloud.queue.cast(
        TOPIC, "prep_resize", instance_uuid=instance["uuid"], flavor=new, request_id=call.request_id
    )
    return Answer(202)


def confirm_resize(call: Call, instance: Instance, _given: Any) -> Answer:
    """Keeps the new size."""
    _end(call, instance, "confirmResize", "confirm_resize", states.RESIZE_CONFIRMING)
    return Answer(204)


def revert_resize(call: Call, instance: Instance, _given: Any) -> Answer:
    """Goes back to the old size."""
    _end(call, instance, "revertResize", "revert_resize", states.RESIZE_REVERTING)
    return Answer(202)


def _end(call: Call, instance: Instance, action: str, method: str, task_state: str) -> None:
    must_be(instance, action, (states.RESIZED,))
    if instance["old_flavor"] is None:
        raise BadRequest("Instance has not been resized.")
    instances.change(call.cloud.database, instance["uuid"], task_state=task_state)
    actions.start(call.cloud.database, instance, action, call.request_id, call.caller.user_id)
    call.cloud.queue.cast(
        f"compute.{instance['host']}",
        method,
        instance_uuid=instance["uuid"],
        request_id=call.request_id,
    )

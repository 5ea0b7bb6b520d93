"""Back a server up: a snapshot, of which only the newest of its type are kept."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import block_storage, states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.servers.create_image import VM_STATES, create_queued_image
from mini_nova_sandbox.compute.api.servers.dispatch import begin_action, cast_to_host
from mini_nova_sandbox.compute.api.servers.preconditions import require_state
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest


def create_backup(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Create a queued image, which the host fills; answer its id, or its URL before 2.45."""
    require_state(instance, "createBackup", VM_STATES)
    if block_storage.is_volume_backed(instance):
        raise BadRequest("Backup is not supported for volume-backed instances.")
    backup_type = arguments["backup_type"]
    rotation = int(arguments["rotation"])
    properties = {
        **arguments.get("metadata", {}),
        "backup_type": backup_type,
        "image_type": "backup",
    }
    image_id = create_queued_image(call, instance, arguments["name"], properties)
    begin_action(call, instance, "createBackup", states.IMAGE_BACKUP)
    cast_to_host(
        call,
        instance,
        "backup_instance",
        image_id=image_id,
        backup_type=backup_type,
        rotation=rotation,
    )
    if call.version >= microversions.SNAPSHOT_ID:
        return Answer(202, {"image_id": image_id})
    if rotation == 0:
        return Answer(202)
    return Answer(202, headers={"location": f"{call.root}/image/v2/images/{image_id}"})

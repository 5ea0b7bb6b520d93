"""Create an image from a server: a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import block_storage, states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.servers.dispatch import (
    begin_action,
    cast_to_host,
    record_action,
)
from mini_nova_sandbox.compute.api.servers.preconditions import require_state
from mini_nova_sandbox.compute.api.servers.volume_images import create_volume_image
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.image import images

VM_STATES = (states.ACTIVE, states.STOPPED, states.PAUSED, states.SUSPENDED)


def create_image(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Create a queued image, which the host fills; answer its id, or its URL before 2.45.

    Of a server that boots from a volume, the image has no data, but snapshots of its volumes.
    """
    require_state(instance, "createImage", VM_STATES)
    metadata = arguments.get("metadata", {})
    if block_storage.is_volume_backed(instance):
        image_id = create_volume_image(call, instance, arguments["name"], metadata)
        record_action(call, instance, "createImage")
        return _answer(call, image_id)
    image_id = create_queued_image(call, instance, arguments["name"], metadata)
    begin_action(call, instance, "createImage", states.IMAGE_SNAPSHOT)
    cast_to_host(call, instance, "snapshot_instance", image_id=image_id)
    return _answer(call, image_id)


def _answer(call: Call, image_id: str) -> Answer:
    if call.version >= microversions.SNAPSHOT_ID:
        return Answer(202, {"image_id": image_id})
    url = f"{call.root}/image/v2/images/{image_id}"
    return Answer(202, headers={"location": url})


def create_queued_image(
    call: Call, instance: Instance, name: str, metadata: Mapping[str, Any]
) -> str:
    """Insert an image that waits for a server's data, with metadata; return its id."""
    database = call.database
    source = database.row("SELECT * FROM images WHERE id = ?", instance["image_ref"])
    owner = call.caller.project_id or instance["project_id"]
    properties = {
        "image_type": "snapshot",
        **metadata,
        "instance_uuid": instance["uuid"],
        "user_id": call.caller.user_id,
    }
    return images.create_snapshot(
        database, name=name, owner=owner, source=source, properties=properties
    )

"""``VolumeManager``: the consumer of the topic ``volume``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state.queue import Method
from mini_nova_sandbox.volume import snapshots, states, volumes
from mini_nova_sandbox.volume.manager.change_volume import (
    extend_volume,
    retype,
    revert_to_snapshot,
)
from mini_nova_sandbox.volume.manager.copy_volume_to_image import copy_volume_to_image
from mini_nova_sandbox.volume.manager.create_volume import create_volume
from mini_nova_sandbox.volume.manager.delete_volume import delete_volume
from mini_nova_sandbox.volume.manager.snapshot import create_snapshot, delete_snapshot

METHODS = (
    create_volume,
    delete_volume,
    extend_volume,
    retype,
    revert_to_snapshot,
    copy_volume_to_image,
    create_snapshot,
    delete_snapshot,
)


class VolumeManager:
    """The worker of the storage backend."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def start(self) -> None:
        """Start to consume the queue, beginning with messages from before a kill."""
        cloud = self._cloud
        methods: dict[str, Method] = {}
        for method in METHODS:
            name = method.__name__
            methods[name] = partial(method, cloud)
        cloud.queue.consume(volumes.TOPIC, methods, self._give_up)

    def _give_up(self, _method: str, arguments: Mapping[str, Any], _error: Exception) -> None:
        """Put what a message is about into an error: it keeps failing."""
        database = self._cloud.database
        if "snapshot_id" in arguments:
            snapshots.change(database, arguments["snapshot_id"], status=states.ERROR)
        if "image_id" in arguments:
            images.mark_killed(database, arguments["image_id"])
        if "volume_id" in arguments:
            volumes.change(database, arguments["volume_id"], status=states.ERROR)

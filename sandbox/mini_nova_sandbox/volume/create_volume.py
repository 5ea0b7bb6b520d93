"""Cinder's ``API.create``: check a request for a volume, write its row, and cast to the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import MALFORMED, BadRequest
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state.database import Database, Row
from mini_nova_sandbox.state.settings import ZONE
from mini_nova_sandbox.volume import quotas, states, types, volumes
from mini_nova_sandbox.volume.snapshots import Snapshot
from mini_nova_sandbox.volume.types import VolumeType
from mini_nova_sandbox.volume.volumes import TOPIC, Volume

GIB = 1024**3
TYPE_OF_IMAGE = "cinder_img_volume_type"  # the property that names the type of an image's volumes


@dataclass(frozen=True)
class VolumeRequest:
    """A request for a volume, with the rows that it refers to. At most one source counts."""

    project_id: str
    user_id: str
    size: int | None = None  # GiB; None for the size of the source
    name: str | None = None
    description: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    volume_type: VolumeType | None = None
    availability_zone: str = ""
    snapshot: Snapshot | None = None
    source_volume: Volume | None = None
    image: Row | None = None


def create_volume(cloud: Cloud, request: VolumeRequest) -> Volume:
    """Insert a volume, cast ``create_volume``, and return the volume.

    Call it in a transaction. Raises BadRequest, or TooLarge for a quota that is reached.
    """
    database = cloud.database
    size = _size(request)
    _check_image(request.image, size)
    if request.availability_zone not in ("", ZONE):
        raise BadRequest(f"Availability zone '{request.availability_zone}' is invalid.")
    origin = _origin(database, request)
    volume_type = _type(database, request, origin)
    quotas.check_size(database, request.project_id, size)
    additions = {"gigabytes": size, "volumes": 1}
    quotas.check(database, request.project_id, volume_type["name"], additions)
    volume_id = volumes.insert(database, _columns(request, size, volume_type, origin))
    cloud.queue.cast(TOPIC, "create_volume", volume_id=volume_id)
    volume = volumes.find(database, volume_id)
    assert volume is not None, "it was inserted"  # noqa: S101 - an invariant
    return volume


def _size(request: VolumeRequest) -> int:
    """Return the size of the new volume: at least that of its source. Raises BadRequest."""
    size = request.size
    snapshot = request.snapshot
    source = request.source_volume
    if size == 0:
        raise BadRequest(
            "Invalid input received: Invalid volume size provided for create request: 0 (size "
            "argument must be an integer (or string representation of an integer) and greater "
            "than zero)."
        )
    if snapshot is not None:
        _check_snapshot(snapshot, size)
        return size or int(snapshot["size"])
    if source is not None:
        _check_source(source, size)
        return size or int(source["size"])
    if size is None:
        raise BadRequest(MALFORMED)
    return size


def _check_snapshot(snapshot: Snapshot, size: int | None) -> None:
    if snapshot["status"] != states.AVAILABLE:
        raise BadRequest(
            "Invalid snapshot: Originating snapshot status must be one of 'available', "
            "'backing-up' values"
        )
    original_size = snapshot["size"]
    if size is not None and size < original_size:
        raise BadRequest(
            f"Invalid input received: Volume size '{size}'GB cannot be smaller than the snapshot "
            f"size {original_size}GB. They must be >= original snapshot size."
        )


def _check_source(source: Volume, size: int | None) -> None:
    if source["status"] not in (states.AVAILABLE, states.IN_USE):
        raise BadRequest(
            "Invalid volume: Unable to create a volume from an originating source volume when its "
            "status is not one of 'available', 'in-use', 'backing-up' values"
        )
    original_size = source["size"]
    if size is not None and size < original_size:
        raise BadRequest(
            f"Invalid input received: Volume size '{size}'GB cannot be smaller than original "
            f"volume size  {original_size}GB. They must be >= original volume size."
        )


def _check_image(image: Row | None, size: int) -> None:
    """Raise BadRequest unless an image is active and fits into a volume of this size."""
    if image is None:
        return
    if image["status"] != "active":
        raise BadRequest(f"Invalid input received: Image {image['id']} is not active.")
    image_gib = -(-image["size"] // GIB)  # rounded up
    if image_gib > size:
        raise BadRequest(
            f"Invalid input received: Size of specified image {image_gib}GB is larger than volume "
            f"size {size}GB."
        )
    if image["min_disk"] > size:
        raise BadRequest(
            f"Invalid input received: Volume size {size}GB cannot be smaller than the image "
            f"minDisk size {image['min_disk']}GB."
        )


def _origin(database: Database, request: VolumeRequest) -> Volume | None:
    """Return the volume that the new one, or its snapshot, comes from; None for neither."""
    if request.snapshot is not None:
        return volumes.find(database, request.snapshot["volume_id"])
    return request.source_volume


def _type(database: Database, request: VolumeRequest, origin: Volume | None) -> VolumeType:
    """Return the type of the request, or else of its origin, its image, or the default."""
    volume_type = request.volume_type
    if volume_type is None and origin is not None:
        volume_type = types.find(database, origin["volume_type_id"])
    if volume_type is None and request.image is not None:
        type_name = images.properties(request.image).get(TYPE_OF_IMAGE)
        volume_type = types.find_by_name(database, type_name)
    return volume_type or types.default(database)


def _columns(
    request: VolumeRequest, size: int, volume_type: VolumeType, origin: Volume | None
) -> dict[str, Any]:
    snapshot = request.snapshot
    source = request.source_volume
    return {
        "name": request.name,
        "description": request.description,
        "project_id": request.project_id,
        "user_id": request.user_id,
        "size": size,
        "volume_type_id": volume_type["id"],
        "multiattach": types.is_multiattach(volume_type),
        "metadata": dict(request.metadata),
        "snapshot_id": snapshot["id"] if snapshot else None,
        "source_volid": source["id"] if source else None,
        "image_id": request.image["id"] if request.image else None,
        "bootable": origin["bootable"] if origin else 0,
    }

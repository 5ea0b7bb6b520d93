"""Imports over the API: stage data, import it, and the tasks of an image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import images, imports
from mini_nova_sandbox.image.lookup import (
    own_image,
    require_admin,
    require_owner,
    visible_image,
)
from mini_nova_sandbox.image.views import STORE
from mini_nova_sandbox.state.database import Row

COPY = "copy-image"
DOWNLOAD = "web-download"


def import_image(call: Call) -> Answer:
    """Import staged data, or copy an image to all stores, of which it has the only one already.

    Raises BadRequest, Conflict, Forbidden, NotFound.
    """
    method = _method(call.body)
    image = visible_image(call)
    _check_status(image, method)
    if method == COPY:
        require_admin(call, "copy_image")
    else:
        require_owner(call, image, "modify_image")
    _check_stores(call.body)
    if method == COPY:
        return _copy(call.body)
    if method == DOWNLOAD:
        raise _unfit(call.body)
    image_id = image["id"]
    cloud = call.cloud
    task_id = imports.create_task(cloud, call.caller, image_id, call.request_id, call.body)
    imports.cast_import(cloud, image_id, task_id)
    return Answer(202)


def _unfit(body: Mapping[str, Any]) -> BadRequest:
    """Return the refusal of a download: the sandbox fetches nothing, so every URI is filtered."""
    uri = body["method"].get("uri")
    return BadRequest(f"URI for web-download does not pass filtering: {uri}")


def _method(body: Any) -> str:
    """Return the name of the import's method. Raises BadRequest."""
    if not isinstance(body, dict) or not isinstance(body.get("method"), dict):
        raise BadRequest("Import request requires a 'method' field.")
    if "name" not in body["method"]:
        raise BadRequest("Import request requires a 'name' field.")
    name = body["method"]["name"]
    if name not in imports.METHODS:
        raise BadRequest(f"Unknown import method name '{name}'.")
    return str(name)


def _check_status(image: Row, method: str) -> None:
    """Raise Conflict unless the image can be imported by this method."""
    is_active = image["status"] == "active"
    if is_active and method != COPY:
        raise Conflict("Image with status active cannot be target for import")
    if method == COPY and not is_active:
        raise Conflict("Only images with status active can be targeted for copying")
    if imports.LOCK in images.properties(image):
        raise Conflict("Image has active task")
    if method == DOWNLOAD and image["status"] != "queued":
        raise Conflict(f"Image needs to be in 'queued' state to use '{method}' method")
    if method == "glance-direct" and image["status"] != "uploading":
        raise Conflict(f"Image needs to be staged before '{method}' method can be used")
    for name in ("container_format", "disk_format"):
        if not image[name]:
            raise Conflict(f"'{name}' needs to be set before import")


def _check_stores(body: Mapping[str, Any]) -> None:
    """Raise BadRequest or Conflict unless the request names the one store, or all."""
    stores = body.get("stores") or []
    if body.get("all_stores") and stores:
        raise BadRequest(
            "All_stores parameter can't be used with x-image-meta-store header or stores parameter"
        )
    if not isinstance(stores, list):
        raise BadRequest("The stores must be a list.")
    for store in stores:
        if store != STORE:
            raise Conflict(f"Store for identifier {store} not found")


def _copy(body: Mapping[str, Any]) -> Answer:
    if not body.get("all_stores"):
        raise BadRequest(f"Image is already present at store '{STORE}'")
    return Answer(202)


def delete_from_store(call: Call) -> Answer:
    """Refuse to delete data from the one store that has it. Raises Conflict, Forbidden, NotFound."""
    store = call.path["store_id"]
    if store != STORE:
        raise Conflict(f"The selected store {store} is not available on this node.")
    image = visible_image(call, "Failed to find image {}")
    require_admin(call, "delete_image_location")
    if image["status"] != "active":
        raise Conflict(
            "It's not allowed to remove image data from store if image status is not 'active'"
        )
    raise Forbidden(
        "Cannot delete image data from the only store containing it."
        " Consider deleting the image instead."
    )


def locations(call: Call) -> Answer:
    """List where an image's data is. Raises Forbidden, NotFound."""
    image = visible_image(call)
    require_admin(call, "fetch_image_location")
    path = images.path(call.cloud.settings, image["id"])
    has_data = image["status"] in ("active", "deactivated")
    location = {"url": f"file://{path}", "metadata": {"store": STORE}}
    return Answer(body=[location] if has_data else [])


def add_location(call: Call) -> Answer:
    """Refuse a location: the store has files of its own only. Raises BadRequest, Forbidden."""
    image = own_image(call, "add_image_location")
    if not isinstance(call.body, dict) or not isinstance(call.body.get("url"), str):
        raise BadRequest(
            "Provided object does not match schema 'location': 'url' is a required property"
        )
    if image["status"] != "queued":
        raise Conflict(f"It's not allowed to add locations if image status is {image['status']}.")
    raise Forbidden("http store must be enabled to use location API by normal user.")


_IMAGE = "/v2/images/{image_id}"
OPERATIONS = (
    Operation("POST", f"{_IMAGE}/import", import_image),
    Operation("GET", f"{_IMAGE}/locations", locations),
    Operation("POST", f"{_IMAGE}/locations", add_location),
    Operation("DELETE", "/v2/stores/{store_id}/{image_id}", delete_from_store),
)

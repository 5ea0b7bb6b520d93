"""The image of a request's path, if the caller may see it or change it."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Forbidden, NotFound
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state.database import Row


def visible_image(call: Call) -> Row:
    """Return the image of the path. Raises NotFound unless the caller may see it."""
    image_id = call.path["image_id"]
    caller = call.caller
    row = images.find(call.database, image_id, caller.project_id, caller.is_admin)
    if row is None:
        raise NotFound(f"No image found with ID {image_id}")
    return row


def own_image(call: Call) -> Row:
    """Return the image of the path. Raises Forbidden unless the caller may change it, NotFound."""
    row = visible_image(call)
    caller = call.caller
    is_owner = row["owner"] == caller.project_id
    if not is_owner and not caller.is_admin:
        raise Forbidden("You are not permitted to modify this image.")
    return row

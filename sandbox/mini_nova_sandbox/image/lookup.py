"""The image of a request's path, if the caller may see it or change it."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Forbidden, NotFound
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state.database import Row

UNKNOWN = "No image found with ID {}"


def visible_image(call: Call, refusal: str = UNKNOWN) -> Row:
    """Return the image of the path. Raises NotFound, with ``refusal``, unless the caller sees it."""
    image_id = call.path["image_id"]
    caller = call.caller
    row = images.find(call.database, image_id, caller.project_id, caller.is_admin)
    if row is None:
        raise NotFound(refusal.format(image_id))
    return row


def own_image(call: Call, action: str, refusal: str = UNKNOWN) -> Row:
    """Return the image of the path, for an action of its owner.

    Raises Forbidden unless the caller may do that, and NotFound with ``refusal``.
    """
    row = visible_image(call, refusal)
    require_owner(call, row, action)
    return row


def require_owner(call: Call, row: Row, action: str) -> None:
    """Raise Forbidden unless the caller owns the image or is an admin."""
    if row["owner"] != call.caller.project_id:
        require_admin(call, action)


def require_admin(call: Call, action: str) -> None:
    """Raise Forbidden unless the caller is an admin; ``action`` is Glance's name for the rule."""
    if not call.caller.is_admin:
        raise Forbidden(f"You are not authorized to complete {action} action.")

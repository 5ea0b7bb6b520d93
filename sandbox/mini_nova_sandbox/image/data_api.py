"""The data of images over the API: upload, download, deactivate and reactivate."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, Forbidden, UnsupportedMediaType
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import data, images
from mini_nova_sandbox.image.lookup import own_image, visible_image

MEDIA_TYPE = "application/octet-stream"


async def upload(call: Call) -> Answer:
    """Store an image's data. Raises Conflict if it has data or another upload is running.

    Also raises Forbidden, NotFound, TooLarge, UnsupportedMediaType.
    """
    if call.media_type != MEDIA_TYPE:
        raise UnsupportedMediaType(f"The content type must be {MEDIA_TYPE}.")
    database = call.database
    with database.transaction():
        image_id = _begin_upload(call)
    assert call.chunks is not None, "the operation is an upload"  # noqa: S101 - an invariant
    try:
        checksums = await data.store(call.chunks, call.cloud.settings, image_id)
    except BaseException:
        with database.transaction():
            database.update("images", {"status": "queued"}, id=image_id)
        raise
    with database.transaction():
        images.record_data(database, image_id, checksums)
        if database.value("SELECT 1 FROM images WHERE id = ?", image_id) is None:
            # The image was deleted during the upload.
            images.path(call.cloud.settings, image_id).unlink(missing_ok=True)
    return Answer(204)


def _begin_upload(call: Call) -> str:
    """Set the image of the path to ``saving`` and return its id."""
    row = own_image(call)
    image_id = row["id"]
    status = row["status"]
    has_formats = row["disk_format"] and row["container_format"]
    if status != "queued" or not has_formats:
        raise Conflict(
            f"Image status transition from {status} to saving is not allowed,"
            " or its formats are not set."
        )
    call.database.update("images", {"status": "saving"}, id=image_id)
    return str(image_id)


def download(call: Call) -> Answer:
    """Answer an image's data, or 204 if it has none yet. Raises Forbidden, NotFound."""
    row = visible_image(call)
    status = row["status"]
    if status == "deactivated" and not call.caller.is_admin:
        raise Forbidden(
            "The requested image has been deactivated. Image data download is forbidden."
        )
    path = images.path(call.cloud.settings, row["id"])
    has_data = status in ("active", "deactivated")
    if not has_data or not path.exists():
        return Answer(204)
    headers = {"content-md5": row["checksum"] or ""}
    return Answer(200, headers=headers, file=path)


def deactivate(call: Call) -> Answer:
    """Let only admins download an image. Raises Forbidden, NotFound."""
    return _change_status(call, "active", "deactivated")


def reactivate(call: Call) -> Answer:
    """Let everybody who sees an image download it again. Raises Forbidden, NotFound."""
    return _change_status(call, "deactivated", "active")


def _change_status(call: Call, old_status: str, new_status: str) -> Answer:
    row = own_image(call)
    status = row["status"]
    if status not in (old_status, new_status):
        raise Forbidden(f"Not allowed to {new_status} image in status '{status}'")
    call.database.update("images", {"status": new_status}, id=row["id"])
    return Answer(204)


_IMAGE = "/v2/images/{image_id}"
OPERATIONS = (
    Operation("PUT", f"{_IMAGE}/file", upload, upload=True),
    Operation("GET", f"{_IMAGE}/file", download),
    Operation("POST", f"{_IMAGE}/actions/deactivate", deactivate),
    Operation("POST", f"{_IMAGE}/actions/reactivate", reactivate),
)

"""The data of images over the API: upload, stage, download, deactivate and reactivate."""

from __future__ import annotations

import re
from pathlib import Path

from mini_nova_sandbox.http.call import Answer, Call, Span
from mini_nova_sandbox.http.errors import (
    ApiError,
    BadRequest,
    Conflict,
    Forbidden,
    Gone,
    UnsupportedMediaType,
)
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import data, images
from mini_nova_sandbox.image.checksums import Checksums
from mini_nova_sandbox.image.lookup import own_image, visible_image
from mini_nova_sandbox.image.views import STORE
from mini_nova_sandbox.state.database import Row

MEDIA_TYPE = "application/octet-stream"
_RANGE = re.compile(r"bytes=(\d{1,15})?-(\d{1,15})?", re.ASCII)


async def upload(call: Call) -> Answer:
    """Store an image's data. Raises Conflict if it has data or another upload is running.

    Also raises BadRequest, Forbidden, Gone, NotFound, TooLarge, UnsupportedMediaType.
    """
    _check_media_type(call)
    store = call.headers.get("x-image-meta-store", STORE)
    if store != STORE:
        raise BadRequest(f"Store for identifier {store} not found")
    with call.database.transaction():
        image = own_image(call, "upload_image")
        _begin(call, image, "saving")
        _require_formats(image)
    image_id = image["id"]
    path = images.path(call.cloud.settings, image_id)
    checksums = await _receive(call, image_id)
    with call.database.transaction():
        images.record_data(call.database, image_id, checksums)
        _require_existence(call, image_id, path)
    return Answer(204)


async def stage(call: Call) -> Answer:
    """Store data that an import will make the image's. Raises as an upload does."""
    _check_media_type(call)
    with call.database.transaction():
        image = own_image(call, "modify_image")
        _begin(call, image, "uploading")
    image_id = image["id"]
    path = images.staged_path(call.cloud.settings, image_id)
    checksums = await _receive(call, image_id, images.STAGED)
    with call.database.transaction():
        call.database.update("images", {"size": checksums.size}, id=image_id)
        _require_existence(call, image_id, path)
    return Answer(204)


def _check_media_type(call: Call) -> None:
    if call.media_type != MEDIA_TYPE:
        raise UnsupportedMediaType(
            f"The request media type {call.media_type} is not supported by this server."
            f" Invalid content type {call.media_type}"
        )


def _begin(call: Call, image: Row, status: str) -> None:
    """Give a queued image the status of an upload. Raises Conflict."""
    old_status = image["status"]
    if old_status != "queued":
        raise Conflict(f"Image status transition from {old_status} to {status} is not allowed")
    call.database.update("images", {"status": status}, id=image["id"])


def _require_formats(image: Row) -> None:
    """Raise BadRequest unless the image says what its data is."""
    missing = [name for name in ("disk_format", "container_format") if not image[name]]
    if missing:
        noun = "Property" if len(missing) == 1 else "Properties"
        names = ", ".join(missing)
        raise BadRequest(f"{noun} {names} must be set prior to saving data.")


async def _receive(call: Call, image_id: str, suffix: str = "") -> Checksums:
    """Write the body to a file; if that fails, the image waits for data again."""
    assert call.chunks is not None, "the operation is an upload"  # noqa: S101 - an invariant
    try:
        checksums = await data.store(call.chunks, call.cloud.settings, image_id, suffix)
        _check_size(call, checksums.size)
    except FileNotFoundError as error:
        raise Gone("The sandbox has loaded another state during the upload.") from error
    except BaseException:
        _forget_upload(call, image_id, suffix)
        raise
    return checksums


def _forget_upload(call: Call, image_id: str, suffix: str) -> None:
    """Let the image wait for data again, unless a state that was loaded has it without an upload."""
    status = "uploading" if suffix else "saving"
    file = images.path(call.cloud.settings, f"{image_id}{suffix}")
    with call.database.transaction():
        if call.database.update("images", {"status": "queued"}, id=image_id, status=status):
            file.unlink(missing_ok=True)  # of another size than announced


def _check_size(call: Call, size: int) -> None:
    """Raise BadRequest if the data is not as long as the client said."""
    text = call.headers.get("x-openstack-image-size", str(size))
    if text == str(size):
        return
    raise BadRequest(f"Size exceeds: expected {text[:20]} bytes, got {size} bytes")


def _require_existence(call: Call, image_id: str, path: Path) -> None:
    """Raise Gone, and delete the data, if the image was deleted during its upload."""
    if call.database.value("SELECT 1 FROM images WHERE id = ?", image_id) is None:
        path.unlink(missing_ok=True)
        raise Gone(
            f"Image {image_id} could not be found after upload. The image may have been deleted"
            " during the upload, cleaning up the chunks uploaded."
        )


def download(call: Call) -> Answer:
    """Answer an image's data, or 204 if it has none yet. Raises ApiError, Forbidden, NotFound."""
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
    span = _span(call.headers.get("range", ""), row["size"])
    if span is None:
        return Answer(200, headers=headers, file=path)
    last = span.offset + span.length - 1
    headers["content-range"] = f"bytes {span.offset}-{last}/{row['size']}"
    return Answer(206, headers=headers, file=path, span=span)


def _span(text: str, size: int) -> Span | None:
    """Return the part of the data that a Range header asks for, or None for all of it.

    Raises ApiError (416) if the part begins after the end.
    """
    match = _RANGE.fullmatch(text)
    if match is None or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if first is None:
        length = min(int(last), size)
        return Span(size - length, length)
    offset = int(first)
    if offset >= size:
        raise ApiError(
            "The Range requested is not available. Invalid start position in Range header."
            f" Start position MUST be in the inclusive range [0, {size - 1}].",
            status=416,
        )
    end = size if last is None else min(int(last) + 1, size)
    return Span(offset, max(end - offset, 0))


def deactivate(call: Call) -> Answer:
    """Let only admins download an image. Raises Forbidden, NotFound."""
    return _change_status(call, "active", "deactivated", "deactivate")


def reactivate(call: Call) -> Answer:
    """Let everybody who sees an image download it again. Raises Forbidden, NotFound."""
    return _change_status(call, "deactivated", "active", "reactivate")


def _change_status(call: Call, old_status: str, new_status: str, action: str) -> Answer:
    row = own_image(call, action)
    status = row["status"]
    if status not in (old_status, new_status):
        raise Forbidden(f"Not allowed to {action} image in status '{status}'")
    call.database.update("images", {"status": new_status}, id=row["id"])
    return Answer(204)


_IMAGE = "/v2/images/{image_id}"
OPERATIONS = (
    Operation("PUT", f"{_IMAGE}/file", upload, upload=True),
    Operation("GET", f"{_IMAGE}/file", download),
    Operation("PUT", f"{_IMAGE}/stage", stage, upload=True),
    Operation("POST", f"{_IMAGE}/actions/deactivate", deactivate),
    Operation("POST", f"{_IMAGE}/actions/reactivate", reactivate),
)

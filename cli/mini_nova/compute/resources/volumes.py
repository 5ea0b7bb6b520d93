"""Volumes: finding one at the block storage service, Cinder, and attaching it to a server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mini_nova.compute.names import choose, is_uuid, segment
from mini_nova.compute.resources import server_parts
from mini_nova.compute.service import ServiceClient
from mini_nova.errors import NotFound
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

ATTACHMENTS = "os-volume_attachments"
TYPES = ("block-storage", "volumev3", "volume")  # the service's names in catalogs

Volume = dict[str, Any]
Attachment = dict[str, Any]


def volume_id(compute: Compute, volume: str) -> str:
    """Return the id of the volume of a name. A UUID, and any text without a Cinder, is an id.

    Raises NotFound, Ambiguous.
    """
    cinder = _cinder(compute)
    if is_uuid(volume) or cinder is None:
        return volume
    path = f"/volumes/detail?name={quote(volume, safe='')}"
    read_all = partial(cinder.read_all, "/volumes/detail", "volumes")
    return str(choose(cinder.read_all(path, "volumes"), "volume", volume, read_all)["id"])


def status(compute: Compute, volume: str) -> str | None:
    """Return the status of the volume of an id; None without a Cinder. Raises NotFound."""
    cinder = _cinder(compute)
    if cinder is None:
        return None
    item = cinder.read_member(f"/volumes/{segment(volume)}", "volume")
    return str(item.get("status"))


def attach(compute: Compute, server: str, request: Attachment) -> Attachment:
    """Attach a volume to a server, and return the attachment.

    From 2.101 on Nova answers before the device is reserved, without it: then the attachment is
    read. If Nova does not have it yet, this returns what is known of it. Raises NotFound, Ambiguous,
    Conflict, BadRequest.
    """
    server_id = server_parts.server_id(compute, server)
    answer = server_parts.post(compute, server_id, ATTACHMENTS, {"volumeAttachment": request})
    if answer.content:
        return json_member("volumeAttachment", answer)
    try:
        return attachment(compute, server_id, request["volumeId"])
    except NotFound:
        return {"serverId": server_id, **request}


def attachment(compute: Compute, server: str, volume: str) -> Attachment:
    """Return the attachment of a volume to a server, by the volume's id. Raises NotFound."""
    page = server_parts.read(compute, server, f"{ATTACHMENTS}/{segment(volume)}")
    return dict(page["volumeAttachment"])


def _cinder(compute: Compute) -> ServiceClient | None:
    session = compute.session
    for service_type in TYPES:
        if session.has_endpoint(service_type):
            return ServiceClient(session, session.endpoint(service_type), "volume")
    return None

"""Attachments over the API, from microversion 3.27: reserve, connect, complete, delete."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.volume import attachments, volumes
from mini_nova_sandbox.volume.api import listing, schemas
from mini_nova_sandbox.volume.api.microversions import (
    ATTACH_MODE,
    ATTACHMENTS,
    COMPLETE_ATTACHMENT,
)
from mini_nova_sandbox.volume.attachments import Attachment

COLLECTION = listing.Collection(
    name="attachments",
    resource="Volume attachment",
    filters={
        "volume_id": "volume_id",
        "status": "status",
        "attach_status": "status",
        "instance_id": "instance_uuid",
        "instance_uuid": "instance_uuid",
    },
    sort_keys={"id": "id", "created_at": "created_at", "volume_id": "volume_id"},
    is_bare=True,
)


def index(call: Call) -> Answer:
    """List attachments."""
    items = attachments.list_all(call.database)
    return Answer(body=listing.list_page(call, COLLECTION, items, _brief_view))


def detail(call: Call) -> Answer:
    """List attachments in full."""
    items = attachments.list_all(call.database)
    return Answer(body=listing.list_page(call, COLLECTION, items, _full_view))


def show(call: Call) -> Answer:
    """Show an attachment. Raises NotFound."""
    attachment = _requested(call)
    return Answer(body={"attachment": _full_view(call, attachment)})


def create(call: Call) -> Answer:
    """Reserve a volume for a server; with a connector, connect it, too.

    Raises BadRequest, NotFound.
    """
    body = call.body["attachment"]
    if "mode" in body and call.version < ATTACH_MODE:
        raise BadRequest(
            "Invalid input for field/attribute attachment. Additional properties are not allowed "
            "('mode' was unexpected)"
        )
    database = call.database
    volume = volumes.find_for_caller(database, body["volume_uuid"], call.caller)
    attachment_id = attachments.reserve(database, volume, body.get("instance_uuid"))
    attachment = _find(call, attachment_id)
    connector = body.get("connector")
    if connector:
        mode = {"mode": body["mode"]} if "mode" in body else {}
        attachments.connect(database, attachment, {**connector, **mode})
        attachment = {**_find(call, attachment_id), "status": attachment["status"]}
    return Answer(200, {"attachment": _full_view(call, attachment)})


def update(call: Call) -> Answer:
    """Connect an attachment to a host. Raises BadRequest, NotFound."""
    attachment = _requested(call)
    attachments.connect(call.database, attachment, call.body["attachment"]["connector"])
    return Answer(200, {"attachment": _full_view(call, _requested(call))})


def action(call: Call) -> Answer:
    """Complete an attachment: its volume is in use. Raises BadRequest, NotFound."""
    if list(call.body) != ["os-complete"]:
        raise BadRequest("Malformed request body")
    attachments.complete(call.database, _requested(call))
    return Answer(204)


def delete(call: Call) -> Answer:
    """Delete an attachment and answer those that its volume still has.

    Raises Conflict for the attachment of a server that exists, NotFound.
    """
    attachment = _requested(call)
    attachments.require_no_server(call.database, attachment)
    attachments.delete(call.database, attachment)
    siblings = attachments.of_volume(call.database, attachment["volume_id"])
    return Answer(200, {"attachments": [_brief_view(call, item) for item in siblings]})


def _requested(call: Call) -> Attachment:
    return _find(call, call.path["attachment_id"])


def _find(call: Call, attachment_id: str) -> Attachment:
    """Return an attachment. Raises NotFound unless its volume is the caller's."""
    attachment = attachments.find(call.database, attachment_id)
    refusal = NotFound(
        f"Volume attachment could not be found with filter: attachment_id = {attachment_id}."
    )
    if attachment is None:
        raise refusal
    volume = volumes.find(call.database, attachment["volume_id"])
    is_own = volume is not None and volume["project_id"] == call.caller.project_id
    if not is_own and not call.caller.is_admin:
        raise refusal
    return attachment


def _brief_view(_call: Call, attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment["id"],
        "status": attachment["status"],
        "instance": attachment["instance_uuid"],
        "volume_id": attachment["volume_id"],
    }


def _full_view(call: Call, attachment: Attachment) -> dict[str, Any]:
    return {
        **_brief_view(call, attachment),
        "attached_at": clock.bare_stamp(attachment["attached_at"]) or "",
        "detached_at": "",
        "attach_mode": attachment["attach_mode"],
        "connection_info": attachment["connection_info"],
    }


_ATTACHMENT = "/attachments/{attachment_id}"
OPERATIONS = (
    Operation("GET", "/attachments", index, since=ATTACHMENTS),
    Operation("POST", "/attachments", create, schema=schemas.CREATE_ATTACHMENT, since=ATTACHMENTS),
    Operation("GET", "/attachments/detail", detail, since=ATTACHMENTS),
    Operation("GET", _ATTACHMENT, show, since=ATTACHMENTS),
    Operation("PUT", _ATTACHMENT, update, schema=schemas.UPDATE_ATTACHMENT, since=ATTACHMENTS),
    Operation("DELETE", _ATTACHMENT, delete, since=ATTACHMENTS),
    Operation(
        "POST",
        f"{_ATTACHMENT}/action",
        action,
        schema={"type": "object"},
        since=COMPLETE_ATTACHMENT,
    ),
)

"""Schemas of the bodies that attach a volume to a server, and that change its attachment."""

from __future__ import annotations

from functools import cache
from typing import Any

from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.validation import Schema

DEVICE = {
    "type": ["string", "null"],
    "pattern": "(^/dev/x{0,1}[a-z]{0,1}d{0,1})([a-z]+)[0-9]*$",
}
MEMBERS: dict[Microversion, dict[str, Any]] = {  # of an update, by the first microversion
    microversions.OLDEST: {"volumeId": schemas.UUID},
    microversions.UPDATE_VOLUME: {
        "device": DEVICE,
        "tag": schemas.TAG,
        "delete_on_termination": schemas.BOOLEAN,
        "serverId": schemas.UUID,
        "id": schemas.UUID,
    },
}


@cache
def attach(version: Microversion) -> Schema:
    """Return the schema of a body that attaches a volume."""
    members: dict[str, Any] = {"volumeId": schemas.UUID, "device": DEVICE}
    if version >= microversions.TAGGED_ATTACH:
        members["tag"] = schemas.TAG
    if version >= microversions.VOLUME_DELETION:
        members["delete_on_termination"] = schemas.BOOLEAN
    return _body(members, version)


@cache
def update(version: Microversion) -> Schema:
    """Return the schema of a body that changes an attachment."""
    members: dict[str, Any] = {}
    for since, additions in MEMBERS.items():
        if version >= since or since == microversions.OLDEST:
            members |= additions
    return _body(members, version)


def _body(members: dict[str, Any], version: Microversion) -> Schema:
    attachment = schemas.obj(members, "volumeId", version=version)
    return schemas.obj({"volumeAttachment": attachment}, "volumeAttachment", version=version)

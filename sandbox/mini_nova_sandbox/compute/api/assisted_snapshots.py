"""Assisted snapshots of volumes (``os-assisted-volume-snapshots``), which Cinder's drivers ask for.

No volume here is of such a driver, so all are refused, as Nova refuses volumes that it lacks.
"""

from __future__ import annotations

import json

from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation

ID = {"type": "string", "minLength": 1}
CREATE_INFO = schemas.obj(
    {"snapshot_id": ID, "type": {"type": "string", "enum": ["qcow2"]}, "new_file": ID, "id": ID},
    "snapshot_id",
    "type",
    "new_file",
)
SNAPSHOT = schemas.obj({"volume_id": ID, "create_info": CREATE_INFO}, "volume_id", "create_info")
CREATE = schemas.obj({"snapshot": SNAPSHOT}, "snapshot")


def create(call: Call) -> Answer:
    """Refuse to create a snapshot."""
    call.caller.require_admin("os_compute_api:os-assisted-volume-snapshots:create")
    raise _no_volume(call.body["snapshot"]["volume_id"])


def delete(call: Call) -> Answer:
    """Refuse to delete a snapshot; ``delete_info`` in the query is JSON with the volume's id."""
    call.caller.require_admin("os_compute_api:os-assisted-volume-snapshots:delete")
    text = call.query_value("delete_info")
    if not text:
        raise BadRequest("'delete_info'")
    try:
        volume_id = json.loads(text)["volume_id"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest(str(error)) from error
    raise _no_volume(volume_id)


def _no_volume(volume_id: str) -> BadRequest:
    return BadRequest(f"No volume Block Device Mapping with id {volume_id}.")


OPERATIONS = (
    Operation("POST", "/os-assisted-volume-snapshots", create, schema=CREATE),
    Operation("DELETE", "/os-assisted-volume-snapshots/{snapshot_id}", delete),
)

"""``POST /snapshots/ID/action``: set a snapshot's status, or delete it by force."""

from __future__ import annotations

import re
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume import snapshots, states
from mini_nova_sandbox.volume.api.snapshots import requested_snapshot
from mini_nova_sandbox.volume.create_snapshot import delete_snapshot
from mini_nova_sandbox.volume.snapshots import Snapshot


def action(call: Call) -> Answer:
    """Run the action that the body names. Raises BadRequest, NotFound."""
    if not isinstance(call.body, dict) or len(call.body) != 1:
        raise BadRequest("Malformed request body")
    ((name, arguments),) = call.body.items()
    handle = ACTIONS.get(name)
    if handle is None:
        raise BadRequest(
            f"There is no such action: {name}. Verify the request body and Content-Type header "
            "and try again."
        )
    if name != OWN:
        call.caller.require_admin()
    return handle(call, requested_snapshot(call), arguments)


def _status(arguments: Any) -> str:
    """Return the status of an action's arguments. Raises BadRequest."""
    if not isinstance(arguments, dict) or not isinstance(arguments.get("status"), str):
        raise BadRequest("Must specify 'status' for update.")
    status: str = arguments["status"]
    return status.lower()


def reset_status(call: Call, snapshot: Snapshot, arguments: Any) -> Answer:
    """Set a snapshot's status by force. Raises BadRequest."""
    status = _status(arguments)
    if status not in states.SNAPSHOT_RESETTABLE:
        raise BadRequest(
            f"Snapshot status: {status} is invalid, valid statuses are: "
            f"{states.SNAPSHOT_RESETTABLE}."
        )
    snapshots.change(call.database, snapshot["id"], status=status)
    return Answer(202)


def update_status(call: Call, snapshot: Snapshot, arguments: Any) -> Answer:
    """Say, as Nova does, how the making or deletion of a snapshot ended. Raises BadRequest."""
    status = _status(arguments)
    current = snapshot["status"]
    finished = {states.CREATING: states.AVAILABLE, states.DELETING: states.DELETING}
    if status not in (states.ERROR, *finished.values()) or current not in finished:
        raise BadRequest(f"Snapshot status {current} not allowed for update_snapshot_status")
    progress = arguments.get("progress", snapshot["progress"])
    if not isinstance(progress, str) or not re.fullmatch("[0-9]{1,3}%", progress, re.ASCII):
        raise BadRequest("progress must be an integer percentage")
    snapshots.change(call.database, snapshot["id"], status=status, progress=progress)
    return Answer(202)


def force_delete(call: Call, snapshot: Snapshot, _arguments: Any) -> Answer:
    """Delete a snapshot in any status."""
    delete_snapshot(call.cloud, snapshot, is_forced=True)
    return Answer(202)


OWN = "os-update_snapshot_status"  # the action that a snapshot's owner may take
ACTIONS = {
    "os-reset_status": reset_status,
    OWN: update_status,
    "os-force_delete": force_delete,
}
OPERATIONS = (
    Operation("POST", "/snapshots/{snapshot_id}/action", action, schema={"type": "object"}),
)

"""What was done to a server, by whom, and the events of each action."""

from __future__ import annotations

import hashlib
from typing import Any

from mini_nova_sandbox.compute.api import links
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row


def index(call: Call) -> Answer:
    """The actions of a server, newest first; of a deleted one, too, from 2.21 on."""
    owner = _owner(call)
    size = links.page_size(call) if call.version >= (2, 58) else links.MOST_ON_A_PAGE
    before = _marker(call) if call.version >= (2, 58) and call.query_value("marker") else 2**62
    rows = call.cloud.database.rows(
        "SELECT * FROM instance_actions WHERE instance_uuid = ? AND id < ? AND updated_at >= ? ORDER BY id DESC LIMIT ?",
        owner["uuid"],
        before,
        _since(call),
        size,
    )
    body: dict[str, Any] = {"instanceActions": [_view(call, row) for row in rows]}
    if call.version >= (2, 58) and len(rows) == size:
        body["links"] = links.next_page(call, rows[-1]["request_id"])
    return Answer(body=body)


def show(call: Call) -> Answer:
    """One action and its events."""
    owner = _owner(call)
    row = call.cloud.database.row(
        "SELECT * FROM instance_actions WHERE instance_uuid = ? AND request_id = ? ORDER BY id DESC",
        owner["uuid"],
        call.path["request_id"],
    )
    if row is None:
        raise NotFound(f"Action {call.path['request_id']} not found")
    shown = _view(call, row)
    if call.caller.is_admin or call.version >= (2, 51):
        events = call.cloud.database.rows(
            "SELECT * FROM instance_events WHERE action_id = ? ORDER BY id", row["id"]
        )
        shown["events"] = [_event(call, event, owner["project_id"]) for event in events]
    return Answer(body={"instanceAction": shown})


def _owner(call: Call) -> Row:
    uuid = call.path["server_id"]
    row = call.cloud.database.row(
        "SELECT uuid, project_id, deleted FROM instances WHERE uuid = ?", uuid
    )
    hidden = row is None or (row["deleted"] and call.version < (2, 21))
    if (
        row is None
        or hidden
        or not (call.caller.is_admin or row["project_id"] == call.caller.project_id)
    ):
        raise NotFound(f"Instance {uuid} could not be found.")
    return row


def _marker(call: Call) -> int:
    number = call.cloud.database.value(
        "SELECT id FROM instance_actions WHERE instance_uuid = ? AND request_id = ?",
        call.path["server_id"],
        call.query_value("marker"),
    )
    if number is None:
        raise BadRequest(f"Marker {call.query_value('marker')} could not be found.")
    return int(number)


def _since(call: Call) -> float:
    if call.version < (2, 58) or not call.query_value("changes-since"):
        return 0.0
    try:
        return clock.parse(call.query_value("changes-since"))
    except (ValueError, OverflowError) as error:
        raise BadRequest("Invalid input for query parameters changes-since.") from error


def _view(call: Call, row: Row) -> dict[str, Any]:
    shown = {
        "action": row["action"],
        "instance_uuid": row["instance_uuid"],
        "request_id": row["request_id"],
        "user_id": row["user_id"],
        "project_id": row["project_id"],
        "start_time": clock.bare_stamp(row["started_at"]),
        "message": row["message"],
    }
    if call.version >= (2, 58):
        shown["updated_at"] = clock.bare_stamp(row["updated_at"])
    return shown


def _event(call: Call, row: Row, project_id: str) -> dict[str, Any]:
    shown = {
        "event": row["event"],
        "start_time": clock.bare_stamp(row["started_at"]),
        "finish_time": clock.bare_stamp(row["finished_at"]),
        "result": row["result"],
    }
    if call.caller.is_admin:
        shown["traceback"] = None
    if call.version >= (2, 62):
        host = row["host"] or ""
        shown["hostId"] = hashlib.sha224(f"{project_id}{host}".encode()).hexdigest() if host else ""
        if call.caller.is_admin:
            shown["host"] = host
    if call.version >= (2, 84):
        shown["details"] = row["details"]
    return shown


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/os-instance-actions", index),
    Operation("GET", "/servers/{server_id}/os-instance-actions/{request_id}", show),
)

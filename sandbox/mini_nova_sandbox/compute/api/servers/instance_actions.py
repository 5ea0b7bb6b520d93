"""The history of a server: each action on it, who started it, and its events."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import microversions, paging
from mini_nova_sandbox.compute.api.moments import query_moment
from mini_nova_sandbox.compute.api.servers.view import host_id
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

NO_MARKER = 2**62  # above the number of every action
FOREVER = 1e12


def index(call: Call) -> Answer:
    """List a server's actions, newest first; from 2.21 a deleted server's, too."""
    instance = _find_instance(call)
    is_paged = call.version >= microversions.ACTION_PAGES
    size = paging.page_size(call) if is_paged else paging.MAX_LIMIT
    marker_number = _marker_number(call) if is_paged else NO_MARKER
    start, end = _period(call)
    rows = call.database.rows(
        "SELECT * FROM instance_actions WHERE instance_uuid = ? AND id < ?"
        " AND updated_at BETWEEN ? AND ? ORDER BY id DESC LIMIT ?",
        instance["uuid"],
        marker_number,
        start,
        end,
        size,
    )
    views = [_view(call, row) for row in rows]
    body: dict[str, Any] = {"instanceActions": views}
    if rows and is_paged and len(rows) == size:
        marker = rows[-1]["request_id"]
        body["links"] = paging.next_links(call, marker)
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show one action with its events."""
    instance = _find_instance(call)
    request_id = call.path["request_id"]
    row = call.database.row(
        "SELECT * FROM instance_actions WHERE instance_uuid = ? AND request_id = ?"
        " ORDER BY id DESC",
        instance["uuid"],
        request_id,
    )
    if row is None:
        raise NotFound(f"Action {request_id} not found")
    view = _view(call, row)
    if call.caller.is_admin or call.version >= microversions.EVENTS_FOR_OWNERS:
        events = call.database.rows(
            "SELECT * FROM instance_events WHERE action_id = ? ORDER BY id DESC", row["id"]
        )
        project_id = instance["project_id"]
        view["events"] = [_event_view(call, event, project_id) for event in events]
    return Answer(body={"instanceAction": view})


def _find_instance(call: Call) -> Row:
    """Return the server that the path names, deleted or not. Raises NotFound."""
    uuid = call.path["server_id"]
    row = call.database.row("SELECT uuid, project_id, deleted FROM instances WHERE uuid = ?", uuid)
    if row is None or not _is_visible(call, row):
        raise NotFound(f"Instance {uuid} could not be found.")
    return row


def _is_visible(call: Call, instance: Row) -> bool:
    if instance["deleted"] and call.version < microversions.ACTIONS_OF_DELETED:
        return False
    if call.caller.is_admin:
        return True
    return bool(instance["project_id"] == call.caller.project_id)


def _marker_number(call: Call) -> int:
    """Return the number of the action that ``marker`` names by its request. Raises BadRequest."""
    marker = call.query_value("marker")
    if not marker:
        return NO_MARKER
    number = call.database.value(
        "SELECT id FROM instance_actions WHERE instance_uuid = ? AND request_id = ?",
        call.path["server_id"],
        marker,
    )
    if number is None:
        raise BadRequest(f"Marker {marker} could not be found.")
    return int(number)


def _period(call: Call) -> tuple[float, float]:
    """Return the moments of ``changes-since`` (from 2.58) and ``changes-before`` (from 2.66).

    Raises BadRequest.
    """
    start = None
    end = None
    if call.version >= microversions.ACTION_PAGES:
        start = query_moment(call, "changes-since")
    if call.version >= microversions.CHANGES_BEFORE:
        end = query_moment(call, "changes-before")
    if start is not None and end is not None and end < start:
        raise BadRequest("The value of changes-since must be less than or equal to changes-before.")
    return start or 0.0, FOREVER if end is None else end


def _view(call: Call, row: Row) -> dict[str, Any]:
    view = {
        "action": row["action"],
        "instance_uuid": row["instance_uuid"],
        "request_id": row["request_id"],
        "user_id": row["user_id"] or None,  # nobody: the cloud itself
        "project_id": row["project_id"],
        "start_time": clock.bare_stamp(row["started_at"]),
        "message": row["message"],
    }
    if call.version >= microversions.ACTION_PAGES:
        view["updated_at"] = clock.bare_stamp(row["updated_at"])
    return view


def _event_view(call: Call, row: Row, project_id: str) -> dict[str, Any]:
    view = {
        "event": row["event"],
        "start_time": clock.bare_stamp(row["started_at"]),
        "finish_time": clock.bare_stamp(row["finished_at"]),
        "result": row["result"],
    }
    if call.caller.is_admin:
        view["traceback"] = None
    if call.version >= microversions.EVENT_HOST:
        view["hostId"] = host_id(project_id, row["host"])
        if call.caller.is_admin:
            view["host"] = row["host"] or ""
    if call.version >= microversions.EVENT_DETAILS:
        view["details"] = row["details"]
    return view


PATH = "/servers/{server_id}/os-instance-actions"
PARAMETERS = ("limit", "marker", "changes-since")
OPERATIONS = (
    Operation(
        "GET",
        PATH,
        index,
        until=microversions.before(microversions.CHANGES_BEFORE),
        parameters=PARAMETERS,
        strict_since=microversions.ACTION_PAGES,
    ),
    Operation(
        "GET",
        PATH,
        index,
        since=microversions.CHANGES_BEFORE,
        parameters=(*PARAMETERS, "changes-before"),
        strict_since=microversions.CHANGES_BEFORE,
    ),
    Operation("GET", f"{PATH}/{{request_id}}", show),
)

"""Glance's tasks over the API: an image's, for whoever sees it, and all of them, for admins."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, MethodNotAllowed, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.image import imports, paging, schemas
from mini_nova_sandbox.image.lookup import require_admin, visible_image
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

ACCESS = "tasks_api_access"
TASK: Schema = {"properties": {"type": schemas.TASK_PROPERTIES["type"]}}
STATUSES = schemas.TASK_PROPERTIES["status"]["enum"]
SORTABLE = ("id", "type", "status", "owner", "created_at", "updated_at", "expires_at")
FILTERS = ("status", "type", "owner", "image_id", "user_id", "request_id")


def of_image(call: Call) -> Answer:
    """List the tasks of an image. Raises NotFound."""
    image = visible_image(call, "The resource could not be found.")
    rows = imports.visible_tasks(call.database)
    tasks = [_row_view(row) for row in rows if row["image_id"] == image["id"]]
    return Answer(body={"tasks": tasks})


def index(call: Call) -> Answer:
    """List all tasks. Raises BadRequest, Forbidden."""
    require_admin(call, ACCESS)
    limit = paging.limit(call)
    rows = _filtered(call, _sorted(call, imports.visible_tasks(call.database)))
    rows = paging.after_marker(call, rows, "id", BadRequest("Invalid marker format"))[:limit]
    return Answer(body=paging.body(call, "/v2/tasks", rows, [_stub(row) for row in rows], "id"))


def _sorted(call: Call, rows: list[Row]) -> list[Row]:
    key = call.query_value("sort_key", "created_at")
    direction = call.query_value("sort_dir", "desc")
    if direction not in ("asc", "desc"):
        raise BadRequest(f"Invalid sort direction: {direction}")
    if key not in SORTABLE:
        raise BadRequest("Sort key supplied was not valid.")
    return sorted(rows, key=lambda row: str(row[key]), reverse=direction == "desc")


def _filtered(call: Call, rows: list[Row]) -> list[Row]:
    status = call.query_value("status")
    if status and status not in STATUSES:
        raise BadRequest(f"Invalid status value: {status}")
    kind = call.query_value("type")
    if kind and kind != "import":
        raise BadRequest(f"Invalid type value: {kind}")
    criteria = [(name, value) for name, value in call.query if name in FILTERS]
    return [row for row in rows if all(row[name] == value for name, value in criteria)]


def show(call: Call) -> Answer:
    """Show a task. Raises Forbidden, NotFound."""
    require_admin(call, ACCESS)
    task_id = call.path["task_id"]
    row = call.database.row("SELECT * FROM image_tasks WHERE id = ?", task_id)
    if row is None:
        raise NotFound(f"Could not find task {task_id}")
    return Answer(body=_view(row))


def create(call: Call) -> NoReturn:
    """Refuse a task: the sandbox's Glance imports from nowhere. Raises BadRequest, Forbidden."""
    require_admin(call, ACCESS)
    body = call.body
    if not isinstance(body, dict):
        raise BadRequest("Body expected in request.")
    for name in ("type", "input"):
        if name not in body:
            raise BadRequest(f"Task '{name}' is required")
    schemas.check("task", TASK, body)
    task_input = body["input"]
    source = task_input.get("import_from") if isinstance(task_input, dict) else None
    raise BadRequest(f"URI for legacy import task does not pass filtering: {source}")


def delete(call: Call) -> NoReturn:
    """Refuse to delete a task. Raises Forbidden, MethodNotAllowed."""
    require_admin(call, ACCESS)
    raise MethodNotAllowed(
        "This operation is currently not permitted on Glance Tasks. They are auto deleted after"
        " reaching the time based on their expires_at property.",
        headers={"allow": "GET"},
    )


def _stub(row: Row) -> dict[str, Any]:
    """Return a task as a list has it."""
    view = {
        "id": row["id"],
        "type": row["type"],
        "status": row["status"],
        "owner": row["owner"],
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "self": f"/v2/tasks/{row['id']}",
        "schema": "/v2/schemas/task",
    }
    if row["expires_at"]:
        view["expires_at"] = clock.stamp(row["expires_at"])
    return view


def _view(row: Row) -> dict[str, Any]:
    return {
        **_stub(row),
        "input": json.loads(row["input"]),
        "message": row["message"],
        "result": json.loads(row["result"]) if row["result"] else None,
        "image_id": row["image_id"],
        "request_id": row["request_id"],
        "user_id": row["user_id"],
    }


def _row_view(row: Row) -> dict[str, Any]:
    """Return a task as ``/images/ID/tasks`` has it: Glance shows the row of its database."""
    expires_at = row["expires_at"]
    return {
        "id": row["id"],
        "type": row["type"],
        "status": row["status"],
        "owner": row["owner"],
        "expires_at": clock.stamp(expires_at) if expires_at else None,
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "deleted_at": None,
        "deleted": False,
        "image_id": row["image_id"],
        "request_id": row["request_id"],
        "user_id": row["user_id"],
        "input": json.loads(row["input"]),
        "result": json.loads(row["result"]) if row["result"] else None,
        "message": row["message"],
    }


OPERATIONS = (
    Operation("GET", "/v2/images/{image_id}/tasks", of_image),
    Operation("GET", "/v2/tasks", index),
    Operation("POST", "/v2/tasks", create),
    Operation("GET", "/v2/tasks/{task_id}", show),
    Operation("DELETE", "/v2/tasks/{task_id}", delete),
)

"""The projects that may use a private volume type."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume import types
from mini_nova_sandbox.volume.api import schemas
from mini_nova_sandbox.volume.api.types import requested_type

PROJECT = schemas.obj({"project": schemas.NAME}, "project")
ACTION = {
    **schemas.obj({"addProjectAccess": PROJECT, "removeProjectAccess": PROJECT}),
    "minProperties": 1,
    "maxProperties": 1,
}


def index(call: Call) -> Answer:
    """List the projects that may use a private type. Raises Forbidden, NotFound."""
    call.caller.require_admin()
    volume_type = requested_type(call)
    if volume_type["is_public"]:
        raise NotFound("Access list not available for public volume types.")
    rows = call.database.rows(
        "SELECT volume_type_id, project_id FROM volume_type_access WHERE volume_type_id = ?",
        volume_type["id"],
    )
    return Answer(body={"volume_type_access": rows})


def action(call: Call) -> Answer:
    """Add or remove a project's access. Raises Conflict, Forbidden, NotFound."""
    call.caller.require_admin()
    type_id = requested_type(call)["id"]
    ((name, arguments),) = call.body.items()
    project_id = arguments["project"]
    if name == "addProjectAccess":
        _add(call, type_id, project_id)
    else:
        _remove(call, type_id, project_id)
    return Answer(202)


def _add(call: Call, type_id: str, project_id: str) -> None:
    if types.has_access(call.database, type_id, project_id):
        raise Conflict(
            f"Volume type access for {type_id} / {project_id} combination already exists."
        )
    row = {"volume_type_id": type_id, "project_id": project_id}
    call.database.insert("volume_type_access", row)


def _remove(call: Call, type_id: str, project_id: str) -> None:
    if not types.has_access(call.database, type_id, project_id):
        raise NotFound(f"Volume type access not found for {type_id} / {project_id} combination.")
    call.database.delete("volume_type_access", volume_type_id=type_id, project_id=project_id)


OPERATIONS = (
    Operation("GET", "/types/{type_id}/os-volume-type-access", index),
    Operation("POST", "/types/{type_id}/action", action, schema=ACTION),
)

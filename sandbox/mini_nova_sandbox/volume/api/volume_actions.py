"""``POST /volumes/ID/action``: the table of actions and their dispatch.

The body's only member names the action; its value holds the arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema, schema_problem
from mini_nova_sandbox.volume.api import attach_actions, change_actions, image_actions, schemas
from mini_nova_sandbox.volume.api.microversions import OLDEST, REVERT
from mini_nova_sandbox.volume.api.volumes import requested_volume
from mini_nova_sandbox.volume.volumes import Volume

Handler = Callable[[Call, Volume, Any], Answer]
CONNECTOR = schemas.obj({"connector": {"type": "object"}}, "connector", open_to_more=True)
SHORT_TEXT = {"type": ["string", "null"], "maxLength": 255}


@dataclass(frozen=True)
class Action:
    """An action: its handler, the schema of its arguments, and its first microversion."""

    handle: Handler
    schema: Schema = field(default_factory=dict)
    since: Microversion = OLDEST


ACTIONS: Mapping[str, Action] = {
    "os-reserve": Action(attach_actions.reserve),
    "os-unreserve": Action(attach_actions.unreserve),
    "os-attach": Action(
        attach_actions.attach,
        schemas.obj(
            {
                "instance_uuid": schemas.UUID_OR_NULL,
                "mountpoint": {"type": "string", "minLength": 1, "maxLength": 255},
                "host_name": SHORT_TEXT,
                "mode": {"type": "string", "enum": ["rw", "ro"]},
            },
            "mountpoint",
        ),
    ),
    "os-detach": Action(
        attach_actions.detach, schemas.obj({"attachment_id": schemas.UUID_OR_NULL})
    ),
    "os-force_detach": Action(
        attach_actions.force_detach,
        schemas.obj({"attachment_id": schemas.UUID_OR_NULL, "connector": {}}),
    ),
    "os-begin_detaching": Action(attach_actions.begin_detaching),
    "os-roll_detaching": Action(attach_actions.roll_detaching),
    "os-initialize_connection": Action(attach_actions.initialize_connection, CONNECTOR),
    "os-terminate_connection": Action(attach_actions.terminate_connection, CONNECTOR),
    "os-extend": Action(
        change_actions.extend, schemas.obj({"new_size": schemas.NEW_SIZE}, "new_size")
    ),
    "os-retype": Action(
        change_actions.retype,
        schemas.obj(
            {
                "new_type": schemas.NAME,
                "migration_policy": {"enum": ["on-demand", "never", None]},
            },
            "new_type",
        ),
    ),
    "revert": Action(
        change_actions.revert, schemas.obj({"snapshot_id": schemas.UUID}, "snapshot_id"), REVERT
    ),
    "os-set_bootable": Action(
        change_actions.set_bootable, schemas.obj({"bootable": schemas.BOOLEAN}, "bootable")
    ),
    "os-update_readonly_flag": Action(
        change_actions.update_readonly_flag,
        schemas.obj({"readonly": schemas.BOOLEAN}, "readonly"),
    ),
    "os-reset_status": Action(
        change_actions.reset_status,
        schemas.obj(
            {
                "status": SHORT_TEXT,
                "attach_status": SHORT_TEXT,
                "migration_status": SHORT_TEXT,
            }
        ),
    ),
    "os-force_delete": Action(change_actions.force_delete),
    "os-volume_upload_image": Action(
        image_actions.upload_image,
        schemas.obj(
            {
                "image_name": schemas.NAME,
                "force": schemas.BOOLEAN,
                "disk_format": {"enum": ["raw", "vmdk", "vdi", "qcow2", "vhd", "vhdx", "ploop"]},
                "container_format": SHORT_TEXT,
                "visibility": {"enum": ["community", "public", "private", "shared"]},
                "protected": schemas.BOOLEAN,
            },
            "image_name",
        ),
    ),
    "os-set_image_metadata": Action(
        image_actions.set_image_metadata, schemas.obj({"metadata": schemas.METADATA}, "metadata")
    ),
    "os-show_image_metadata": Action(image_actions.show_image_metadata),
    "os-unset_image_metadata": Action(
        image_actions.unset_image_metadata, schemas.obj({"key": schemas.NAME}, "key")
    ),
}


def action(call: Call) -> Answer:
    """Run the action that the body names. Raises BadRequest, NotFound."""
    if not isinstance(call.body, dict) or len(call.body) != 1:
        raise BadRequest("Malformed request body")
    ((name, arguments),) = call.body.items()
    volume_action = ACTIONS.get(name)
    if volume_action is None:
        raise BadRequest(
            f"There is no such action: {name}. Verify the request body and Content-Type header "
            "and try again."
        )
    if call.version < volume_action.since:
        raise NotFound("The resource could not be found.")
    problem = schema_problem(volume_action.schema, arguments)
    if problem:
        raise BadRequest(problem)
    return volume_action.handle(call, requested_volume(call), arguments)


OPERATIONS = (Operation("POST", "/volumes/{volume_id}/action", action, schema={"type": "object"}),)

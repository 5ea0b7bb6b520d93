"""``POST /servers/ID/action``: one table of actions, one way in.

An action is refused in states that it does not fit, sets its task state, records itself, and is cast to the host.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.servers import network_actions, rebuild_resize, servers
from mini_nova_sandbox.compute.api.servers.rebuild_resize import must_be
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound, NotImplementedHere
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import schema_problem
from mini_nova_sandbox.image import images
from mini_nova_sandbox.virt.driver import DriverError

Act = Callable[[Call, Instance, Any], Answer]


@dataclass(frozen=True)
class PowerAction:
    """An action that changes how the guest runs."""

    name: str  # as instance actions call it
    method: str  # of the compute manager
    task_state: str
    vm_states: tuple[str, ...]


POWER: Mapping[str, PowerAction] = {
    "os-stop": PowerAction(
        "stop", "stop_instance", states.POWERING_OFF, (states.ACTIVE, states.ERROR)
    ),
    "os-start": PowerAction("start", "start_instance", states.POWERING_ON, (states.STOPPED,)),
    "pause": PowerAction("pause", "pause_instance", states.PAUSING, (states.ACTIVE,)),
    "unpause": PowerAction("unpause", "unpause_instance", states.UNPAUSING, (states.PAUSED,)),
    "suspend": PowerAction("suspend", "suspend_instance", states.SUSPENDING, (states.ACTIVE,)),
    "resume": PowerAction("resume", "resume_instance", states.RESUMING, (states.SUSPENDED,)),
    "unrescue": PowerAction("unrescue", "unrescue_instance", states.UNRESCUING, (states.RESCUED,)),
}
REBOOTS: Mapping[str, PowerAction] = {
    "SOFT": PowerAction("reboot", "soft_reboot_instance", states.REBOOTING, (states.ACTIVE,)),
    "HARD": PowerAction(
        "reboot",
        "hard_reboot_instance",
        states.REBOOTING_HARD,
        (states.ACTIVE, states.STOPPED, states.PAUSED, states.SUSPENDED, states.ERROR),
    ),
}
RESCUE = PowerAction(
    "rescue", "rescue_instance", states.RESCUING, (states.ACTIVE, states.STOPPED, states.ERROR)
)


async def action(call: Call) -> Answer:
    """Does the one action that the body names."""
    name, given = _named(call)
    if name == "os-getConsoleOutput":
        return await _console_output(call, given)
    if name in network_actions.WAITING:
        return await network_actions.WAITING[name](call, servers.found(call), given)
    with call.cloud.database.transaction():
        instance = servers.found(call)
        if name not in ("unlock", "lock"):
            servers.refuse_locked(call, instance)
        if name in POWER:
            return _power(call, instance, POWER[name], name)
        return ACTIONS[name](call, instance, given)


def _named(call: Call) -> tuple[str, Any]:
    """The action and what it is given, checked. Raises BadRequest."""
    if not isinstance(call.body, dict) or len(call.body) != 1:
        raise BadRequest("Malformed request body")
    ((name, given),) = call.body.items()
    since, until = LIMITS.get(name, ((0, 0), (99, 0)))
    known = (
        name in POWER
        or name in ACTIONS
        or name in network_actions.WAITING
        or name == "os-getConsoleOutput"
    )
    if not known:
        raise BadRequest(f"There is no such action: {name}")
    if not since <= call.version <= until:
        raise NotFound("The resource could not be found.")
    schema = _schema(name, call.version)
    problem = schema_problem(schema, given) if schema is not None else ""
    if problem:
        raise BadRequest(problem)
    return name, given


def _schema(name: str, version: Microversion) -> Mapping[str, Any] | None:
    if name == "rebuild":
        return schemas.rebuild(version)
    return SCHEMAS.get(name)


def _power(call: Call, instance: Instance, what: PowerAction, name: str) -> Answer:
    """Sets the task state and casts to the host."""
    must_be(
        instance,
        name.removeprefix("os-"),
        what.vm_states,
        any_task=what.method == "hard_reboot_instance",
    )
    database, uuid = call.cloud.database, instance["uuid"]
    instances.change(database, uuid, task_state=what.task_state)
    actions.start(database, instance, what.name, call.request_id, call.caller.user_id)
    _cast(call, instance, what.method, task_state=what.task_state)
    return Answer(202)


def _cast(call: Call, instance: Instance, method: str, **arguments: Any) -> None:
    if not instance["host"]:
        raise Conflict(f"Instance {instance['uuid']} is not ready")
    call.cloud.queue.cast(
        f"compute.{instance['host']}",
        method,
        instance_uuid=instance["uuid"],
        request_id=call.request_id,
        **arguments,
    )


def _reboot(call: Call, instance: Instance, given: Any) -> Answer:
    return _power(call, instance, REBOOTS[given["type"].upper()], "reboot")


def _rescue(call: Call, instance: Instance, given: Any) -> Answer:
    password = (given or {}).get("adminPass") or secrets.token_urlsafe(9)
    _power(call, instance, RESCUE, "rescue")
    return Answer(200, {"adminPass": password})


def _lock(call: Call, instance: Instance, given: Any) -> Answer:
    by = "owner" if instance["project_id"] == call.caller.project_id else "admin"
    reason = (
        given.get("locked_reason") if isinstance(given, dict) and call.version >= (2, 73) else None
    )
    instances.change(
        call.cloud.database, instance["uuid"], locked=1, locked_by=by, locked_reason=reason
    )
    actions.start(call.cloud.database, instance, "lock", call.request_id, call.caller.user_id)
    return Answer(202)


def _unlock(call: Call, instance: Instance, _given: Any) -> Answer:
    instances.change(
        call.cloud.database, instance["uuid"], locked=0, locked_by=None, locked_reason=None
    )
    actions.start(call.cloud.database, instance, "unlock", call.request_id, call.caller.user_id)
    return Answer(202)


def _create_image(call: Call, instance: Instance, given: Any) -> Answer:
    fits = (states.ACTIVE, states.STOPPED, states.PAUSED, states.SUSPENDED)
    must_be(instance, "createImage", fits)
    database = call.cloud.database
    source = database.row("SELECT * FROM images WHERE id = ?", instance["image_ref"])
    image_id = images.create_snapshot(
        database,
        name=given["name"],
        owner=call.caller.project_id or instance["project_id"],
        source=source,
        properties={
            **given.get("metadata", {}),
            "instance_uuid": instance["uuid"],
            "image_type": "snapshot",
        },
    )
    instances.change(database, instance["uuid"], task_state=states.IMAGE_SNAPSHOT)
    actions.start(database, instance, "createImage", call.request_id, call.caller.user_id)
    _cast(call, instance, "snapshot_instance", image_id=image_id)
    if call.version >= (2, 45):
        return Answer(202, {"image_id": image_id})
    return Answer(202, headers={"location": f"{call.root}/image/v2/images/{image_id}"})


def _change_password(call: Call, instance: Instance, given: Any) -> Answer:
    must_be(instance, "changePassword", (states.ACTIVE,))
    instances.change(call.cloud.database, instance["uuid"], task_state=states.UPDATING_PASSWORD)
    actions.start(
        call.cloud.database, instance, "changePassword", call.request_id, call.caller.user_id
    )
    _cast(call, instance, "set_admin_password", password=given["adminPass"])
    return Answer(202)


def _reset_state(call: Call, instance: Instance, given: Any) -> Answer:
    call.caller.require_admin()
    instances.change(
        call.cloud.database, instance["uuid"], vm_state=given["state"], task_state=None
    )
    return Answer(202)


def _force_delete(call: Call, instance: Instance, _given: Any) -> Answer:
    servers.terminate(call, instance)
    return Answer(202)


async def _console_output(call: Call, given: Any) -> Answer:
    """The end of the guest's console: ``length`` lines, all of it without."""
    instance = servers.found(call)
    if not instance["host"] or instance["vm_state"] == states.BUILDING:
        raise Conflict(f"Instance {instance['uuid']} is not ready")
    try:
        text = await call.cloud.driver.console_output(guest_of(instance))
    except DriverError as error:
        raise Conflict(str(error)) from error
    length = (given or {}).get("length")
    if length is not None and int(length) >= 0:
        lines = text.split("\n")
        text = "\n".join(lines[len(lines) - min(int(length), len(lines)) :])
    return Answer(200, {"output": text})


def _not_here(_call: Call, _instance: Instance, _given: Any) -> Answer:
    raise NotImplementedHere(
        "The sandbox has no consoles to look at but the serial one (os-getConsoleOutput)."
    )


ACTIONS: Mapping[str, Act] = {
    "reboot": _reboot,
    "rescue": _rescue,
    "lock": _lock,
    "unlock": _unlock,
    "createImage": _create_image,
    "changePassword": _change_password,
    "os-resetState": _reset_state,
    "forceDelete": _force_delete,
    "rebuild": rebuild_resize.rebuild,
    "resize": rebuild_resize.resize,
    "confirmResize": rebuild_resize.confirm_resize,
    "revertResize": rebuild_resize.revert_resize,
    "addSecurityGroup": network_actions.add_security_group,
    "removeSecurityGroup": network_actions.remove_security_group,
    "os-getVNCConsole": _not_here,
    "os-getSPICEConsole": _not_here,
    "os-getSerialConsole": _not_here,
}
LIMITS: Mapping[str, tuple[Microversion, Microversion]] = {
    "addFixedIp": ((0, 0), (2, 43)),
    "removeFixedIp": ((0, 0), (2, 43)),
    "addFloatingIp": ((0, 0), (2, 43)),
    "removeFloatingIp": ((0, 0), (2, 43)),
    "os-getVNCConsole": ((0, 0), (2, 5)),
    "os-getSPICEConsole": ((0, 0), (2, 5)),
    "os-getSerialConsole": ((0, 0), (2, 5)),
}
_PASSWORD = {"type": "object", "properties": {"adminPass": schemas.TEXT}, "required": ["adminPass"]}
_LENGTH = {
    "type": ["integer", "string", "null"],
    "pattern": "^-?[0-9]{1,9}$",
    "minimum": -1,
    "maximum": 2**31 - 1,
}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "reboot": {
        "type": "object",
        "properties": {
            "type": {"type": "string", "pattern": "^([hH][aA][rR][dD]|[sS][oO][fF][tT])$"}
        },
        "required": ["type"],
        "additionalProperties": False,
    },
    "rescue": {
        "type": ["object", "null"],
        "properties": {"adminPass": schemas.TEXT, "rescue_image_ref": schemas.UUID},
        "additionalProperties": False,
    },
    "lock": {"type": ["object", "null"], "properties": {"locked_reason": schemas.TEXT}},
    "createImage": {
        "type": "object",
        "properties": {"name": schemas.NAME, "metadata": schemas.METADATA},
        "required": ["name"],
        "additionalProperties": False,
    },
    "changePassword": _PASSWORD,
    "os-getConsoleOutput": {"type": ["object", "null"], "properties": {"length": _LENGTH}},
    "os-resetState": {
        "type": "object",
        "properties": {"state": {"type": "string", "enum": ["active", "error"]}},
        "required": ["state"],
    },
    "resize": {
        "type": "object",
        "properties": {
            "flavorRef": {"type": ["string", "integer"], "minLength": 1, "maxLength": 255},
            "OS-DCF:diskConfig": {"type": "string", "enum": ["AUTO", "MANUAL"]},
        },
        "required": ["flavorRef"],
        "additionalProperties": False,
    },
    "addSecurityGroup": network_actions.GROUP,
    "removeSecurityGroup": network_actions.GROUP,
    "addFixedIp": network_actions.NETWORK,
    "removeFixedIp": network_actions.ADDRESS,
    "addFloatingIp": network_actions.ADDRESS,
    "removeFloatingIp": network_actions.ADDRESS,
}
OPERATIONS = (Operation("POST", "/servers/{server_id}/action", action, schema={"type": "object"}),)

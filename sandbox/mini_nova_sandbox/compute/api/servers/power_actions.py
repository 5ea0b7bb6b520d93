"""The actions that change how a guest runs: start, stop, pause, suspend, reboot, rescue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from mini_nova_sandbox.compute import block_storage, states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.servers.dispatch import (
    begin_action,
    cast_to_host,
    record_action,
)
from mini_nova_sandbox.compute.api.servers.preconditions import require_state
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row


@dataclass(frozen=True)
class PowerAction:
    """An action that the host carries out on its own."""

    name: str  # in the server's history and in errors
    method: str  # of the compute manager
    task_state: str
    vm_states: tuple[str, ...]  # that allow it
    during_tasks: bool = False


START = PowerAction("start", "start_instance", states.POWERING_ON, (states.STOPPED,))
STOP = PowerAction("stop", "stop_instance", states.POWERING_OFF, (states.ACTIVE, states.ERROR))
PAUSE = PowerAction("pause", "pause_instance", states.PAUSING, (states.ACTIVE,))
UNPAUSE = PowerAction("unpause", "unpause_instance", states.UNPAUSING, (states.PAUSED,))
SUSPEND = PowerAction("suspend", "suspend_instance", states.SUSPENDING, (states.ACTIVE,))
RESUME = PowerAction("resume", "resume_instance", states.RESUMING, (states.SUSPENDED,))
RESCUE = PowerAction(
    "rescue", "rescue_instance", states.RESCUING, (states.ACTIVE, states.STOPPED, states.ERROR)
)
UNRESCUE = PowerAction("unrescue", "unrescue_instance", states.UNRESCUING, (states.RESCUED,))
SOFT_REBOOT = PowerAction("reboot", "soft_reboot_instance", states.REBOOTING, (states.ACTIVE,))
HARD_REBOOT = PowerAction(
    "reboot",
    "hard_reboot_instance",
    states.REBOOTING_HARD,
    (states.ACTIVE, states.STOPPED, states.PAUSED, states.SUSPENDED, states.ERROR),
    during_tasks=True,
)
STABLE_RESCUE = ("hw_rescue_device", "hw_rescue_bus")  # properties of rescue images
CRASHABLE = (states.ACTIVE, states.PAUSED, states.RESCUED, states.RESIZED, states.ERROR)
REBOOTS = {"SOFT": SOFT_REBOOT, "HARD": HARD_REBOOT}


def _begin(action: PowerAction, call: Call, instance: Instance) -> None:
    name = action.name
    task_state = action.task_state
    require_state(instance, name, action.vm_states, during_tasks=action.during_tasks)
    begin_action(call, instance, name, task_state)
    cast_to_host(call, instance, action.method, task_state=task_state)


def _handle(action: PowerAction, call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Handle an action that takes no arguments."""
    _begin(action, call, instance)
    return Answer(202)


start = partial(_handle, START)
stop = partial(_handle, STOP)
pause = partial(_handle, PAUSE)
unpause = partial(_handle, UNPAUSE)
suspend = partial(_handle, SUSPEND)
resume = partial(_handle, RESUME)
unrescue = partial(_handle, UNRESCUE)


def reboot(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Reboot a server, softly or hard."""
    reboot_type = arguments["type"].upper()
    _begin(REBOOTS[reboot_type], call, instance)
    return Answer(202)


def trigger_crash_dump(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Crash the guest's kernel: these drivers note it, and the guest goes on."""
    require_state(instance, "trigger_crash_dump", CRASHABLE)
    record_action(call, instance, "trigger_crash_dump")
    return Answer(202)


def rescue(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Rescue a server, from an image if the body names one; answer the rescue guest's password."""
    arguments = arguments or {}
    require_state(instance, RESCUE.name, RESCUE.vm_states)
    image = None
    if "rescue_image_ref" in arguments:
        image = _find_image(call, arguments["rescue_image_ref"])
    if block_storage.is_volume_backed(instance):
        _require_stable_device(call, instance, image)
    password = arguments.get("adminPass") or chance.new_token("server password", 9)
    _begin(RESCUE, call, instance)
    return Answer(200, {"adminPass": password})


def _require_stable_device(call: Call, instance: Instance, image: Row | None) -> None:
    """Raise BadRequest unless the rescue image attaches itself beside the root volume, from 2.87."""
    properties = images.properties(image) if image else {}
    is_stable = all(name in properties for name in STABLE_RESCUE)
    if not is_stable or call.version < microversions.RESCUE_VOLUMES:
        uuid = instance["uuid"]
        raise BadRequest(
            f"Instance {uuid} cannot be rescued: Cannot rescue a volume-backed instance"
        )


def _find_image(call: Call, image_id: str) -> Row:
    """Return a rescue image. Raises BadRequest for one that the caller cannot use."""
    caller = call.caller
    image = images.find(call.database, image_id, caller.project_id, caller.is_admin)
    if image is None:
        raise BadRequest(f"Image {image_id} could not be found.")
    return image

"""The actions that change how a guest runs: start, stop, pause, suspend, reboot, rescue."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api.servers.dispatch import begin_action, cast_to_host
from mini_nova_sandbox.compute.api.servers.preconditions import require_state
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call


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
REBOOTS = {"SOFT": SOFT_REBOOT, "HARD": HARD_REBOOT}


def _start_power_action(call: Call, instance: Instance, action: PowerAction) -> None:
    name = action.name
    task_state = action.task_state
    require_state(instance, name, action.vm_states, during_tasks=action.during_tasks)
    begin_action(call, instance, name, task_state)
    cast_to_host(call, instance, action.method, task_state=task_state)


def _handler(action: PowerAction) -> Callable[[Call, Instance, Any], Answer]:
    """Return the handler of an action that takes no arguments."""

    def handle(call: Call, instance: Instance, _arguments: Any) -> Answer:
        _start_power_action(call, instance, action)
        return Answer(202)

    return handle


start = _handler(START)
stop = _handler(STOP)
pause = _handler(PAUSE)
unpause = _handler(UNPAUSE)
suspend = _handler(SUSPEND)
resume = _handler(RESUME)
unrescue = _handler(UNRESCUE)


def reboot(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Reboot a server, softly or hard."""
    reboot_type = arguments["type"].upper()
    _start_power_action(call, instance, REBOOTS[reboot_type])
    return Answer(202)


def rescue(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Rescue a server; answer the admin password of the rescue guest."""
    password = (arguments or {}).get("adminPass")
    if not password:
        password = secrets.token_urlsafe(9)
    _start_power_action(call, instance, RESCUE)
    return Answer(200, {"adminPass": password})

"""Actions on servers that end in another status, by way of a task."""

from typing import NamedTuple

from .fleet import Life
from .messages import Answer
from .nova_call import BadRequest, Call
from .refusals import nova_refusal


class Action(NamedTuple):
    """The status that an action needs, its task, and the status that it leads to."""

    source: str
    task: str
    target: str


ACTIONS = {
    "pause": Action("ACTIVE", "pausing", "PAUSED"),
    "unpause": Action("PAUSED", "unpausing", "ACTIVE"),
}


def act(call: Call) -> Answer:
    """Begin an action; it takes as long as ``action_takes`` says."""
    fleet = call.world.fleet
    fleet.advance()
    server = fleet.servers.get(call.named)
    if server is None or server["tenant_id"] != call.project_id:
        return nova_refusal(404, f"Instance {call.named} could not be found.")
    (name,) = call.request.json
    if name not in ACTIONS:
        raise BadRequest(f"There is no such action: {name}")
    action = ACTIONS[name]
    if server["status"] != action.source or server["OS-EXT-STS:task_state"]:
        return nova_refusal(
            409,
            f"Cannot '{name}' instance {server['id']} while it is in vm_state "
            f"{server['OS-EXT-STS:vm_state']}",
        )
    fleet.change(
        server["id"], Life(server, [(action.task, call.world.action_takes)], action.target, [])
    )
    return Answer(202)

"""``POST /servers/ID/action``: the table of actions and their dispatch.

The body's only member names the action; its value holds the arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.compute.api.microversions import (
    CRASH_DUMP,
    LEGACY,
    NEWEST,
    NO_ADDRESS_ACTIONS,
    NO_CONSOLE_ACTIONS,
    before,
)
from mini_nova_sandbox.compute.api.servers import (
    address_actions,
    change_password,
    consoles,
    create_backup,
    create_image,
    deletion,
    deprecated,
    evacuate,
    live_migration,
    lock,
    power_actions,
    rebuild,
    reset_state,
    resize,
    server_security_groups,
    shelve,
)
from mini_nova_sandbox.compute.api.servers.action_schemas import action_schema
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server, require_unlocked
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import schema_problem

Handler = Callable[[Call, Instance, Any], Answer]
AsyncHandler = Callable[[Call, Instance, Any], Awaitable[Answer]]

ACTIONS: Mapping[str, Handler] = {  # each runs in one transaction
    "os-start": power_actions.start,
    "os-stop": power_actions.stop,
    "pause": power_actions.pause,
    "unpause": power_actions.unpause,
    "suspend": power_actions.suspend,
    "resume": power_actions.resume,
    "reboot": power_actions.reboot,
    "rescue": power_actions.rescue,
    "unrescue": power_actions.unrescue,
    "lock": lock.lock,
    "unlock": lock.unlock,
    "createImage": create_image.create_image,
    "changePassword": change_password.change_password,
    "os-resetState": reset_state.reset_state,
    "forceDelete": deletion.force_delete,
    "rebuild": rebuild.rebuild,
    "resize": resize.resize,
    "confirmResize": resize.confirm_resize,
    "revertResize": resize.revert_resize,
    "migrate": resize.migrate,
    "os-migrateLive": live_migration.start,
    "evacuate": evacuate.evacuate,
    "shelve": shelve.shelve,
    "shelveOffload": shelve.shelve_offload,
    "unshelve": shelve.unshelve,
    "addSecurityGroup": server_security_groups.add,
    "removeSecurityGroup": server_security_groups.remove,
    "createBackup": create_backup.create_backup,
    "restore": deletion.restore,
    "resetNetwork": deprecated.refuse_reset_network,
    "injectNetworkInfo": deprecated.inject_network_info,
    "trigger_crash_dump": power_actions.trigger_crash_dump,
    "os-getVNCConsole": partial(consoles.get_console, "vnc"),
    "os-getSPICEConsole": partial(consoles.get_console, "spice"),
    "os-getSerialConsole": partial(consoles.get_console, "serial"),
    "os-getRDPConsole": consoles.refuse_rdp_console,
}
ASYNC_ACTIONS: Mapping[str, AsyncHandler] = {  # each waits for a driver
    "os-getConsoleOutput": consoles.console_output,
    "addFixedIp": address_actions.add_fixed_ip,
    "removeFixedIp": address_actions.remove_fixed_ip,
    "addFloatingIp": address_actions.add_floating_ip,
    "removeFloatingIp": address_actions.remove_floating_ip,
}
LAST_VERSIONS: Mapping[str, Microversion] = {  # of the actions that Nova has removed
    "addFixedIp": before(NO_ADDRESS_ACTIONS),
    "removeFixedIp": before(NO_ADDRESS_ACTIONS),
    "addFloatingIp": before(NO_ADDRESS_ACTIONS),
    "removeFloatingIp": before(NO_ADDRESS_ACTIONS),
    "os-getVNCConsole": before(NO_CONSOLE_ACTIONS),
    "os-getSPICEConsole": before(NO_CONSOLE_ACTIONS),
    "os-getSerialConsole": before(NO_CONSOLE_ACTIONS),
    "os-getRDPConsole": before(NO_CONSOLE_ACTIONS),
}
FIRST_VERSIONS: Mapping[str, Microversion] = {  # of the actions that came later
    "trigger_crash_dump": CRASH_DUMP,
}
UNLOCKED = (  # the actions that a lock does not forbid
    "lock",
    "unlock",
    "createImage",
    "createBackup",
    "os-getVNCConsole",
    "os-getSPICEConsole",
    "os-getSerialConsole",
    "os-getRDPConsole",
)


async def action(call: Call) -> Answer:
    """Run the action that the body names."""
    name, arguments = _parse(call)
    if name in ASYNC_ACTIONS:
        handle_async = ASYNC_ACTIONS[name]
        instance = requested_server(call)
        return await handle_async(call, instance, arguments)
    handle = ACTIONS[name]
    with call.database.transaction():
        instance = requested_server(call)
        if name not in UNLOCKED:
            require_unlocked(call, instance)
        return handle(call, instance, arguments)


def _parse(call: Call) -> tuple[str, Any]:
    """Return an action's name and its valid arguments. Raises BadRequest, NotFound."""
    body = call.body
    if not isinstance(body, dict) or len(body) != 1:
        raise BadRequest("Malformed request body")
    ((name, arguments),) = body.items()
    if name not in ACTIONS and name not in ASYNC_ACTIONS:
        raise BadRequest(f"There is no such action: {name}")
    last_version = LAST_VERSIONS.get(name, NEWEST)
    first_version = FIRST_VERSIONS.get(name, LEGACY)
    if not first_version <= call.version <= last_version:
        raise NotFound("The resource could not be found.")
    schema = action_schema(name, call.version)
    problem = schema_problem(schema, arguments, name)
    if problem:
        raise BadRequest(problem)
    return name, arguments


OPERATIONS = (Operation("POST", "/servers/{server_id}/action", action, schema={"type": "object"}),)

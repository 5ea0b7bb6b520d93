"""A sandbox that notes which of its operations it has carried out.

``python -m tests.clients.recording FILE OPTION...``, with the options of ``mini_nova_sandbox``. FILE
gets a line for each operation that exists (``has``), then one at the first success of each
(``drove``): ``drove compute POST /servers/{server_id}/action os-stop``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from mini_nova_sandbox.__main__ import main
from mini_nova_sandbox.compute.api import aggregate_schemas
from mini_nova_sandbox.compute.api.servers import actions
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.deferred import AnyService
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.service import Service
from mini_nova_sandbox.server import serve
from mini_nova_sandbox.server.services import services
from mini_nova_sandbox.volume.api import snapshot_actions, volume_actions

OWN = ("sandbox", "page")  # the services that no client of OpenStack knows
ACTIONS = {  # of the operations whose body names what they do
    "/servers/{server_id}/action": (*actions.ACTIONS, *actions.ASYNC_ACTIONS),
    "/flavors/{flavor_id}/action": ("addTenantAccess", "removeTenantAccess"),
    "/os-aggregates/{aggregate_id}/action": tuple(aggregate_schemas.ACTIONS),
    "/volumes/{volume_id}/action": tuple(volume_actions.ACTIONS),
    "/snapshots/{snapshot_id}/action": tuple(snapshot_actions.ACTIONS),
    "/types/{type_id}/action": ("addProjectAccess", "removeProjectAccess"),
}


class Record:
    """The file with the operations."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._driven: set[str] = set()

    def list_operations(self, services: list[AnyService]) -> None:
        """Write a line for each operation."""
        names: dict[str, None] = {}
        for service in services:
            if service.name not in OWN:
                names.update(dict.fromkeys(_names(service)))
        self._append("".join(f"has {name}\n" for name in names))

    def note(self, service: Service, operation: Operation, call: Call) -> None:
        """Write a line if this is the operation's first success."""
        name = " ".join([service.name, operation.method, operation.path])
        if operation.path in ACTIONS and isinstance(call.body, dict):
            name = " ".join([name, *map(str, call.body)])
        if name not in self._driven:
            self._driven.add(name)
            self._append(f"drove {name}\n")

    def _append(self, text: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(text)


def _names(service: AnyService) -> Iterator[str]:
    """The names of a service's operations, with one for each action."""
    for operation in service.operations:
        name = f"{service.name} {operation.method} {operation.path}"
        actions_here = ACTIONS.get(operation.path, ())
        yield from (f"{name} {action}" for action in actions_here)
        if not actions_here:
            yield name


def record(path: Path) -> None:
    """Make this process's sandbox write a record."""
    operations = Record(path)
    list_services = services
    run = Service._run

    def services_and_list(*arguments: Any) -> list[AnyService]:
        all_services = list_services(*arguments)
        operations.list_operations(all_services)
        return all_services

    async def run_and_note(self: Service, operation: Operation, call: Call) -> Answer:
        answer = await run(self, operation, call)
        operations.note(self, operation, call)
        return answer

    mock.patch.object(serve, "services", services_and_list).start()
    mock.patch.object(Service, "_run", run_and_note).start()


if __name__ == "__main__":
    record(Path(sys.argv.pop(1)))
    sys.exit(main())

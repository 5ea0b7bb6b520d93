"""Operations on the whole state, below ``/sandbox``: save, load, fork."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import ApiError, BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.server import fork_state, load_state, saved_state
from mini_nova_sandbox.server.fork_server import ForkFailed, ForkServer
from mini_nova_sandbox.server.load_state import ServersLost, Unfinished
from mini_nova_sandbox.server.saved_state import StateBusy
from mini_nova_sandbox.server.sources import Unloadable

PRECONDITION_FAILED = 412
PATH: Mapping[str, Any] = {"type": "string", "pattern": "^/", "maxLength": 4096}
SAVE_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"path": PATH},
    "required": ["path"],
    "additionalProperties": False,
}
LOAD_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"path": PATH, "force": {"type": "boolean"}},
    "required": ["path"],
    "additionalProperties": False,
}


FORK_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"parent": PATH, "source": PATH},
    "required": ["parent"],
    "additionalProperties": False,
}


class StateOperations:
    """The operations; ``passwords`` are those of admin and demo, and the control key."""

    def __init__(
        self, cloud: Cloud, forks: ForkServer | None, passwords: Mapping[str, str]
    ) -> None:
        self._cloud = cloud
        self._forks = forks
        self._passwords = passwords
        self._loading = asyncio.Lock()

    def operations(self) -> list[Operation]:
        """Return the table of operations."""
        return [
            Operation("POST", "/save", self.save, schema=SAVE_SCHEMA),
            Operation("POST", "/load", self.load, schema=LOAD_SCHEMA),
            Operation("POST", "/fork", self.fork, schema=FORK_SCHEMA),
        ]

    async def save(self, call: Call) -> Answer:
        """Save the state in a directory."""
        _require_files(self._cloud)
        with _refusals():
            description = saved_state.save(self._cloud, Path(call.body["path"]))
        return Answer(201, {"saved": description})

    async def load(self, call: Call) -> Answer:
        """Load a saved state, or a recorded cloud."""
        _require_files(self._cloud)
        path = Path(call.body["path"])
        force = call.body.get("force", False)
        with _refusals():
            async with self._loading, self._cloud.gate.closed():
                await load_state.load(self._cloud, path, self._passwords, force=force)
        servers = instances.count(self._cloud.database)
        return Answer(body={"url": self._cloud.root, "servers": servers})

    async def fork(self, call: Call) -> Answer:
        """Start another sandbox on a copy of the state, or of a source's."""
        _require_files(self._cloud)
        assert self._forks is not None, "a process has a fork server"  # noqa: S101 - an invariant
        source = call.body.get("source")
        path = Path(source) if source else None
        parent = Path(call.body["parent"])
        with _refusals():
            settings = fork_state.prepare(self._cloud, parent, path, self._passwords)
            try:
                return Answer(201, {"fork": await self._forks.fork(settings)})
            except BaseException:  # whoever has asked may be gone
                fork_state.remove(settings)
                raise


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what stands in the way of the block into an answer."""
    try:
        yield
    except Unloadable as error:
        raise BadRequest(f"{error}.") from error
    except Unfinished as error:
        raise ApiError(f"{error}.") from error
    except (ServersLost, StateBusy, ForkFailed, RuntimeError) as error:
        raise _refusal(f"{error}.") from error


def _require_files(cloud: Cloud) -> None:
    """Refuse to save or load guests that live in a hypervisor, which has only one of each."""
    if cloud.driver.name != "fake":
        raise _refusal(
            "Only a sandbox with the driver fake has a state that can be saved, loaded or forked:"
            " the guests of libvirt are in its hypervisor."
        )


def _refusal(message: str) -> ApiError:
    return ApiError(message, status=PRECONDITION_FAILED)

"""Operations on the whole state, below ``/sandbox``: save, load."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import ApiError, BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.server import load_state, saved_state
from mini_nova_sandbox.server.load_state import ServersLost
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


def state_operations(cloud: Cloud, passwords: Mapping[str, str]) -> list[Operation]:
    """Return the operations; ``passwords`` are those of admin and demo."""

    async def save(call: Call) -> Answer:
        """Save the state in a directory."""
        _require_files(cloud)
        path = Path(call.body["path"])
        try:
            return Answer(201, {"saved": saved_state.save(cloud, path)})
        except StateBusy as error:
            raise _refusal(error) from error

    async def load(call: Call) -> Answer:
        """Load a saved state, or a recorded cloud."""
        _require_files(cloud)
        path = Path(call.body["path"])
        force = call.body.get("force", False)
        try:
            await load_state.load(cloud, path, passwords, force=force)
        except Unloadable as error:
            raise BadRequest(f"{error}.") from error
        except (ServersLost, StateBusy, RuntimeError) as error:
            raise _refusal(error) from error
        servers = cloud.database.value("SELECT count(*) FROM instances WHERE deleted = 0")
        return Answer(body={"url": cloud.root, "servers": servers})

    return [
        Operation("POST", "/save", save, schema=SAVE_SCHEMA),
        Operation("POST", "/load", load, schema=LOAD_SCHEMA),
    ]


def _require_files(cloud: Cloud) -> None:
    """Refuse to save or load guests that live in a hypervisor, which has only one of each."""
    if cloud.driver.name != "fake":
        raise ApiError(
            "Only a sandbox with the driver fake has a state that can be saved, loaded or forked:"
            " the guests of libvirt are in its hypervisor.",
            status=PRECONDITION_FAILED,
        )


def _refusal(error: Exception) -> ApiError:
    return ApiError(f"{error}.", status=PRECONDITION_FAILED)

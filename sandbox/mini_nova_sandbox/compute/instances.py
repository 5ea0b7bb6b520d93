"""Rows of instances: found for a caller, changed, and the JSON in them taken apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

Instance = dict[str, Any]
JSON_COLUMNS = (
    "extra_specs",
    "metadata",
    "tags",
    "security_groups",
    "block_device_mapping",
    "nw_info",
    "image_properties",
    "trusted_image_certificates",
    "scheduler_hints",
    "old_flavor",
)


def parse(row: Row) -> Instance:
    """A row as a dictionary, its JSON columns as values."""
    instance = dict(row)
    for name in JSON_COLUMNS:
        text = instance.get(name)
        if text is not None:
            instance[name] = {} if text == "{}" else [] if text == "[]" else json.loads(text)
    return instance


def find(database: Database, uuid: str) -> Instance | None:
    """The instance of an id that is not deleted, whoever owns it."""
    row = database.row("SELECT * FROM instances WHERE uuid = ? AND deleted = 0", uuid)
    return None if row is None else parse(row)


def find_for_caller(database: Database, uuid: str, caller: Caller) -> Instance:
    """The instance of an id, if it is there for the caller. Raises NotFound."""
    instance = find(database, uuid)
    if instance is None or not (caller.is_admin or instance["project_id"] == caller.project_id):
        raise NotFound(f"Instance {uuid} could not be found.")
    return instance


def change(database: Database, uuid: str, **changes: Any) -> None:
    """Sets columns of an instance that is not deleted; lists and mappings are written as JSON."""
    values = {
        name: json.dumps(value) if name in JSON_COLUMNS and value is not None else value
        for name, value in changes.items()
    }
    database.update("instances", {**values, "updated_at": clock.now()}, uuid=uuid, deleted=0)


def mark_error(
    database: Database, uuid: str, message: str, *, code: int = 500, details: str = ""
) -> None:
    """Puts an instance into ERROR, with the fault that the API shows."""
    change(
        database,
        uuid,
        vm_state=states.ERROR,
        task_state=None,
        fault_code=code,
        fault_message=message[:255],
        fault_details=details,
        fault_at=clock.now(),
    )


def mark_deleted(database: Database, uuid: str) -> None:
    """Marks an instance deleted; its row stays, for usage and for lists of the deleted."""
    now = clock.now()
    database.update(
        "instances",
        {
            "vm_state": states.DELETED,
            "task_state": None,
            "power_state": states.POWER_NOSTATE,
            "terminated_at": now,
            "updated_at": now,
            "deleted": 1,
            "nw_info": "[]",
            "old_host": None,
            "old_flavor": None,
        },
        uuid=uuid,
        deleted=0,
    )


def flavor_columns(instance: Mapping[str, Any]) -> dict[str, Any]:
    """The flavor as the instance's row keeps it, as columns by name."""
    names = (
        "flavor_name",
        "flavor_id",
        "memory_mb",
        "vcpus",
        "root_gb",
        "ephemeral_gb",
        "swap",
        "rxtx_factor",
        "extra_specs",
    )
    return {name: instance[name] for name in names}


def instance_name(instance: Mapping[str, Any]) -> str:
    """``instance-0000002a``: the name that the hypervisor knows it by."""
    return f"instance-{instance['id']:08x}"

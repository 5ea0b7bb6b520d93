"""Rows of instances: find, change, mark as failed or deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import aggregates, states
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row
from mini_nova_sandbox.state.settings import ZONE

Instance = dict[str, Any]
FLAVOR_COLUMNS = (
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
    "new_flavor",
)

_DECODER = json.JSONDecoder()  # its raw_decode looks for no white space around the value
NO_CLAIM = {"new_host": None, "new_flavor": None}  # the columns of a move's claim, without one


def parse(row: Row) -> Instance:
    """Return a row with the values of its JSON columns parsed."""
    instance = dict(row)
    for name in JSON_COLUMNS:
        text = instance.get(name)
        if text is not None:
            instance[name] = _parse_json(text)
    return instance


def _parse_json(text: str) -> Any:
    """Parse JSON, fast for the two most frequent texts: a list has thousands of them."""
    if text == "{}":
        return {}
    if text == "[]":
        return []
    value, _ = _DECODER.raw_decode(text)
    return value


def count(database: Database) -> int:
    """Return how many instances there are that are not deleted."""
    return int(database.value("SELECT count(*) FROM instances WHERE deleted = 0"))


def find(database: Database, uuid: str) -> Instance | None:
    """Return the instance with an id, whoever owns it; None if it is deleted or unknown."""
    row = database.row("SELECT * FROM instances WHERE uuid = ? AND deleted = 0", uuid)
    return None if row is None else parse(row)


def find_for_caller(database: Database, uuid: str, caller: Caller) -> Instance:
    """Return the instance with an id. Raises NotFound if it is not the caller's."""
    instance = find(database, uuid)
    if instance is None or not (caller.is_admin or instance["project_id"] == caller.project_id):
        raise NotFound(f"Instance {uuid} could not be found.")
    return instance


def change(database: Database, uuid: str, **changes: Any) -> None:
    """Set columns of an instance that is not deleted, writing lists and mappings as JSON."""
    values = {name: _column_value(name, value) for name, value in changes.items()}
    values["updated_at"] = clock.now()
    database.update("instances", values, uuid=uuid, deleted=0)


def _column_value(name: str, value: Any) -> Any:
    if name in JSON_COLUMNS and value is not None:
        return json.dumps(value)
    return value


def location(database: Database, host: str) -> dict[str, str]:
    """Return the columns that say where an instance is: on a host, in the host's zone."""
    zone = aggregates.zones(database).get(host, ZONE)
    return {"host": host, "node": host, "availability_zone": zone}


def mark_error(
    database: Database, uuid: str, message: str, *, code: int = 500, details: str = ""
) -> None:
    """Put an instance into ERROR, with the fault that the API shows."""
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
    """Mark an instance deleted; its row stays, for usage and for lists of deleted servers."""
    change(
        database,
        uuid,
        vm_state=states.DELETED,
        task_state=None,
        power_state=states.POWER_NOSTATE,
        terminated_at=clock.now(),
        deleted=1,
        nw_info=[],
        block_device_mapping=[],
        old_host=None,
        old_flavor=None,
        **NO_CLAIM,
    )


def flavor_columns(instance: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an instance that describe its flavor."""
    return {name: instance[name] for name in FLAVOR_COLUMNS}


def instance_name(instance: Mapping[str, Any]) -> str:
    """Return the hypervisor's name for an instance: ``instance-0000002a``."""
    return f"instance-{instance['id']:08x}"

"""The filters of ``GET /servers``: each turns the values of a query parameter into a condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.moments import parse_moment
from mini_nova_sandbox.compute.api.servers.conditions import Conditions, placeholders
from mini_nova_sandbox.compute.api.servers.patterns import address_pattern
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest

Filter = Callable[[Call, Conditions, list[str]], None]
TRUE_WORDS = ("1", "true", "True", "TRUE", "yes", "on", "t", "y")
FALSE_WORDS = ("0", "false", "False", "FALSE", "no", "off", "f", "n")
MAX_FILTER_TAGS = 50
HAS_TAG = "EXISTS (SELECT 1 FROM json_each(instances.tags) WHERE json_each.value = ?)"
COLUMN_FILTERS: Mapping[str, str] = {  # the column that equals one of the values
    "uuid": "uuid",
    "image": "image_ref",
    "image_ref": "image_ref",
    "flavor": "flavor_id",
    "instance_type_id": "flavor_id",
    "key_name": "key_name",
    "availability_zone": "availability_zone",
    "reservation_id": "reservation_id",
    "user_id": "user_id",
    "vm_state": "vm_state",
    "task_state": "task_state",
    "power_state": "power_state",
    "progress": "progress",
    "launch_index": "launch_index",
    "hostname": "hostname",
    "host": "host",
    "node": "node",
    "root_device_name": "root_device_name",
    "access_ip_v4": "access_ip_v4",
    "access_ip_v6": "access_ip_v6",
    "locked_by": "locked_by",
    "kernel_id": "uuid",
    "ramdisk_id": "uuid",
}


def _by_name(_call: Call, conditions: Conditions, values: list[str]) -> None:
    alternatives = Conditions()
    for value in values:
        alternatives.add("display_name REGEXP ?", value)
    conditions.add_any(alternatives)


def _by_status(call: Call, conditions: Conditions, values: list[str]) -> None:
    """Select the states that show as one of these statuses.

    Other words match nothing. From 2.38 on, none but they is refused. Raises BadRequest.
    """
    requested = {value.upper() for value in values}
    if call.version >= microversions.STRICT_STATUS and not requested & states.STATUSES:
        raise BadRequest("Invalid status value")
    alternatives = Conditions()
    for vm_state, usual_status, status_during_task in states.statuses():
        is_usual = usual_status in requested
        operator = "NOT IN" if is_usual else "IN"
        exceptions = []
        for task_state, status in status_during_task.items():
            if (status in requested) != is_usual:
                exceptions.append(task_state)
        marks = placeholders(exceptions)
        alternatives.add(
            f"(vm_state = ? AND coalesce(task_state, '') {operator} ({marks}))",
            vm_state,
            *exceptions,
        )
    conditions.add_any(alternatives)


def _by_moment(
    name: str,
    column: str,
    comparison: str,
    _call: Call,
    conditions: Conditions,
    values: list[str],
) -> None:
    moment = parse_moment(name, values[-1])
    conditions.add(f"{column} {comparison} ?", moment)


def _by_flag(column: str, _call: Call, conditions: Conditions, values: list[str]) -> None:
    word = values[-1]
    if word not in (*TRUE_WORDS, *FALSE_WORDS, ""):
        raise BadRequest(f"Unrecognized value '{word}'")
    flag = 0 if word in FALSE_WORDS else 1
    conditions.add(f"{column} = ?", flag)


def _by_tags(
    prefix: str, operator: str, call: Call, conditions: Conditions, values: list[str]
) -> None:
    """Compare the server's tags with lists of tags, each separated by commas."""
    if call.version < microversions.TAGS:
        return
    all_tags = ",".join(values).split(",")
    tags = all_tags[:MAX_FILTER_TAGS]
    tests = [HAS_TAG] * len(tags)
    test = operator.join(tests)
    conditions.add(f"{prefix}({test})", *tags)


def _by_address(_call: Call, conditions: Conditions, values: list[str]) -> None:
    conditions.add("instances.nw_info REGEXP ?", address_pattern(values[-1]))


def _by_description(_call: Call, conditions: Conditions, values: list[str]) -> None:
    conditions.add("display_description REGEXP ?", values[-1])


def _ignore(_call: Call, _conditions: Conditions, _values: list[str]) -> None:
    """Accept a parameter that is handled elsewhere, or has no meaning here."""


FILTERS: Mapping[str, Filter] = {
    "name": _by_name,
    "display_name": _by_name,
    "status": _by_status,
    "changes-since": partial(_by_moment, "changes-since", "updated_at", ">="),
    "changes-before": partial(_by_moment, "changes-before", "updated_at", "<="),
    "created_at": partial(_by_moment, "created_at", "created_at", "="),
    "launched_at": partial(_by_moment, "launched_at", "launch_time", "="),
    "terminated_at": partial(_by_moment, "terminated_at", "terminated_at", "="),
    "locked": partial(_by_flag, "locked"),
    "config_drive": partial(_by_flag, "config_drive"),
    "auto_disk_config": partial(_by_flag, "auto_disk_config"),
    "tags": partial(_by_tags, "", " AND "),
    "tags-any": partial(_by_tags, "", " OR "),
    "not-tags": partial(_by_tags, "NOT ", " AND "),
    "not-tags-any": partial(_by_tags, "NOT ", " OR "),
    "ip": _by_address,
    "ip6": _by_address,
    "description": _by_description,
    "display_description": _by_description,
    "deleted": _ignore,
    "project_id": _ignore,
    "tenant_id": _ignore,
    "soft_deleted": _ignore,
    "changes_since": _ignore,
    "metadata": _ignore,
    "system_metadata": _ignore,
}

"""Quota sets of block storage: a project's limits, with its use of them if asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume import quotas
from mini_nova_sandbox.volume.api import schemas, words

LARGEST = 2**31 - 1
IGNORED = ("tenant_id", "project_id", "id", "force")


def show(call: Call) -> Answer:
    """Show a project's limits; with ``usage``, its use of them, too."""
    project_id = _project_id(call)
    limits = quotas.limits(call.database, project_id)
    view: dict[str, Any] = dict(limits)
    if words.flag(call, "usage"):
        view = _with_usage(call, limits)
    return Answer(body={"quota_set": {**view, "id": project_id}})


def _with_usage(call: Call, limits: Mapping[str, int]) -> dict[str, Any]:
    usage = quotas.usage(call.database, _project_id(call))
    return {
        name: {"limit": limit, "in_use": usage.get(name, 0), "reserved": 0}
        for name, limit in limits.items()
    }


def defaults(call: Call) -> Answer:
    """Show the limits of a project that has none of its own."""
    limits = quotas.defaults(call.database)
    return Answer(body={"quota_set": {**limits, "id": _project_id(call)}})


def update(call: Call) -> Answer:
    """Set a project's limits. Raises BadRequest, Forbidden."""
    call.caller.require_admin()
    project_id = _project_id(call)
    limits = _checked_limits(call, call.body["quota_set"])
    for name, limit in limits.items():
        quotas.write(call.database, project_id, name, limit)
    return Answer(body={"quota_set": quotas.limits(call.database, project_id)})


def _checked_limits(call: Call, quota_set: Mapping[str, Any]) -> dict[str, int]:
    """Return the limits of a body as numbers. Raises BadRequest."""
    resources = quotas.defaults(call.database)
    members = {name: value for name, value in quota_set.items() if name not in IGNORED}
    unknown = [name for name in members if name not in resources]
    if unknown:
        raise BadRequest("Invalid input received: Bad key(s) in quota set: " + ", ".join(unknown))
    return {name: _limit(name, value) for name, value in members.items()}


def _limit(name: str, value: Any) -> int:
    """Return a limit as a number, from -1 (no limit) up. Raises BadRequest."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    text = str(value)
    if not is_number and not text.removeprefix("-").isdecimal():
        raise BadRequest(f"{name} must be an integer")
    if len(text) > 19 or int(text) > LARGEST:
        raise BadRequest(f"{name} must be <= {LARGEST}")
    if int(text) < quotas.UNLIMITED:
        raise BadRequest(f"{name} must be >= {quotas.UNLIMITED}")
    return int(text)


def delete(call: Call) -> Answer:
    """Reset a project's limits to the defaults. Raises Forbidden."""
    call.caller.require_admin()
    quotas.reset(call.database, _project_id(call))
    return Answer(200)


def quota_class(call: Call) -> Answer:
    """Show the limits of a quota class. Raises Forbidden."""
    call.caller.require_admin()
    name = call.path["name"]
    limits = quotas.class_limits(call.database, name)
    return Answer(body={"quota_class_set": {**limits, "id": name}})


def update_class(call: Call) -> Answer:
    """Set limits of a quota class. Raises BadRequest, Forbidden."""
    call.caller.require_admin()
    name = call.path["name"]
    limits = _checked_limits(call, call.body["quota_class_set"])
    for resource, limit in limits.items():
        quotas.write(call.database, quotas.class_key(name), resource, limit)
    return Answer(body={"quota_class_set": quotas.class_limits(call.database, name)})


def _project_id(call: Call) -> str:
    """Return the project in the path. Raises Forbidden for another's, unless for admins."""
    project_id = call.path["project_id"]
    call.caller.require_own_project(project_id)
    return project_id


_QUOTA_SET = "/os-quota-sets/{project_id}"
OPERATIONS = (
    Operation("GET", _QUOTA_SET, show),
    Operation("PUT", _QUOTA_SET, update, schema=schemas.QUOTA_SET),
    Operation("DELETE", _QUOTA_SET, delete),
    Operation("GET", f"{_QUOTA_SET}/defaults", defaults),
    Operation("GET", "/os-quota-class-sets/{name}", quota_class),
    Operation("PUT", "/os-quota-class-sets/{name}", update_class, schema=schemas.QUOTA_CLASS),
)

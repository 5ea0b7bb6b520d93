"""Quota sets: a project's limits, shown to its members and changed by admins."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.compute.api import microversions, projects, schemas
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.state import own_limits

LIMIT = {
    "type": ["integer", "string"],
    "pattern": "^-?[0-9]{1,9}$",
    "minimum": -1,
    "maximum": 2**31 - 1,
}


@cache
def update_schema(version: Microversion) -> Schema:
    """Return the schema of ``PUT /os-quota-sets/PROJECT``."""
    properties = {
        **dict.fromkeys(_resources(version), LIMIT),
        "force": schemas.BOOLEAN,
        "tenant_id": {},
    }
    return schemas.obj({"quota_set": schemas.obj(properties)}, "quota_set")


@cache
def update_class_schema(version: Microversion) -> Schema:
    """Return the schema of ``PUT /os-quota-class-sets/CLASS``."""
    properties = dict.fromkeys(_resources(version), LIMIT)
    if version < microversions.QUOTA_CLASS_FIX:
        properties |= dict.fromkeys(quotas.LEGACY, LIMIT)
    return schemas.obj({"quota_class_set": schemas.obj(properties)}, "quota_class_set")


def show(call: Call) -> Answer:
    """Show a project's limits."""
    projects.require(call, _project_id(call))
    return _answer(call, _limits(call))


def defaults(call: Call) -> Answer:
    """Show the limits of a project that has none of its own."""
    projects.require(call, _project_id(call))
    return _answer(call, quotas.class_limits(call.database, quotas.DEFAULT_CLASS))


def detail(call: Call) -> Answer:
    """Show a project's limits and its use of them; those of one user if the query names him."""
    project_id = _project_id(call, "detail")
    projects.require(call, project_id)
    usage = quotas.usage(call.database, project_id, _user_id(call))
    view: dict[str, Any] = {"id": project_id}
    limits = _visible_limits(call, _limits(call))
    for name, limit in limits.items():
        in_use = usage.get(name, 0)
        view[name] = {
            "limit": limit,
            "in_use": in_use,
            "reserved": 0,
        }
    return Answer(body={"quota_set": view})


def update(call: Call) -> Answer:
    """Set a project's limits, or a user's; a limit below the use of it needs ``force``."""
    call.caller.require_admin("os_compute_api:os-quota-sets:update")
    project_id = _project_id(call)
    projects.require(call, project_id)
    user_id = _user_id(call)
    quota_set = call.body["quota_set"]
    usage = quotas.usage(call.database, project_id, user_id)
    is_forced = quota_set.get("force") in TRUE
    for name, value in quota_set.items():
        if name not in _resources(call.version):
            continue
        limit = int(value)
        in_use = usage.get(name, 0)
        _check_limit(name, limit, in_use, is_forced=is_forced)
        if user_id:
            _check_user_limit(call, name, limit)
        own_limits.write(call.database, _key(call), name, limit)
    view = _visible_limits(call, _limits(call))
    return Answer(body={"quota_set": view})


def delete(call: Call) -> Answer:
    """Reset a project's limits to the defaults, or a user's to the project's."""
    call.caller.require_admin("os_compute_api:os-quota-sets:delete")
    quotas.reset(call.database, _key(call))
    return Answer(202)


def quota_class(call: Call) -> Answer:
    """Show the limits of a quota class; those of ``default`` hold for every project."""
    call.caller.require_admin("os_compute_api:os-quota-class-sets:show")
    view = {"id": call.path["name"], **_class_limits(call)}
    return Answer(body={"quota_class_set": view})


def update_quota_class(call: Call) -> Answer:
    """Set limits of a quota class."""
    call.caller.require_admin("os_compute_api:os-quota-class-sets:update")
    key = quotas.class_key(call.path["name"])
    for name, value in call.body["quota_class_set"].items():
        own_limits.write(call.database, key, name, int(value))
    return Answer(body={"quota_class_set": _class_limits(call)})


def _class_limits(call: Call) -> dict[str, int]:
    """Return the limits of the class in the path that this microversion shows."""
    names = _resources(call.version)
    if call.version < microversions.QUOTA_CLASS_FIX:
        names = [name for name in names if not name.startswith("server_group")]
        if call.version >= microversions.NO_PROXIES:
            names += quotas.LEGACY  # Nova forgot to drop them from the class until 2.50
    limits = quotas.class_limits(call.database, call.path["name"])
    return {name: limits[name] for name in names}


def _check_limit(name: str, limit: int, usage: int, *, is_forced: bool) -> None:
    """Raise BadRequest for a limit below -1, or below the use of it unless forced."""
    is_too_low = 0 <= limit < usage and not is_forced
    if limit < quotas.UNLIMITED or is_too_low:
        raise BadRequest(
            f"Quota limit {limit} for {name} must be greater than or equal to "
            f"already used and reserved {usage}."
        )


def _check_user_limit(call: Call, name: str, limit: int) -> None:
    """Raise BadRequest for a user's limit above that of the project."""
    maximum = quotas.limits(call.database, _project_id(call))[name]
    if maximum != quotas.UNLIMITED and not 0 <= limit <= maximum:
        raise BadRequest(f"Quota limit {limit} for {name} must be less than or equal to {maximum}.")


def _user_id(call: Call) -> str:
    """Return the user that the query names, or ''."""
    return call.query_value("user_id")


def _key(call: Call) -> str:
    """Return what the limits to change belong to: the project in the path, or a user in it."""
    project_id = _project_id(call)
    user_id = _user_id(call)
    return quotas.user_key(project_id, user_id) if user_id else project_id


def _resources(version: Microversion) -> list[str]:
    """Return the names of the resources that a microversion shows."""
    names = list(quotas.DEFAULTS)
    if version < microversions.NO_PERSONALITY:
        names += quotas.FIXED
    if version < microversions.NO_PROXIES:
        names += quotas.LEGACY
    return names


def _limits(call: Call) -> Mapping[str, int]:
    project_id = _project_id(call)
    user_id = _user_id(call)
    if user_id:
        return quotas.user_limits(call.database, project_id, user_id)
    return quotas.limits(call.database, project_id)


def _project_id(call: Call, policy: str = "show") -> str:
    """Return the project in the path. Raises Forbidden for another's, unless for admins."""
    project_id = call.path["project_id"]
    call.caller.require_own_project(project_id, f"os_compute_api:os-quota-sets:{policy}")
    return project_id


def _answer(call: Call, limits: Mapping[str, Any]) -> Answer:
    view = {"id": _project_id(call)}
    view |= _visible_limits(call, limits)
    return Answer(body={"quota_set": view})


def _visible_limits(call: Call, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the limits that this microversion shows."""
    return {name: limits[name] for name in _resources(call.version)}


OPERATIONS = (
    Operation(
        "GET",
        "/os-quota-sets/{project_id}",
        show,
        parameters=("user_id",),
        strict_since=microversions.STRICT,
    ),
    Operation("PUT", "/os-quota-sets/{project_id}", update, schema=update_schema),
    Operation("DELETE", "/os-quota-sets/{project_id}", delete),
    Operation("GET", "/os-quota-sets/{project_id}/defaults", defaults, parameters=()),
    Operation(
        "GET",
        "/os-quota-sets/{project_id}/detail",
        detail,
        parameters=("user_id",),
        strict_since=microversions.STRICT,
    ),
    Operation("PUT", "/os-quota-class-sets/{name}", update_quota_class, schema=update_class_schema),
    Operation("GET", "/os-quota-class-sets/{name}", quota_class, parameters=()),
)

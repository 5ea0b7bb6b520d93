"""Quota sets: the limits of projects, shown to their members, changed by admins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation

NUMBER = {
    "type": ["integer", "string"],
    "pattern": "^-?[0-9]{1,9}$",
    "minimum": -1,
    "maximum": 2**31 - 1,
}
NAMES = (*quotas.DEFAULTS, *quotas.FIXED, *quotas.LEGACY)
SCHEMA = schemas.obj(
    {
        "quota_set": schemas.obj(
            {**dict.fromkeys(NAMES, NUMBER), "force": schemas.BOOLEAN, "tenant_id": {}}
        )
    },
    "quota_set",
)


def _names(call: Call) -> list[str]:
    """The resources that this microversion shows."""
    names = list(quotas.DEFAULTS)
    if call.version < (2, 57):
        names += quotas.FIXED
    if call.version < (2, 36):
        names += quotas.LEGACY
    return names


def show(call: Call) -> Answer:
    """The limits of a project."""
    return _shown(call, _limits(call))


def defaults(call: Call) -> Answer:
    """What a project has without limits of its own."""
    return _shown(call, {**quotas.DEFAULTS, **quotas.FIXED, **quotas.LEGACY})


def detail(call: Call) -> Answer:
    """Limits, and what is used."""
    used = quotas.usage(call.cloud.database, _project(call))
    limits = _limits(call)
    full = {
        name: {"limit": limits[name], "in_use": used.get(name, 0), "reserved": 0}
        for name in _names(call)
    }
    return Answer(body={"quota_set": {"id": _project(call), **full}})


def update(call: Call) -> Answer:
    """Sets limits; below what is used only with ``force``."""
    call.caller.require_admin()
    project, given = _project(call), call.body["quota_set"]
    used = quotas.usage(call.cloud.database, project)
    for name in [name for name in given if name in quotas.DEFAULTS]:
        limit = int(given[name])
        if limit < -1 or (0 <= limit < used.get(name, 0) and given.get("force") not in TRUE):
            raise BadRequest(
                f"Quota limit {limit} for {name} must be greater than or equal to already used and reserved "
                f"{used.get(name, 0)}."
            )
        call.cloud.database.delete("quotas", project_id=project, resource=name)
        call.cloud.database.insert(
            "quotas", {"project_id": project, "resource": name, "hard_limit": limit}
        )
    limits = _limits(call)
    return Answer(body={"quota_set": {name: limits[name] for name in _names(call)}})


def delete(call: Call) -> Answer:
    """Back to the defaults."""
    call.caller.require_admin()
    call.cloud.database.delete("quotas", project_id=_project(call))
    return Answer(202)


def quota_class(call: Call) -> Answer:
    """The class ``default`` is the defaults."""
    call.caller.require_admin()
    names = [
        name
        for name in _names(call)
        if call.version >= (2, 50) or not name.startswith("server_group")
    ]
    if (2, 36) <= call.version < (2, 50):  # Nova forgot to take them out of the class until then
        names += quotas.LEGACY
    every = {**quotas.DEFAULTS, **quotas.FIXED, **quotas.LEGACY}
    return Answer(
        body={"quota_class_set": {"id": call.path["name"], **{name: every[name] for name in names}}}
    )


def _limits(call: Call) -> Mapping[str, int]:
    return {**quotas.LEGACY, **quotas.limits(call.cloud.database, _project(call))}


def _project(call: Call) -> str:
    project = call.path["project_id"]
    if project != call.caller.project_id:
        call.caller.require_admin()
    return project


def _shown(call: Call, limits: Mapping[str, Any]) -> Answer:
    return Answer(
        body={"quota_set": {"id": _project(call), **{name: limits[name] for name in _names(call)}}}
    )


OPERATIONS = (
    Operation("GET", "/os-quota-sets/{project_id}", show),
    Operation("PUT", "/os-quota-sets/{project_id}", update, schema=SCHEMA),
    Operation("DELETE", "/os-quota-sets/{project_id}", delete),
    Operation("GET", "/os-quota-sets/{project_id}/defaults", defaults),
    Operation("GET", "/os-quota-sets/{project_id}/detail", detail),
    Operation("GET", "/os-quota-class-sets/{name}", quota_class),
)

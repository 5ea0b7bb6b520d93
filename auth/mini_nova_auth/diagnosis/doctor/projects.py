"""The projects that a user may choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire.message import ACCEPT_JSON, Request

_MAX_NAMES = 20
_V2_PATH = ("/tenants", "tenants")  # the path, and the key of the list in the answer
_PATHS = {"2": _V2_PATH, "3": ("/auth/projects", "projects")}


class Project(NamedTuple):
    """A project that the user has a role in."""

    id: str
    name: str
    domain_id: str


def list_projects(checkup: Checkup, access: Access) -> list[Project]:
    """Return the projects that a login may be scoped to; none if Keystone does not list them.

    Wire shapes: v3 ``GET /auth/projects``, v2.0 ``GET /tenants``.
    """
    path, key = _PATHS.get(access.version, _V2_PATH)
    url = f"{access.auth_url}{path}"
    headers = {**ACCEPT_JSON, **access.headers()}
    try:
        answer = checkup.send(Request("GET", url, headers))
    except AuthToolkitError:
        return []
    body = lenient.mapping(answer.json_or_none())
    entries = lenient.mappings(body.get(key))
    projects = [_project(entry) for entry in entries]
    return [project for project in projects if project.name]


def _project(entry: Mapping[str, Any]) -> Project:
    project_id = lenient.text(entry.get("id"))
    name = lenient.text(entry.get("name"))
    domain_id = lenient.text(entry.get("domain_id"))
    return Project(project_id, name, domain_id)


def describe_projects(projects: Sequence[Project]) -> str:
    """Join the names of projects, with domains other than the default, and cut long lists."""
    names = [_describe(project) for project in projects]
    listing = ", ".join(names[:_MAX_NAMES])
    excess = len(names) - _MAX_NAMES
    if excess <= 0:
        return listing
    return f"{listing} and {excess} more"


def _describe(project: Project) -> str:
    if project.domain_id in ("", "default"):
        return project.name
    return f"{project.name} (domain {project.domain_id})"

"""The projects that a user may choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire.message import ACCEPT_JSON, Request

_MAX_NAMES = 20


class Project(NamedTuple):
    """A project that the user has a role in."""

    id: str
    name: str
    domain_id: str


def list_projects(checkup: Checkup, access: Access) -> list[Project]:
    """Return the projects that a login may be scoped to; none if Keystone does not list them.

    Wire shapes: v3 ``GET /auth/projects``, v2.0 ``GET /tenants``.
    """
    path, key = ("/auth/projects", "projects") if access.version == "3" else ("/tenants", "tenants")
    headers = {**ACCEPT_JSON, **access.headers()}
    try:
        answer = checkup.send(Request("GET", f"{access.auth_url}{path}", headers))
    except AuthToolkitError:
        return []
    body = lenient.mapping(answer.json_or_none())
    projects = []
    for entry in lenient.mappings(body.get(key)):
        name = lenient.text(entry.get("name"))
        if name:
            project_id = lenient.text(entry.get("id"))
            projects.append(Project(project_id, name, lenient.text(entry.get("domain_id"))))
    return projects


def describe_projects(projects: Sequence[Project]) -> str:
    """Join the names of projects, with domains other than the default, and cut long lists."""
    names = [_describe(project) for project in projects[:_MAX_NAMES]]
    excess = len(projects) - _MAX_NAMES
    text = ", ".join(names)
    return f"{text} and {excess} more" if excess > 0 else text


def _describe(project: Project) -> str:
    if project.domain_id in ("", "default"):
        return project.name
    return f"{project.name} (domain {project.domain_id})"

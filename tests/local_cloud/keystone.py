"""Keystone: its version documents, version 1's login by headers, and the way to versions 2 and 3."""

import re
import uuid

from . import keystone_v2, keystone_v3
from .messages import Answer, Recorded, json_answer
from .refusals import keystone_refusal
from .tokens import Project, Scope, Token
from .version_documents import identity_version
from .world import World


def handle(world: World, request: Recorded) -> Answer:
    """Answer a request under /identity."""
    answer = _route(world, request, request.path.rstrip("/").removeprefix("/identity"))
    if answer.status == 401:
        answer = answer.with_headers(WWW_Authenticate=f'Keystone uri="{world.url}/identity/v3"')
    return answer.with_headers(Vary="X-Auth-Token", x_openstack_request_id=f"req-{uuid.uuid4()}")


def _route(world: World, request: Recorded, path: str) -> Answer:
    if re.fullmatch(r"(/hop-\d+)?/v1\.[01]", path):
        return _login(world, request)
    if path == "":
        values = [identity_version(world, version_id) for version_id in world.identity_versions]
        return json_answer(300, {"versions": {"values": values}}).with_headers(
            Location=f"{world.url}/identity/v3/"
        )
    for version_id in world.identity_versions:
        if version_id.startswith("v3"):
            root, handler = "/v3", keystone_v3.handle
        else:
            root, handler = "/v2.0", keystone_v2.handle
        if path == root:
            return json_answer(200, {"version": identity_version(world, version_id)})
        if path.startswith(f"{root}/"):
            return handler(world, request, path.removeprefix(root))
    return keystone_refusal(404, "The requested URL was not found on the server.")


def _login(world: World, request: Recorded) -> Answer:
    if world.v1_redirects > 0:
        hop = world.v1_redirects
        world.v1_redirects -= 1
        return Answer(305, b"", {"Location": f"{world.url}/identity/hop-{hop}/v1.0"})
    headers = request.headers
    reference = headers.get("X-Auth-Project-Id") or world.project.name
    project = _project(world, reference)
    login = (headers.get("X-Auth-User"), headers.get("X-Auth-Key"))
    if login != (world.username, world.password) or project is None:
        return keystone_refusal(401)
    token = _issue(world, project)
    management = f"{world.url}/compute/v1.1/{project.id}"
    return Answer(204, b"", {"X-Auth-Token": token.id, "X-Server-Management-Url": management})


def _project(world: World, reference: str) -> Project | None:
    matches = (project for project in world.projects if reference in (project.id, project.name))
    return next(matches, None)


def _issue(world: World, project: Project) -> Token:
    world.logins += 1
    return world.tokens.issue("password", Scope(project), lifetime=world.token_lifetime, catalog=[])

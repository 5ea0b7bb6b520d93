"""Keystone's version 3: tokens by password, by token and by application credential, in every
scope.
"""

from typing import Any

from .clock import stamp
from .messages import Answer, Json, Recorded, json_answer
from .refusals import keystone_refusal
from .tokens import Scope, Token
from .v3_login import Refusal, Request, read
from .world import World


def handle(world: World, request: Recorded, path: str) -> Answer:
    """Answer a request under /identity/v3."""
    try:
        if path == "/auth/tokens":
            return _tokens(world, request)
        if path in ("/auth/projects", "/auth/catalog") and request.method == "GET":
            return _about(world, request, path)
    except Refusal as refusal:
        return keystone_refusal(refusal.status, refusal.message)
    return keystone_refusal(404, "The requested URL was not found on the server.")


def _tokens(world: World, request: Recorded) -> Answer:
    if request.method == "POST":
        return _login(world, read(world, request))
    if request.method not in ("GET", "HEAD", "DELETE"):
        return keystone_refusal(405)
    _caller(world, request)
    subject = world.tokens.find(request.headers.get("X-Subject-Token"))
    if subject is None:
        return keystone_refusal(404, "Failed to validate token")
    if request.method == "DELETE":
        world.tokens.revoke(subject.id)
        return Answer(204)
    return _token_answer(world, subject, 200)


def _about(world: World, request: Recorded, path: str) -> Answer:
    token = _caller(world, request)
    link = {"links": {"self": f"{world.url}/identity/v3{path}", "previous": None, "next": None}}
    if path == "/auth/catalog":
        return json_answer(200, {"catalog": token.catalog, **link})
    projects = [
        {
            "id": project.id,
            "name": project.name,
            "domain_id": world.domain_id,
            "description": "",
            "enabled": True,
            "parent_id": world.domain_id,
            "is_domain": False,
            "tags": [],
            "options": {},
            "links": {"self": f"{world.url}/identity/v3/projects/{project.id}"},
        }
        for project in world.projects
    ]
    return json_answer(200, {"projects": projects, **link})


def _caller(world: World, request: Recorded) -> Token:
    token = world.tokens.find(request.headers.get("X-Auth-Token"))
    if token is None:
        raise Refusal(401)
    return token


def _login(world: World, login: Request) -> Answer:
    world.logins += 1
    token = world.tokens.issue(
        login.method,
        login.scope,
        lifetime=world.token_lifetime,
        catalog=list(world.catalog) if login.scope else [],
        parent=login.parent,
        application_credential=login.application_credential,
    )
    return _token_answer(world, token, 201)


def _token_answer(world: World, token: Token, status: int) -> Answer:
    return json_answer(status, {"token": _body(world, token)}).with_headers(
        X_Subject_Token=token.id
    )


def _body(world: World, token: Token) -> Json:
    domain = {"id": world.domain_id, "name": world.domain_name}
    body: Json = {
        "methods": list(token.methods),
        "user": {
            "domain": domain,
            "id": world.user_id,
            "name": world.username,
            "password_expires_at": None,
        },
        "audit_ids": list(token.audit_ids),
        "expires_at": stamp(token.expires, fraction=True),
        "issued_at": stamp(token.issued, fraction=True),
    }
    body.update(_scoped(world, token.scope, domain))
    if token.scope:
        body["catalog"] = token.catalog
    if token.application_credential:
        credential = token.application_credential
        body["application_credential"] = {
            "id": credential["id"],
            "name": credential["name"],
            "restricted": True,
        }
    return body


def _scoped(world: World, scope: Scope, domain: Json) -> dict[str, Any]:
    if scope.project:
        project = {"domain": domain, "id": scope.project.id, "name": scope.project.name}
        return {"project": project, "is_domain": False, "roles": world.roles}
    if scope.domain:
        return {"domain": domain, "roles": world.roles}
    if scope.system:
        return {"roles": world.roles, "system": {"all": True}}
    return {}

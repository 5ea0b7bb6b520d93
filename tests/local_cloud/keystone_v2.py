"""Keystone's version 2: a login in the body, a token in the body of the answer."""

from .catalog import version_2_catalog
from .clock import stamp
from .messages import Answer, Json, Recorded, json_answer
from .refusals import keystone_refusal
from .tokens import Scope, Token
from .world import World


def handle(world: World, request: Recorded, path: str) -> Answer:
    """Answer a request under /identity/v2.0."""
    if path == "/tokens" and request.method == "POST":
        return _login(world, request)
    if path == "/tenants" and request.method == "GET":
        if world.tokens.find(request.headers.get("X-Auth-Token")) is None:
            return keystone_refusal(401)
        tenants = [_tenant(Scope(project)) for project in world.projects]
        return json_answer(200, {"tenants": tenants, "tenants_links": []})
    return keystone_refusal(404, "The requested URL was not found on the server.")


def _login(world: World, request: Recorded) -> Answer:
    try:
        auth = request.json["auth"]
        credentials = auth.get("passwordCredentials")
        parent = world.tokens.find(auth["token"]["id"]) if "token" in auth else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return keystone_refusal(400, "Expecting to find auth in request body.")
    if "token" in auth:
        method, is_known = "token", parent is not None
    elif isinstance(credentials, dict):
        method, is_known = "password", _is_user(world, credentials)
    else:
        return keystone_refusal(400, "Expecting to find passwordCredentials or token in auth.")
    scope = _scope(world, auth)
    if not is_known or scope is None:
        return keystone_refusal(401)
    world.logins += 1
    catalog = version_2_catalog(world.catalog, world.url, scope.project) if scope.project else []
    token = world.tokens.issue(
        method, scope, lifetime=world.token_lifetime, catalog=catalog, parent=parent
    )
    return json_answer(200, {"access": _access(world, token)})


def _is_user(world: World, credentials: Json) -> bool:
    user = (
        credentials.get("username") == world.username or credentials.get("userId") == world.user_id
    )
    return user and credentials.get("password") == world.password


def _scope(world: World, auth: Json) -> Scope | None:
    reference = auth.get("tenantId") or auth.get("tenantName")
    if not reference:
        return Scope()
    key = "id" if auth.get("tenantId") else "name"
    return next(
        (Scope(project) for project in world.projects if getattr(project, key) == reference), None
    )


def _tenant(scope: Scope) -> Json | None:
    if scope.project is None:
        return None
    return {
        "id": scope.project.id,
        "name": scope.project.name,
        "enabled": True,
        "description": None,
    }


def _access(world: World, token: Token) -> Json:
    tenant = _tenant(token.scope)
    roles = world.roles if tenant else []
    token_view: Json = {
        "id": token.id,
        "expires": stamp(token.expires),
        "issued_at": stamp(token.issued, fraction=True),
        "audit_ids": list(token.audit_ids),
    }
    if tenant:
        token_view["tenant"] = tenant
    return {
        "token": token_view,
        "user": {
            "id": world.user_id,
            "name": world.username,
            "username": world.username,
            "roles": [{"name": role["name"]} for role in roles],
            "roles_links": [],
        },
        "serviceCatalog": token.catalog,
        "metadata": {"is_admin": 0, "roles": [role["id"] for role in roles]},
    }

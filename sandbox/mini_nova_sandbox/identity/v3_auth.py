"""v3: log in (``POST /auth/tokens``), show and revoke tokens, list what a caller can scope to."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, login, tokens, v3_views
from mini_nova_sandbox.identity.catalog import catalog
from mini_nova_sandbox.identity.login import Proof
from mini_nova_sandbox.identity.tokens import Scope
from mini_nova_sandbox.state.database import Row

_TEXT = {"type": "string", "maxLength": 512}
_SECRET = {"type": "string", "maxLength": 4096}
_DOMAIN = {"type": "object", "properties": {"id": _TEXT, "name": _TEXT}}
_USER = {
    "type": "object",
    "properties": {"id": _TEXT, "name": _TEXT, "password": _SECRET, "domain": _DOMAIN},
}
SCHEMA = {
    "type": "object",
    "properties": {
        "auth": {
            "type": "object",
            "properties": {
                "identity": {
                    "type": "object",
                    "properties": {
                        "methods": {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 8},
                        "password": {
                            "type": "object",
                            "properties": {"user": _USER},
                            "required": ["user"],
                        },
                        "token": {
                            "type": "object",
                            "properties": {"id": _TEXT},
                            "required": ["id"],
                        },
                        "application_credential": {
                            "type": "object",
                            "properties": {
                                "id": _TEXT,
                                "name": _TEXT,
                                "secret": _SECRET,
                                "user": _USER,
                            },
                            "required": ["secret"],
                        },
                    },
                    "required": ["methods"],
                },
                "scope": {
                    "type": ["object", "string"],
                    "properties": {
                        "project": {
                            "type": "object",
                            "properties": {"id": _TEXT, "name": _TEXT, "domain": _DOMAIN},
                        },
                        "domain": _DOMAIN,
                        "system": {"type": "object", "properties": {"all": {"type": "boolean"}}},
                    },
                    "maxProperties": 2,
                    "maxLength": 32,
                },
            },
            "required": ["identity"],
        }
    },
    "required": ["auth"],
}
METHODS = ("password", "token", "application_credential")


async def authenticate(call: Call) -> Answer:
    """Log in: 201, with the token in ``X-Subject-Token``. Raises BadRequest, Unauthorized."""
    auth = call.body["auth"]
    proof = await _prove(call, auth["identity"])
    with call.database.transaction():
        scope = _scope(call, proof, auth.get("scope"))
        token, row = login.issue_token(call.cloud, call.root, proof, scope)
        view = v3_views.token(call, row)
    headers = {
        "x-subject-token": token,
        "vary": "X-Auth-Token",
    }
    return Answer(201, {"token": view}, headers)


async def _prove(call: Call, identity: dict[str, Any]) -> Proof:
    """Check the login by its method; the sandbox offers no login by several methods."""
    methods = identity["methods"]
    method = methods[0]
    is_only_method = set(methods) == {method}
    if method not in METHODS or not is_only_method:
        raise login.refusal(call.root)
    if method not in identity:
        raise BadRequest(f"Expecting to find {method} in identity.")
    content = identity[method]
    if method == "token":
        return login.by_token(call.cloud, call.root, content["id"])
    if method == "application_credential":
        return await _prove_by_credential(call, content)
    return await _prove_by_password(call, content["user"])


async def _prove_by_credential(call: Call, credential: dict[str, Any]) -> Proof:
    scope = call.body["auth"].get("scope")
    if scope not in (None, {}):
        raise login.refusal(call.root)  # the credential has a project of its own
    return await login.by_application_credential(call.cloud, call.root, credential)


async def _prove_by_password(call: Call, reference: dict[str, Any]) -> Proof:
    has_domain = "id" in reference or "domain" in reference
    if not has_domain:
        raise BadRequest("Expecting to find domain in user.")
    user = directory.find(call.database, "user", reference)
    password = reference.get("password", "")
    return await login.by_password(call.cloud, call.root, user, password)


def _scope(call: Call, proof: Proof, scope: Any) -> Scope:
    """Parse the scope of a login. Raises BadRequest, Unauthorized."""
    if scope == "unscoped":
        return Scope()
    if scope in (None, {}):
        return _implicit_scope(call, proof)
    if not isinstance(scope, dict):
        raise BadRequest("Expecting to find valid JSON in scope.")
    if "unscoped" in scope:
        return Scope()
    if len(scope) > 1:
        raise BadRequest("You cannot scope to more than one of project, domain and system.")
    if "system" in scope:
        return Scope("system")
    if "domain" in scope:
        return _domain_scope(call, scope["domain"])
    return _project_scope(call, scope.get("project"))


def _implicit_scope(call: Call, proof: Proof) -> Scope:
    """Return the scope of a login that names none: by token, it stays unscoped."""
    if proof.token is not None:
        return Scope()
    return login.default_scope(call.cloud, proof.user_id)


def _domain_scope(call: Call, reference: Any) -> Scope:
    domain = directory.find_domain(call.database, reference)
    if domain is None:
        raise login.refusal(call.root)
    return Scope("domain", domain["id"])


def _project_scope(call: Call, reference: Any) -> Scope:
    if not isinstance(reference, dict):
        raise BadRequest("Expecting to find project in scope.")
    has_domain = "id" in reference or "domain" in reference
    if not has_domain:
        raise BadRequest("Expecting to find domain in project.")
    project = directory.find(call.database, "project", reference)
    return login.project_scope(call.root, project)


def show(call: Call) -> Answer:
    """Show the token in ``X-Subject-Token``. Raises NotFound."""
    row = _find_subject(call)
    view = v3_views.token(call, row)
    headers = {
        "x-subject-token": _subject_token(call),
        "vary": "X-Auth-Token",
    }
    return Answer(body={"token": view}, headers=headers)


def revoke(call: Call) -> Answer:
    """Revoke the token in ``X-Subject-Token``. Raises NotFound."""
    row = _find_subject(call)
    tokens.revoke(call.database, token_hash=row["token_hash"])
    return Answer(204)


def _find_subject(call: Call) -> Row:
    token = _subject_token(call)
    row = tokens.find_visible(call.database, token, call.caller)
    if row is None:
        raise NotFound("Failed to validate token")
    return row


def _subject_token(call: Call) -> str:
    return call.headers.get("x-subject-token", "")


def own_catalog(call: Call) -> Answer:
    """Show the catalog of the caller's token."""
    caller = call.caller
    services = []
    if caller.scope != "unscoped":
        services = catalog(call.cloud, call.root, caller.project_id)
    links = {"self": f"{call.root}/identity/v3/auth/catalog"}
    return Answer(body={"catalog": services, "links": links})


def own_projects(call: Call) -> Answer:
    """List the projects that the caller can scope to."""
    rows = directory.projects_of(call.database, call.caller.user_id)
    return v3_views.directory_collection(call, "project", rows)


def own_domains(call: Call) -> Answer:
    """List the domains that the caller can scope to."""
    rows = call.database.rows(
        "SELECT * FROM domains WHERE enabled = 1 AND id IN"
        " (SELECT target_id FROM user_roles WHERE user_id = ? AND target = 'domain')",
        call.caller.user_id,
    )
    return v3_views.directory_collection(call, "domain", rows)


def own_system(call: Call) -> Answer:
    """Show whether the caller can scope to the system."""
    roles = tokens.roles_on(call.database, call.caller.user_id, "system", "all")
    systems = [{"all": True}] if roles else []
    links = {"self": f"{call.root}{call.url_path}"}
    return Answer(body={"system": systems, "links": links})


OPERATIONS = (
    Operation("POST", "/v3/auth/tokens", authenticate, schema=SCHEMA, public=True),
    Operation("GET", "/v3/auth/tokens", show),
    Operation("DELETE", "/v3/auth/tokens", revoke),
    Operation("GET", "/v3/auth/catalog", own_catalog),
    Operation("GET", "/v3/auth/projects", own_projects),
    Operation("GET", "/v3/auth/domains", own_domains),
    Operation("GET", "/v3/auth/system", own_system),
)

"""v2.0: log in by password or token (``POST /tokens``), show and revoke tokens, list tenants."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import assignments, directory, login, tokens
from mini_nova_sandbox.identity.catalog import as_v2, catalog
from mini_nova_sandbox.identity.content import DOMAIN
from mini_nova_sandbox.identity.login import Proof
from mini_nova_sandbox.identity.tokens import Scope
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

_TEXT = {"type": "string", "maxLength": 512}
SCHEMA = {
    "type": "object",
    "properties": {
        "auth": {
            "type": "object",
            "properties": {
                "passwordCredentials": {
                    "type": "object",
                    "properties": {
                        "username": _TEXT,
                        "userId": _TEXT,
                        "password": {"type": "string", "maxLength": 4096},
                    },
                    "required": ["password"],
                },
                "token": {"type": "object", "properties": {"id": _TEXT}, "required": ["id"]},
                "tenantName": {"type": ["string", "null"], "maxLength": 512},
                "tenantId": {"type": ["string", "null"], "maxLength": 512},
            },
        }
    },
    "required": ["auth"],
}


async def authenticate(call: Call) -> Answer:
    """Log in. Raises BadRequest, NotFound, Unauthorized."""
    auth = call.body["auth"]
    proof = await _prove(call, auth)
    with call.database.transaction():
        scope = _scope(call, auth)
        token, row = login.issue_token(call.cloud, call.root, proof, scope)
        access = _access(call, token, row)
    return Answer(body=access)


async def _prove(call: Call, auth: dict[str, Any]) -> Proof:
    credentials = auth.get("passwordCredentials")
    if credentials is not None:
        user = _find_user(call, credentials)
        password = credentials["password"]
        return await login.by_password(call.cloud, call.root, user, password)
    token = auth.get("token")
    if token is not None:
        return login.by_token(call.cloud, call.root, token["id"])
    raise BadRequest("Expecting to find passwordCredentials or token in auth.")


def _find_user(call: Call, credentials: dict[str, Any]) -> Row | None:
    database = call.database
    user_id = credentials.get("userId")
    if user_id is not None:
        return directory.find(database, "user", {"id": user_id})
    name = credentials.get("username", "")
    return directory.find_by_name(database, "user", name, DOMAIN)


def _scope(call: Call, auth: dict[str, Any]) -> Scope:
    """Return the scope of the tenant, or no scope if the login names none. Raises Unauthorized."""
    database = call.database
    tenant_id = auth.get("tenantId")
    tenant_name = auth.get("tenantName")
    if tenant_id:
        project = directory.find(database, "project", {"id": tenant_id})
    elif tenant_name:
        project = directory.find_by_name(database, "project", tenant_name, DOMAIN)
    else:
        return Scope()
    return login.project_scope(call.root, project)


def show(call: Call) -> Answer:
    """Show the caller's own token, or any token to an admin."""
    token, row = _find_token(call)
    access = _access(call, token, row)
    return Answer(body=access)


def revoke(call: Call) -> Answer:
    """Revoke a token."""
    _, row = _find_token(call)
    tokens.revoke(call.database, token_hash=row["token_hash"])
    return Answer(204)


def endpoints(call: Call) -> Answer:
    """List the endpoints of a token's catalog."""
    _, row = _find_token(call)
    project_id = row["scope_id"] or ""
    v3_services = catalog(call.cloud, call.root, project_id)
    views = []
    for service in as_v2(v3_services, project_id):
        members = {
            "type": service["type"],
            "name": service["name"],
        }
        views += [{**endpoint, **members} for endpoint in service["endpoints"]]
    return Answer(body={"endpoints": views, "endpoints_links": []})


def _find_token(call: Call) -> tuple[str, Row]:
    """Return the token of the path and its row. Raises NotFound."""
    token = call.path["token_id"]
    row = tokens.find_visible(call.database, token, call.caller)
    if row is None:
        raise NotFound("Could not find token.")
    return token, row


def tenants(call: Call) -> Answer:
    """List the projects on which the caller has a role."""
    rows = assignments.projects_of(call.database, call.caller.user_id)
    views = [_tenant(row) for row in rows]
    return Answer(body={"tenants": views, "tenants_links": []})


def _tenant(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "enabled": bool(row["enabled"]),
        "description": row["description"],
    }


def _access(call: Call, token: str, row: Row) -> dict[str, Any]:
    """Return the body that describes a token."""
    database = call.database
    token_ref = {
        "id": token,
        "expires": clock.stamp(row["expires_at"]),
        "issued_at": clock.fine_stamp(row["issued_at"]),
        "audit_ids": json.loads(row["audit_ids"]),
        "user": directory.by_id(database, "user", row["user_id"]),
        "tenant": None,
    }
    services = []
    if row["scope"] == "project":
        project_id = row["scope_id"]
        project = directory.by_id(database, "project", project_id)
        token_ref["tenant"] = _tenant(project)
        v3_services = catalog(call.cloud, call.root, project_id)
        services = as_v2(v3_services, project_id)
    roles = tokens.roles(database, row)
    return _format_authenticate(token_ref, roles, services)


def _format_authenticate(
    token_ref: dict[str, Any], roles_ref: list[dict[str, str]], catalog_ref: list[dict[str, Any]]
) -> dict[str, Any]:
    """Format the answer to a login key for key, and in the order, as Keystone's v2.0 did.

    ``token_ref`` has id, expires and issued_at (texts), audit_ids, user (a row of users), and
    tenant (None if the token is unscoped).
    """
    token = {
        "issued_at": token_ref["issued_at"],
        "expires": token_ref["expires"],
        "id": token_ref["id"],
        "audit_ids": token_ref["audit_ids"],
    }
    if token_ref["tenant"] is not None:
        token["tenant"] = token_ref["tenant"]
    user_ref = token_ref["user"]
    user = {
        "username": user_ref["name"],
        "roles_links": [],
        "id": user_ref["id"],
        "roles": [{"name": role["name"]} for role in roles_ref],
        "name": user_ref["name"],
    }
    role_ids = [role["id"] for role in roles_ref]
    return {
        "access": {
            "token": token,
            "serviceCatalog": catalog_ref,
            "user": user,
            "metadata": {"is_admin": 0, "roles": role_ids},
        }
    }


OPERATIONS = (
    Operation("POST", "/v2.0/tokens", authenticate, schema=SCHEMA, public=True),
    Operation("GET", "/v2.0/tokens/{token_id}", show),
    Operation("DELETE", "/v2.0/tokens/{token_id}", revoke),
    Operation("GET", "/v2.0/tokens/{token_id}/endpoints", endpoints),
    Operation("GET", "/v2.0/tenants", tenants),
)

"""v2.0: ``POST /tokens`` by password or by token, ``/tenants``, and tokens looked at and revoked by their id."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, login, tokens
from mini_nova_sandbox.identity.catalog import as_v2, catalog
from mini_nova_sandbox.identity.content import DOMAIN
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
    """A login."""
    auth = call.body["auth"]
    given = auth.get("passwordCredentials")
    if given is not None:
        user = _user(call, given)
        proven = await login.by_password(call.cloud, call.root, user, given["password"])
    elif auth.get("token") is not None:
        proven = login.by_token(call.cloud, call.root, auth["token"]["id"])
    else:
        raise BadRequest("Expecting to find passwordCredentials or token in auth.")
    with call.cloud.database.transaction():
        token, row = login.granted(call.cloud, call.root, proven, _scope(call, auth))
        return Answer(body=_described(call, token, row))


def show(call: Call) -> Answer:
    """What a token is good for; one's own, or any for admins."""
    token, row = _of_path(call)
    return Answer(body=_described(call, token, row))


def revoke(call: Call) -> Answer:
    """Ends a token at once."""
    _, row = _of_path(call)
    tokens.revoke(call.cloud.database, token_hash=row["token_hash"])
    return Answer(204)


def endpoints(call: Call) -> Answer:
    """The endpoints of a token, one after the other."""
    _, row = _of_path(call)
    services = as_v2(catalog(call.cloud, call.root, row["scope_id"] or ""), row["scope_id"] or "")
    found = [
        {**endpoint, "type": service["type"], "name": service["name"]}
        for service in services
        for endpoint in service["endpoints"]
    ]
    return Answer(body={"endpoints": found, "endpoints_links": []})


def tenants(call: Call) -> Answer:
    """The projects that the caller can choose."""
    rows = directory.projects_of(call.cloud.database, call.caller.user_id)
    return Answer(body={"tenants": [_tenant(row) for row in rows], "tenants_links": []})


def _format_authenticate(
    token_ref: dict[str, Any], roles_ref: list[dict[str, str]], catalog_ref: list[dict[str, Any]]
) -> dict[str, Any]:
    """The answer of v2.0 to a login, key for key; the order of its members is Keystone's. Pure.

    ``token_ref`` has id, expires and issued_at (texts), audit_ids, user (a row of users) and tenant (None: unscoped).
    """
    user = token_ref["user"]
    token = {
        "issued_at": token_ref["issued_at"],
        "expires": token_ref["expires"],
        "id": token_ref["id"],
        "audit_ids": token_ref["audit_ids"],
    }
    if token_ref["tenant"] is not None:
        token["tenant"] = token_ref["tenant"]
    return {
        "access": {
            "token": token,
            "serviceCatalog": catalog_ref,
            "user": {
                "username": user["name"],
                "roles_links": [],
                "id": user["id"],
                "roles": [{"name": role["name"]} for role in roles_ref],
                "name": user["name"],
            },
            "metadata": {"is_admin": 0, "roles": [role["id"] for role in roles_ref]},
        }
    }


def _described(call: Call, token: str, row: Row) -> dict[str, Any]:
    database = call.cloud.database
    scoped = row["scope"] == "project"
    token_ref = {
        "id": token,
        "expires": clock.stamp(row["expires_at"]),
        "issued_at": clock.fine_stamp(row["issued_at"]),
        "audit_ids": json.loads(row["audit_ids"]),
        "user": directory.by_id(database, "user", row["user_id"]),
        "tenant": _tenant(directory.by_id(database, "project", row["scope_id"]))
        if scoped
        else None,
    }
    services = (
        as_v2(catalog(call.cloud, call.root, row["scope_id"]), row["scope_id"]) if scoped else []
    )
    return _format_authenticate(token_ref, tokens.roles(database, row), services)


def _tenant(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "enabled": bool(row["enabled"]),
        "description": row["description"],
    }


def _user(call: Call, given: dict[str, Any]) -> Row | None:
    if "userId" in given:
        return directory.named(call.cloud.database, "user", {"id": given["userId"]})
    return directory.in_domain(call.cloud.database, "user", given.get("username", ""), DOMAIN)


def _scope(call: Call, auth: dict[str, Any]) -> Scope:
    """The tenant asked for; none asked for: unscoped."""
    if not auth.get("tenantName") and not auth.get("tenantId"):
        return Scope()
    database = call.cloud.database
    if auth.get("tenantId"):
        project = directory.named(database, "project", {"id": auth["tenantId"]})
    else:
        project = directory.in_domain(database, "project", auth["tenantName"], DOMAIN)
    if project is None or not project["enabled"]:
        raise login.refused(call.root)
    return Scope("project", project["id"])


def _of_path(call: Call) -> tuple[str, Row]:
    token = call.path["token_id"]
    row = tokens.find(call.cloud.database, token)
    if row is None or not (call.caller.is_admin or row["user_id"] == call.caller.user_id):
        raise NotFound("Could not find token.")
    return token, row


OPERATIONS = (
    Operation("POST", "/v2.0/tokens", authenticate, schema=SCHEMA, public=True),
    Operation("GET", "/v2.0/tokens/{token_id}", show),
    Operation("DELETE", "/v2.0/tokens/{token_id}", revoke),
    Operation("GET", "/v2.0/tokens/{token_id}/endpoints", endpoints),
    Operation("GET", "/v2.0/tenants", tenants),
)

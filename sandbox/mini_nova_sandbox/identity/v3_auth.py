"""v3: logins (``/auth/tokens``), tokens looked at and revoked, and what the caller can choose."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, login, tokens
from mini_nova_sandbox.identity.catalog import catalog
from mini_nova_sandbox.identity.login import Proven
from mini_nova_sandbox.identity.tokens import Scope
from mini_nova_sandbox.state import clock
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
    """A login: 201, the token in ``X-Subject-Token``."""
    auth = call.body["auth"]
    proven = await _proven(call, auth["identity"])
    with call.cloud.database.transaction():
        token, row = login.granted(
            call.cloud, call.root, proven, _scope(call, proven, auth.get("scope"))
        )
        body = {"token": _described(call, row)}
    return Answer(201, body, {"x-subject-token": token, "vary": "X-Auth-Token"})


async def _proven(call: Call, identity: dict[str, Any]) -> Proven:
    methods = identity["methods"]
    unknown = [method for method in methods if method not in METHODS]
    if unknown or len(set(methods)) != 1:
        raise login.refused(call.root)
    method = methods[0]
    if method not in identity:
        raise BadRequest(f"Expecting to find {method} in identity.")
    if method == "token":
        return login.by_token(call.cloud, call.root, identity["token"]["id"])
    if method == "application_credential":
        if call.body["auth"].get("scope") not in (None, {}):
            raise login.refused(call.root)  # it carries its own project
        return await login.by_application_credential(
            call.cloud, call.root, identity["application_credential"]
        )
    given = identity["password"]["user"]
    if "id" not in given and "domain" not in given:
        raise BadRequest("Expecting to find domain in user.")
    user = directory.named(call.cloud.database, "user", given)
    return await login.by_password(call.cloud, call.root, user, given.get("password", ""))


def _scope(call: Call, proven: Proven, wanted: Any) -> Scope:
    """The scope asked for; none: the default project. Raises BadRequest, Unauthorized."""
    if wanted == "unscoped" or (isinstance(wanted, dict) and "unscoped" in wanted):
        return Scope()
    if not isinstance(wanted, dict) or not wanted:
        if wanted not in (None, {}):
            raise BadRequest("Expecting to find valid JSON in scope.")
        return login.default_scope(call.cloud, proven.user_id) if proven.token is None else Scope()
    if len(wanted) > 1:
        raise BadRequest("You cannot scope to more than one of project, domain and system.")
    if "system" in wanted:
        return Scope("system")
    if "domain" in wanted:
        domain = directory.domain(call.cloud.database, wanted["domain"])
        if domain is None:
            raise login.refused(call.root)
        return Scope("domain", domain["id"])
    return _project_scope(call, wanted.get("project"))


def _project_scope(call: Call, wanted: Any) -> Scope:
    if not isinstance(wanted, dict):
        raise BadRequest("Expecting to find project in scope.")
    if "id" not in wanted and "domain" not in wanted:
        raise BadRequest("Expecting to find domain in project.")
    project = directory.named(call.cloud.database, "project", wanted)
    if project is None or not project["enabled"]:
        raise login.refused(call.root)
    return Scope("project", project["id"])


def show(call: Call) -> Answer:
    """What the token in ``X-Subject-Token`` is good for."""
    row = _subject(call)
    headers = {"x-subject-token": call.headers.get("x-subject-token", ""), "vary": "X-Auth-Token"}
    return Answer(body={"token": _described(call, row)}, headers=headers)


def revoke(call: Call) -> Answer:
    """Ends it at once."""
    tokens.revoke(call.cloud.database, token_hash=_subject(call)["token_hash"])
    return Answer(204)


def _subject(call: Call) -> Row:
    row = tokens.find(call.cloud.database, call.headers.get("x-subject-token", ""))
    if row is None or not (call.caller.is_admin or row["user_id"] == call.caller.user_id):
        raise NotFound("Failed to validate token")
    return row


def _described(call: Call, row: Row) -> dict[str, Any]:
    """A token as v3 shows it."""
    database = call.cloud.database
    user = directory.by_id(database, "user", row["user_id"])
    token: dict[str, Any] = {
        "methods": json.loads(row["methods"]),
        "user": {
            "domain": _domain(call, user),
            "id": user["id"],
            "name": user["name"],
            "password_expires_at": None,
        },
        "audit_ids": json.loads(row["audit_ids"]),
        "expires_at": clock.fine_stamp(row["expires_at"]),
        "issued_at": clock.fine_stamp(row["issued_at"]),
    }
    token |= _described_scope(call, row)
    if row["scope"] != "unscoped":
        token["roles"] = tokens.roles(database, row)
        if "nocatalog" not in (name for name, _ in call.query):
            token["catalog"] = catalog(call.cloud, call.root, row["scope_id"] or "")
    if row["application_credential_id"]:
        credential = database.row(
            "SELECT * FROM application_credentials WHERE id = ?", row["application_credential_id"]
        )
        if credential is not None:
            token["application_credential"] = {
                "id": credential["id"],
                "name": credential["name"],
                "restricted": not credential["unrestricted"],
            }
    return token


def _described_scope(call: Call, row: Row) -> dict[str, Any]:
    database = call.cloud.database
    if row["scope"] == "project":
        project = directory.by_id(database, "project", row["scope_id"])
        named = {"domain": _domain(call, project), "id": project["id"], "name": project["name"]}
        return {"project": named, "is_domain": False}
    if row["scope"] == "domain":
        domain = directory.by_id(database, "domain", row["scope_id"])
        return {"domain": {"id": domain["id"], "name": domain["name"]}}
    return {"system": {"all": True}} if row["scope"] == "system" else {}


def _domain(call: Call, row: Row) -> dict[str, str]:
    domain = directory.by_id(call.cloud.database, "domain", row["domain_id"])
    return {"id": domain["id"], "name": domain["name"]}


def own_catalog(call: Call) -> Answer:
    """The catalog of the caller's token."""
    services = (
        catalog(call.cloud, call.root, call.caller.project_id)
        if call.caller.scope != "unscoped"
        else []
    )
    return Answer(
        body={"catalog": services, "links": {"self": f"{call.root}/identity/v3/auth/catalog"}}
    )


def own_projects(call: Call) -> Answer:
    """The projects that the caller can choose."""
    rows = directory.projects_of(call.cloud.database, call.caller.user_id)
    return listed(call, "projects", [directory.shown(row, "project", call.root) for row in rows])


def own_domains(call: Call) -> Answer:
    """The domains that the caller can choose."""
    rows = call.cloud.database.rows(
        "SELECT * FROM domains WHERE enabled = 1 AND id IN"
        " (SELECT target_id FROM role_assignments WHERE user_id = ? AND target = 'domain')",
        call.caller.user_id,
    )
    return listed(call, "domains", [directory.shown(row, "domain", call.root) for row in rows])


def own_system(call: Call) -> Answer:
    """Whether the caller can choose the system."""
    held = tokens.roles_on(call.cloud.database, call.caller.user_id, "system", "all")
    body = {
        "system": [{"all": True}] if held else [],
        "links": {"self": f"{call.root}{call.url_path}"},
    }
    return Answer(body=body)


def listed(call: Call, name: str, items: list[Any]) -> Answer:
    """A collection of v3, which comes in one page."""
    return Answer(
        body={
            name: items,
            "links": {"next": None, "self": f"{call.root}{call.url_path}", "previous": None},
        }
    )


OPERATIONS = (
    Operation("POST", "/v3/auth/tokens", authenticate, schema=SCHEMA, public=True),
    Operation("GET", "/v3/auth/tokens", show),
    Operation("DELETE", "/v3/auth/tokens", revoke),
    Operation("GET", "/v3/auth/catalog", own_catalog),
    Operation("GET", "/v3/auth/projects", own_projects),
    Operation("GET", "/v3/auth/domains", own_domains),
    Operation("GET", "/v3/auth/system", own_system),
)

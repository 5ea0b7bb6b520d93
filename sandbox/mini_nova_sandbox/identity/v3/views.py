"""Things as v3 shows them: users, projects, domains, roles, tokens, and collections of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.identity import access_rules, directory, tokens
from mini_nova_sandbox.identity.catalog import catalog
from mini_nova_sandbox.identity.v3 import filters
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row


def collection(call: Call, name: str, items: list[Any]) -> Answer:
    """Answer a collection: all of it, or a page if the query has ``limit``."""
    shown, marker = filters.page(call, items)
    url = f"{call.root}{call.url_path}"
    query = [pair for pair in call.query if pair[0] != "marker"]
    links = {
        "next": _with_query(url, [*query, ("marker", marker)]) if marker else None,
        "self": _with_query(url, call.query),
        "previous": None,
    }
    body: dict[str, Any] = {name: shown, "links": links}
    if marker:
        body["truncated"] = True
    return Answer(body=body)


def _with_query(url: str, query: Sequence[tuple[str, str]]) -> str:
    return f"{url}?{urlencode(query, safe=':')}" if query else url


def directory_collection(call: Call, kind: str, rows: list[Row]) -> Answer:
    """Answer a collection of projects, users, domains or roles."""
    items = [entry(call, kind, row) for row in rows]
    return collection(call, directory.COLLECTIONS[kind], items)


def entry(call: Call, kind: str, row: Row) -> dict[str, Any]:
    """Return a project, user, domain or role."""
    identifier = row["id"]
    path = directory.COLLECTIONS[kind]
    view: dict[str, Any] = json.loads(row["extra"])
    view["id"] = identifier
    view["name"] = row["name"]
    view |= _MEMBERS[kind](row)
    if "options" in row:
        view["options"] = json.loads(row["options"])
    view["links"] = {"self": f"{call.root}/identity/v3/{path}/{identifier}"}
    return view


def _role_members(row: Row) -> dict[str, Any]:
    return {
        "domain_id": row["domain_id"],
        "description": row["description"],
    }


def _domain_members(row: Row) -> dict[str, Any]:
    return {
        "enabled": bool(row["enabled"]),
        "description": row["description"],
        "tags": [],
    }


def _project_members(row: Row) -> dict[str, Any]:
    return {
        "enabled": bool(row["enabled"]),
        "domain_id": row["domain_id"],
        "description": row["description"],
        "parent_id": row["parent_id"] or row["domain_id"],
        "is_domain": "is_domain" in row,
        "tags": json.loads(row["tags"]),
    }


def _user_members(row: Row) -> dict[str, Any]:
    members = {
        "enabled": bool(row["enabled"]),
        "domain_id": row["domain_id"],
        "password_expires_at": None,
    }
    for name in ("email", "description", "default_project_id"):
        if row[name] is not None:
            members[name] = row[name]
    return members


def _group_members(row: Row) -> dict[str, Any]:
    return {
        "domain_id": row["domain_id"],
        "description": row["description"],
    }


_MEMBERS = {
    "group": _group_members,
    "role": _role_members,
    "domain": _domain_members,
    "project": _project_members,
    "user": _user_members,
}


def token(call: Call, row: Row) -> dict[str, Any]:
    """Return the body of a token, with the catalog unless the query has ``nocatalog``."""
    database = call.database
    user = directory.by_id(database, "user", row["user_id"])
    view: dict[str, Any] = {
        "methods": json.loads(row["methods"]),
        "user": {
            "domain": _domain_of(call, user),
            "id": user["id"],
            "name": user["name"],
            "password_expires_at": None,
        },
        "audit_ids": json.loads(row["audit_ids"]),
        "expires_at": clock.fine_stamp(row["expires_at"]),
        "issued_at": clock.fine_stamp(row["issued_at"]),
    }
    view |= _scope(call, row)
    if row["scope"] != "unscoped":
        view["roles"] = _roles(call, row)
        if not call.query_values("nocatalog"):
            project_id = row["scope_id"] or ""
            view["catalog"] = catalog(call.cloud, call.root, project_id, row["user_id"])
    if row["application_credential_id"]:
        view |= _application_credential(call, row["application_credential_id"])
    if row["trust_id"]:
        view |= _trust(call, row["trust_id"])
    return view


def _roles(call: Call, row: Row) -> list[dict[str, Any]]:
    """Return a token's roles; Keystone shows those of a trust whole, without their links."""
    roles: list[dict[str, Any]] = list(tokens.roles(call.database, row))
    if not row["trust_id"]:
        return roles
    rows = [directory.by_id(call.database, "role", role["id"]) for role in roles]
    views = [entry(call, "role", role) for role in rows]
    return [{name: view[name] for name in view if name != "links"} for view in views]


def _scope(call: Call, row: Row) -> dict[str, Any]:
    """Return the members of a token that tell its scope."""
    database = call.database
    if row["scope"] == "project":
        project = directory.by_id(database, "project", row["scope_id"])
        members = {
            "domain": _domain_of(call, project),
            "id": project["id"],
            "name": project["name"],
        }
        return {"project": members} if row["trust_id"] else {"project": members, "is_domain": False}
    if row["scope"] == "domain":
        domain = directory.by_id(database, "domain", row["scope_id"])
        return {"domain": {"id": domain["id"], "name": domain["name"]}}
    if row["scope"] == "system":
        return {"system": {"all": True}}
    return {}


def _application_credential(call: Call, credential_id: str) -> dict[str, Any]:
    row = call.database.row("SELECT * FROM application_credentials WHERE id = ?", credential_id)
    if row is None:
        return {}
    members: dict[str, Any] = {
        "id": row["id"],
        "name": row["name"],
        "restricted": not row["unrestricted"],
    }
    if row["access_rule_ids"] is not None:
        members["access_rules"] = access_rules.views(call, json.loads(row["access_rule_ids"]))
    return {"application_credential": members}


def _trust(call: Call, trust_id: str) -> dict[str, Any]:
    trust = call.database.row("SELECT * FROM trusts WHERE id = ?", trust_id)
    if trust is None:
        return {}
    members = {
        "id": trust_id,
        "trustor_user": {"id": trust["trustor_user_id"]},
        "trustee_user": {"id": trust["trustee_user_id"]},
        "impersonation": bool(trust["impersonation"]),
    }
    return {"OS-TRUST:trust": members}


def _domain_of(call: Call, row: Row) -> dict[str, str]:
    """Return the reference to the domain of a user or project."""
    domain = directory.by_id(call.database, "domain", row["domain_id"])
    return {"id": domain["id"], "name": domain["name"]}


def reference(call: Call, kind: str, identifier: str, *, with_name: bool) -> dict[str, Any]:
    """Return a reference by id, if asked for with the name and the domain's id and name."""
    if not with_name:
        return {"id": identifier}
    row = directory.by_id(call.database, kind, identifier)
    view: dict[str, Any] = {
        "id": identifier,
        "name": row["name"],
    }
    if row.get("domain_id") is not None:
        view["domain"] = _domain_of(call, row)
    return view

"""Things as v3 shows them: users, projects, domains, roles, tokens, and collections of them."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.identity import directory, tokens
from mini_nova_sandbox.identity.catalog import catalog
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row


def collection(call: Call, name: str, items: list[Any]) -> Answer:
    """Answer a collection; all of it is on one page."""
    links = {
        "next": None,
        "self": f"{call.root}{call.url_path}",
        "previous": None,
    }
    return Answer(body={name: items, "links": links})


def directory_collection(call: Call, kind: str, rows: list[Row]) -> Answer:
    """Answer a collection of projects, users, domains or roles."""
    items = [entry(call, kind, row) for row in rows]
    return collection(call, directory.COLLECTIONS[kind], items)


def entry(call: Call, kind: str, row: Row) -> dict[str, Any]:
    """Return a project, user, domain or role."""
    identifier = row["id"]
    path = directory.COLLECTIONS[kind]
    common = {
        "id": identifier,
        "name": row["name"],
        "options": {},
        "links": {"self": f"{call.root}/identity/v3/{path}/{identifier}"},
    }
    if kind == "group":
        del common["options"]
    return common | _MEMBERS[kind](row)


def _role_members(row: Row) -> dict[str, Any]:
    return {
        "domain_id": None,
        "description": row["description"],
        "options": {"immutable": True} if row["immutable"] else {},
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
        "parent_id": row["domain_id"],
        "is_domain": False,
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
        view["roles"] = tokens.roles(database, row)
        if not call.query_values("nocatalog"):
            project_id = row["scope_id"] or ""
            view["catalog"] = catalog(call.cloud, call.root, project_id)
    if row["application_credential_id"]:
        view |= _application_credential(call, row["application_credential_id"])
    return view


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
        return {"project": members, "is_domain": False}
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
    members = {
        "id": row["id"],
        "name": row["name"],
        "restricted": not row["unrestricted"],
    }
    return {"application_credential": members}


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
    if kind in ("project", "user", "group"):
        view["domain"] = _domain_of(call, row)
    return view

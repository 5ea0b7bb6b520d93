"""v3: projects, users, roles and domains, and who has which role; looked at, and for admins changed."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, Forbidden, NotFound, Unauthorized
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, passwords, tokens
from mini_nova_sandbox.identity.content import DOMAIN
from mini_nova_sandbox.identity.v3_auth import listed
from mini_nova_sandbox.state.database import Row

_NAME = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"\S"}
_TEXT = {"type": ["string", "null"], "maxLength": 65535}
_ID = {"type": ["string", "null"], "maxLength": 64}
_FLAG = {"type": "boolean"}
_SECRET = {"type": ["string", "null"], "maxLength": 4096}
_PROJECT = {
    "name": _NAME,
    "description": _TEXT,
    "enabled": _FLAG,
    "domain_id": _ID,
    "parent_id": _ID,
}
_USER = {
    "name": _NAME,
    "description": _TEXT,
    "enabled": _FLAG,
    "domain_id": _ID,
    "email": _TEXT,
    "default_project_id": _ID,
    "password": _SECRET,
}


def _wrapped(kind: str, properties: dict[str, Any], *required: str) -> dict[str, Any]:
    inner = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": True,
    }
    return {"type": "object", "properties": {kind: inner}, "required": [kind]}


def _kept_to_admins(call: Call, own: str = "") -> None:
    if not own or own != call.caller.user_id:
        call.caller.require_admin()


def index(call: Call) -> Answer:
    """Projects, users, roles or domains; by name, domain and enabled."""
    kind = _kind(call)
    if kind != "role":
        _kept_to_admins(call)
    rows = call.cloud.database.rows(f"SELECT * FROM {directory.COLLECTIONS[kind]} ORDER BY name")  # noqa: S608 - constants
    for name in ("name", "domain_id", "enabled"):
        wanted = call.query_value(name)
        if wanted and rows and name in rows[0]:
            rows = [row for row in rows if _says(row[name], wanted)]
    return listed(
        call, directory.COLLECTIONS[kind], [directory.shown(row, kind, call.root) for row in rows]
    )


def _says(value: Any, wanted: str) -> bool:
    return str(value) == wanted or (
        isinstance(value, int) and str(bool(value)).lower() == wanted.lower()
    )


def show(call: Call) -> Answer:
    """One of them; a project is shown to those who have a role on it, a user to itself."""
    kind = _kind(call)
    row = directory.by_id(call.cloud.database, kind, call.path["id"])
    if kind == "project":
        mine = {
            one["id"] for one in directory.projects_of(call.cloud.database, call.caller.user_id)
        }
        if row["id"] not in mine:
            _kept_to_admins(call)
    elif kind == "user":
        _kept_to_admins(call, row["id"])
    return Answer(body={kind: directory.shown(row, kind, call.root)})


def create_project(call: Call) -> Answer:
    """Makes one."""
    _kept_to_admins(call)
    given = call.body["project"]
    row = {
        "id": uuid.uuid4().hex,
        "name": given["name"],
        "domain_id": given.get("domain_id") or DOMAIN,
        "description": given.get("description") or "",
        "enabled": int(given.get("enabled", True)),
    }
    return _made(call, "project", row)


async def create_user(call: Call) -> Answer:
    """Makes one."""
    _kept_to_admins(call)
    given = call.body["user"]
    secret = given.get("password")
    stored = await asyncio.to_thread(passwords.hashed, secret) if secret else ""
    row = {
        "id": uuid.uuid4().hex,
        "name": given["name"],
        "domain_id": given.get("domain_id") or DOMAIN,
        "password_hash": stored,
        "email": given.get("email"),
        "description": given.get("description"),
        "default_project_id": given.get("default_project_id"),
        "enabled": int(given.get("enabled", True)),
    }
    with call.cloud.database.transaction():
        return _made(call, "user", row)


def _made(call: Call, kind: str, row: dict[str, Any]) -> Answer:
    directory.by_id(call.cloud.database, "domain", row["domain_id"])
    try:
        call.cloud.database.insert(directory.COLLECTIONS[kind], row)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"Conflict occurred attempting to store {kind} - Duplicate entry found with name {row['name']}."
        ) from error
    stored = directory.by_id(call.cloud.database, kind, row["id"])
    return Answer(201, {kind: directory.shown(stored, kind, call.root)})


async def update(call: Call) -> Answer:
    """Changes a project or a user; a disabled user, or one with a new password, has no tokens left."""
    _kept_to_admins(call)
    kind = _kind(call)
    given = call.body[kind]
    names = (
        ("name", "description", "enabled", "email", "default_project_id")
        if kind == "user"
        else ("name", "description", "enabled")
    )
    changes = {
        name: int(given[name]) if name == "enabled" else given[name]
        for name in names
        if name in given
    }
    if kind == "project" and "description" in changes:
        changes["description"] = changes["description"] or ""
    if kind == "user" and given.get("password"):
        changes["password_hash"] = await asyncio.to_thread(passwords.hashed, given["password"])
    with call.cloud.database.transaction():
        row = directory.by_id(call.cloud.database, kind, call.path["id"])
        if changes:
            try:
                call.cloud.database.update(directory.COLLECTIONS[kind], changes, id=row["id"])
            except sqlite3.IntegrityError as error:
                raise Conflict(f"Conflict occurred attempting to store {kind}.") from error
        if kind == "user" and ("password_hash" in changes or changes.get("enabled") == 0):
            tokens.revoke(call.cloud.database, user_id=row["id"])
        stored = directory.by_id(call.cloud.database, kind, row["id"])
        return Answer(body={kind: directory.shown(stored, kind, call.root)})


def delete(call: Call) -> Answer:
    """Takes a project or a user away, and the tokens with it; a project with servers stays."""
    _kept_to_admins(call)
    kind, database = _kind(call), call.cloud.database
    row = directory.by_id(database, kind, call.path["id"])
    if kind == "project":
        if database.value(
            "SELECT 1 FROM instances WHERE project_id = ? AND deleted = 0", row["id"]
        ):
            raise Forbidden("The project still has servers: delete them first.")
        tokens.revoke(database, scope_id=row["id"])
        database.delete("role_assignments", target="project", target_id=row["id"])
    database.delete(directory.COLLECTIONS[kind], id=row["id"])
    return Answer(204)


async def change_password(call: Call) -> Answer:
    """A user changes its own password, and shows that it knows the old one."""
    given = call.body["user"]
    row = directory.by_id(call.cloud.database, "user", call.path["id"])
    if row["id"] != call.caller.user_id or not await passwords.holds(
        given["original_password"], row["password_hash"]
    ):
        raise Unauthorized("The request you have made requires authentication.")
    fresh = await asyncio.to_thread(passwords.hashed, given["password"])
    with call.cloud.database.transaction():
        call.cloud.database.update("users", {"password_hash": fresh}, id=row["id"])
        tokens.revoke(call.cloud.database, user_id=row["id"])
    return Answer(204)


def projects_of_user(call: Call) -> Answer:
    """The projects on which a user has a role."""
    _kept_to_admins(call, call.path["id"])
    rows = directory.projects_of(call.cloud.database, call.path["id"])
    return listed(call, "projects", [directory.shown(row, "project", call.root) for row in rows])


def roles_on_project(call: Call) -> Answer:
    """The roles of a user on a project."""
    _kept_to_admins(call)
    held = tokens.roles_on(
        call.cloud.database, call.path["user_id"], "project", call.path["project_id"]
    )
    rows = [directory.by_id(call.cloud.database, "role", role["id"]) for role in held]
    return listed(call, "roles", [directory.shown(row, "role", call.root) for row in rows])


def assign(call: Call) -> Answer:
    """Gives a user a role on a project."""
    entry = _assignment(call)
    database = call.cloud.database
    for kind, column in (("user", "user_id"), ("role", "role_id"), ("project", "target_id")):
        directory.by_id(database, kind, entry[column])
    database.run(
        "INSERT OR IGNORE INTO role_assignments (user_id, role_id, target, target_id) VALUES (?, ?, ?, ?)",
        entry["user_id"],
        entry["role_id"],
        entry["target"],
        entry["target_id"],
    )
    return Answer(204)


def check_assignment(call: Call) -> Answer:
    """204 if a user has a role on a project."""
    if not call.cloud.database.value(
        "SELECT 1 FROM role_assignments WHERE user_id = ? AND role_id = ? AND target = ? AND target_id = ?",
        *_assignment(call).values(),
    ):
        raise NotFound("Could not find role assignment.")
    return Answer(204)


def unassign(call: Call) -> Answer:
    """Takes a role away."""
    if not call.cloud.database.delete("role_assignments", **_assignment(call)):
        raise NotFound("Could not find role assignment.")
    return Answer(204)


def _assignment(call: Call) -> dict[str, str]:
    _kept_to_admins(call)
    path = call.path
    return {
        "user_id": path["user_id"],
        "role_id": path["role_id"],
        "target": "project",
        "target_id": path["project_id"],
    }


def assignments(call: Call) -> Answer:
    """Who has which role where."""
    _kept_to_admins(call, call.query_value("user.id"))
    names = any(
        name == "include_names" and value not in ("0", "false", "False")
        for name, value in call.query
    )
    rows = call.cloud.database.rows("SELECT * FROM role_assignments")
    tests = (
        ("user.id", "user_id", ""),
        ("role.id", "role_id", ""),
        ("scope.project.id", "target_id", "project"),
        ("scope.domain.id", "target_id", "domain"),
    )
    for name, column, target in tests:
        if call.query_value(name):
            rows = [
                row
                for row in rows
                if row[column] == call.query_value(name) and target in ("", row["target"])
            ]
    if any(name == "scope.system" for name, _ in call.query):
        rows = [row for row in rows if row["target"] == "system"]
    return listed(
        call, "role_assignments", [_shown_assignment(call, row, names=names) for row in rows]
    )


def _shown_assignment(call: Call, row: Row, *, names: bool) -> dict[str, Any]:
    base = f"{call.root}/identity/v3"
    where = "system" if row["target"] == "system" else f"{row['target']}s/{row['target_id']}"
    scope: dict[str, Any] = (
        {"all": True}
        if row["target"] == "system"
        else _reference(call, row["target"], row["target_id"], names=names)
    )
    return {
        "links": {"assignment": f"{base}/{where}/users/{row['user_id']}/roles/{row['role_id']}"},
        "scope": {row["target"]: scope},
        "user": _reference(call, "user", row["user_id"], names=names),
        "role": _reference(call, "role", row["role_id"], names=names),
    }


def _reference(call: Call, kind: str, identifier: str, *, names: bool) -> dict[str, Any]:
    if not names:
        return {"id": identifier}
    row = directory.by_id(call.cloud.database, kind, identifier)
    shown: dict[str, Any] = {"id": identifier, "name": row["name"]}
    if kind in ("project", "user"):
        domain = directory.by_id(call.cloud.database, "domain", row["domain_id"])
        shown["domain"] = {"id": domain["id"], "name": domain["name"]}
    return shown


def _kind(call: Call) -> str:
    collection = call.url_path.removeprefix("/identity/v3/").partition("/")[0]
    return collection.removesuffix("s")


_OWN = _wrapped(
    "user",
    {
        "password": {**_SECRET, "type": "string", "minLength": 1},
        "original_password": {**_SECRET, "type": "string"},
    },
    "password",
    "original_password",
)
_ROLE = "/v3/projects/{project_id}/users/{user_id}/roles/{role_id}"
OPERATIONS = (
    *(Operation("GET", f"/v3/{name}", index) for name in directory.COLLECTIONS.values()),
    *(Operation("GET", f"/v3/{name}/{{id}}", show) for name in directory.COLLECTIONS.values()),
    Operation("POST", "/v3/projects", create_project, schema=_wrapped("project", _PROJECT, "name")),
    Operation("POST", "/v3/users", create_user, schema=_wrapped("user", _USER, "name")),
    Operation("PATCH", "/v3/projects/{id}", update, schema=_wrapped("project", _PROJECT)),
    Operation("PATCH", "/v3/users/{id}", update, schema=_wrapped("user", _USER)),
    Operation("DELETE", "/v3/projects/{id}", delete),
    Operation("DELETE", "/v3/users/{id}", delete),
    Operation("POST", "/v3/users/{id}/password", change_password, schema=_OWN),
    Operation("GET", "/v3/users/{id}/projects", projects_of_user),
    Operation("GET", "/v3/projects/{project_id}/users/{user_id}/roles", roles_on_project),
    Operation("PUT", _ROLE, assign),
    Operation("GET", _ROLE, check_assignment),
    Operation("DELETE", _ROLE, unassign),
    Operation("GET", "/v3/role_assignments", assignments),
)

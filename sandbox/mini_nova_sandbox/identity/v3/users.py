"""Create, change and delete users, change a password, list a user's projects."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Unauthorized
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import assignments, directory, passwords, policy, tokens
from mini_nova_sandbox.identity.content import DOMAIN
from mini_nova_sandbox.identity.v3 import entries, filters, schemas, views
from mini_nova_sandbox.state import chance

CHANGEABLE = ("name", "description", "enabled", "email", "default_project_id")


async def create(call: Call) -> Answer:
    """Create a user. Raises Conflict, Forbidden, NotFound for its domain."""
    body = call.body["user"]
    domain_id = body.get("domain_id") or DOMAIN
    _require_manager(call, "create_user", domain_id)
    password = body.get("password")
    password_hash = await passwords.hash_in_thread(password) if password else ""
    row = {
        "id": chance.new_hex_id("user"),
        "name": body["name"],
        "domain_id": domain_id,
        "password_hash": password_hash,
        "email": body.get("email"),
        "description": body.get("description"),
        "default_project_id": body.get("default_project_id"),
        "enabled": int(body.get("enabled", True)),
    }
    with call.database.transaction():
        return entries.insert(call, "user", row, body)


def _require_manager(call: Call, action: str, domain_id: str) -> None:
    policy.require(call, action, allowed=policy.is_domain_manager(call, domain_id))


async def update(call: Call) -> Answer:
    """Change a user; disabling it or setting its password revokes its tokens.

    Raises Conflict, Forbidden, NotFound.
    """
    body = call.body["user"]
    database = call.database
    user = directory.by_id(database, "user", call.path["id"])
    _require_manager(call, "update_user", user["domain_id"])
    changes = entries.pick_columns(body, CHANGEABLE)
    password = body.get("password")
    if password:
        changes["password_hash"] = await passwords.hash_in_thread(password)
    is_disabled = changes.get("enabled") == 0
    with database.transaction():
        answer = entries.update(call, "user", changes, body)
        if password or is_disabled:
            tokens.revoke(database, user_id=user["id"])
        return answer


def delete(call: Call) -> Answer:
    """Delete a user; the database deletes its tokens and role assignments with it."""
    database = call.database
    user = directory.by_id(database, "user", call.path["id"])
    _require_manager(call, "delete_user", user["domain_id"])
    entries.check_mutable("user", user, "delete")
    database.delete("users", id=user["id"])
    return Answer(204)


async def change_password(call: Call) -> Answer:
    """Change a user's password, given the old one, and revoke its tokens.

    No token is needed. Raises Unauthorized, also if there is no such user.
    """
    database = call.database
    body = call.body["user"]
    user = directory.find(database, "user", {"id": call.path["id"]})
    password_hash = user["password_hash"] if user else None
    is_right = await passwords.verify(body["original_password"], password_hash)
    if user is None or not is_right or not user["enabled"]:
        raise _wrong_password()
    new_hash = await passwords.hash_in_thread(body["password"])
    with database.transaction():
        database.update("users", {"password_hash": new_hash}, id=user["id"])
        tokens.revoke(database, user_id=user["id"])
    return Answer(204)


def _wrong_password() -> Unauthorized:
    """Return the error for a wrong password, and for another user: nobody learns which."""
    return Unauthorized("The request you have made requires authentication.")


def projects(call: Call) -> Answer:
    """List the projects on which a user has a role."""
    user_id = call.path["id"]
    user = directory.by_id(call.database, "user", user_id)
    policy.require_reader_of_user(call, "list_user_projects", user)
    rows = assignments.projects_of(call.database, user_id)
    items = [views.entry(call, "project", row) for row in rows]
    names = entries.FILTERS["project"]
    return views.collection(call, "projects", filters.matching(call, items, names))


OPERATIONS = (
    Operation("POST", "/v3/users", create, schema=schemas.CREATE_USER),
    Operation("PATCH", "/v3/users/{id}", update, schema=schemas.UPDATE_USER),
    Operation("DELETE", "/v3/users/{id}", delete),
    Operation(
        "POST",
        "/v3/users/{id}/password",
        change_password,
        schema=schemas.CHANGE_PASSWORD,
        public=True,
    ),
    Operation("GET", "/v3/users/{id}/projects", projects),
)

"""v3: create, change and delete users (for admins), change one's password, list one's projects."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Unauthorized
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import (
    directory,
    passwords,
    tokens,
    v3_directory,
    v3_schemas,
    v3_views,
)
from mini_nova_sandbox.identity.content import DOMAIN
from mini_nova_sandbox.state import chance

CHANGEABLE = ("name", "description", "enabled", "email", "default_project_id")


async def create(call: Call) -> Answer:
    """Create a user. Raises Conflict, Forbidden, NotFound for its domain."""
    call.caller.require_admin()
    body = call.body["user"]
    password = body.get("password")
    password_hash = await passwords.hash_in_thread(password) if password else ""
    row = {
        "id": chance.new_hex_id("user"),
        "name": body["name"],
        "domain_id": body.get("domain_id") or DOMAIN,
        "password_hash": password_hash,
        "email": body.get("email"),
        "description": body.get("description"),
        "default_project_id": body.get("default_project_id"),
        "enabled": int(body.get("enabled", True)),
    }
    with call.database.transaction():
        return v3_directory.insert(call, "user", row)


async def update(call: Call) -> Answer:
    """Change a user; disabling it or setting its password revokes its tokens.

    Raises Conflict, Forbidden, NotFound.
    """
    call.caller.require_admin()
    body = call.body["user"]
    changes = v3_directory.pick_columns(body, CHANGEABLE)
    password = body.get("password")
    if password:
        changes["password_hash"] = await passwords.hash_in_thread(password)
    is_disabled = changes.get("enabled") == 0
    database = call.database
    with database.transaction():
        user = directory.by_id(database, "user", call.path["id"])
        answer = v3_directory.update(call, "user", changes)
        if password or is_disabled:
            tokens.revoke(database, user_id=user["id"])
        return answer


def delete(call: Call) -> Answer:
    """Delete a user; the database deletes its tokens and role assignments with it."""
    call.caller.require_admin()
    database = call.database
    user = directory.by_id(database, "user", call.path["id"])
    database.delete("users", id=user["id"])
    return Answer(204)


async def change_password(call: Call) -> Answer:
    """Change the caller's own password and revoke its tokens. Raises NotFound, Unauthorized."""
    database = call.database
    body = call.body["user"]
    user = directory.by_id(database, "user", call.path["id"])
    user_id = user["id"]
    if user_id != call.caller.user_id:
        raise _wrong_password()
    is_right = await passwords.verify(body["original_password"], user["password_hash"])
    if not is_right:
        raise _wrong_password()
    password_hash = await passwords.hash_in_thread(body["password"])
    with database.transaction():
        database.update("users", {"password_hash": password_hash}, id=user_id)
        tokens.revoke(database, user_id=user_id)
    return Answer(204)


def _wrong_password() -> Unauthorized:
    """Return the error for a wrong password, and for another user: nobody learns which."""
    return Unauthorized("The request you have made requires authentication.")


def projects(call: Call) -> Answer:
    """List the projects on which a user has a role."""
    user_id = call.path["id"]
    call.caller.require_self_or_admin(user_id)
    rows = directory.projects_of(call.database, user_id)
    return v3_views.directory_collection(call, "project", rows)


OPERATIONS = (
    Operation("POST", "/v3/users", create, schema=v3_schemas.CREATE_USER),
    Operation("PATCH", "/v3/users/{id}", update, schema=v3_schemas.UPDATE_USER),
    Operation("DELETE", "/v3/users/{id}", delete),
    Operation(
        "POST", "/v3/users/{id}/password", change_password, schema=v3_schemas.CHANGE_PASSWORD
    ),
    Operation("GET", "/v3/users/{id}/projects", projects),
)

"""Groups of users and their members (for admins). A group's roles are its members', too."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy
from mini_nova_sandbox.identity.content import DOMAIN
from mini_nova_sandbox.identity.v3 import entries, filters, schemas, views
from mini_nova_sandbox.state import chance

CHANGEABLE = ("name", "description")
_MEMBER_ACTIONS = {"PUT": "add_user_to_group", "DELETE": "remove_user_from_group"}


def create(call: Call) -> Answer:
    """Create a group. Raises Conflict, Forbidden, NotFound for its domain."""
    body = call.body["group"]
    domain_id = body.get("domain_id") or DOMAIN
    _require_manager(call, "create_group", domain_id)
    row = {
        "id": chance.new_hex_id("group"),
        "name": body["name"],
        "domain_id": domain_id,
        "description": body.get("description") or "",
    }
    return entries.insert(call, "group", row, body)


def _require_manager(call: Call, action: str, domain_id: str) -> None:
    policy.require(call, action, allowed=policy.is_domain_manager(call, domain_id))


def _require_reader(call: Call, action: str, domain_id: str) -> None:
    policy.require_reader(call, action, allowed=policy.is_domain_reader(call, domain_id))


def update(call: Call) -> Answer:
    """Change a group. Raises Conflict, Forbidden, NotFound."""
    body = call.body["group"]
    changes = entries.pick_columns(body, CHANGEABLE)
    if "description" in changes:
        changes["description"] = changes["description"] or ""
    group = directory.by_id(call.database, "group", call.path["id"])
    _require_manager(call, "update_group", group["domain_id"])
    return entries.update(call, "group", changes, body)


def delete(call: Call) -> Answer:
    """Delete a group; the database deletes its memberships and roles with it. Raises NotFound."""
    group = directory.by_id(call.database, "group", call.path["id"])
    _require_manager(call, "delete_group", group["domain_id"])
    call.database.delete("groups", id=group["id"])
    return Answer(204)


def members(call: Call) -> Answer:
    """List the users of a group. Raises Forbidden, NotFound."""
    group = directory.by_id(call.database, "group", call.path["id"])
    _require_reader(call, "list_users_in_group", group["domain_id"])
    rows = call.database.rows(
        "SELECT users.* FROM users JOIN group_members ON user_id = users.id"
        " WHERE group_id = ? ORDER BY name",
        group["id"],
    )
    items = [views.entry(call, "user", row) for row in rows]
    return views.collection(call, "users", filters.matching(call, items, ("name", "enabled")))


def groups_of_user(call: Call) -> Answer:
    """List the groups of a user. Raises Forbidden, NotFound."""
    user_id = call.path["id"]
    user = directory.by_id(call.database, "user", user_id)
    policy.require_reader_of_user(call, "list_groups_for_user", user)
    rows = call.database.rows(
        "SELECT groups.* FROM groups JOIN group_members ON group_id = groups.id"
        " WHERE user_id = ? ORDER BY name",
        user_id,
    )
    items = [views.entry(call, "group", row) for row in rows]
    items = [{**view, "membership_expires_at": None} for view in items]
    return views.collection(call, "groups", items)


def add_member(call: Call) -> Answer:
    """Put a user into a group, unless it is in it. Raises Forbidden, NotFound."""
    membership = _membership(call)
    call.database.run(
        "INSERT OR IGNORE INTO group_members (group_id, user_id) VALUES (?, ?)",
        *membership.values(),
    )
    return Answer(204)


def check_member(call: Call) -> Answer:
    """Answer 204 if a user is in a group. Raises Forbidden, NotFound."""
    membership = _membership(call)
    sql = "SELECT 1 FROM group_members WHERE group_id = ? AND user_id = ?"
    if call.database.value(sql, *membership.values()) is None:
        raise _no_member(call)
    return Answer(204)


def remove_member(call: Call) -> Answer:
    """Take a user out of a group. Raises Forbidden, NotFound."""
    membership = _membership(call)
    if not call.database.delete("group_members", **membership):
        raise _no_member(call)
    return Answer(204)


def _membership(call: Call) -> dict[str, str]:
    """Return the row that the path describes. Raises Forbidden, NotFound."""
    group = directory.by_id(call.database, "group", call.path["id"])
    if call.method in ("GET", "HEAD"):
        _require_reader(call, "check_user_in_group", group["domain_id"])
    else:
        _require_manager(call, _MEMBER_ACTIONS[call.method], group["domain_id"])
    user = directory.by_id(call.database, "user", call.path["user_id"])
    return {"group_id": group["id"], "user_id": user["id"]}


def _no_member(call: Call) -> NotFound:
    return NotFound(f"User '{call.path['user_id']}' not found in group '{call.path['id']}'")


_MEMBER = "/v3/groups/{id}/users/{user_id}"
OPERATIONS = (
    Operation("POST", "/v3/groups", create, schema=schemas.CREATE_GROUP),
    Operation("PATCH", "/v3/groups/{id}", update, schema=schemas.UPDATE_GROUP),
    Operation("DELETE", "/v3/groups/{id}", delete),
    Operation("GET", "/v3/groups/{id}/users", members),
    Operation("GET", "/v3/users/{id}/groups", groups_of_user),
    Operation("PUT", _MEMBER, add_member),
    Operation("HEAD", _MEMBER, check_member),
    Operation("GET", _MEMBER, check_member),
    Operation("DELETE", _MEMBER, remove_member),
)

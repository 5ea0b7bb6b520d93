"""Trusts: a user (the trustor) lets another (the trustee) act with some of its roles on a project.

A trust that may be redelegated lets the trustee pass it on; the chain ends when one link does.
"""

from __future__ import annotations

import json

from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.identity import assignments
from mini_nova_sandbox.identity.assignments import Role
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

MAX_REDELEGATION_COUNT = 3


def find(database: Database, trust_id: str) -> Row | None:
    """Return a trust that can be used: neither expired nor used up."""
    row = database.row("SELECT * FROM trusts WHERE id = ?", trust_id)
    if row is None or row["remaining_uses"] == 0:
        return None
    return row if is_alive(row) else None


def find_for_token(database: Database, trust_id: str) -> Row | None:
    """Return the trust of a token, used up or not, if it is alive and both its users are enabled."""
    row = database.row("SELECT * FROM trusts WHERE id = ?", trust_id)
    if row is None or not is_alive(row):
        return None
    users = (row["trustor_user_id"], row["trustee_user_id"])
    return row if all(_is_enabled(database, user_id) for user_id in users) else None


def is_alive(trust: Row) -> bool:
    """Whether a trust has not expired."""
    return trust["expires_at"] is None or trust["expires_at"] > clock.now()


def _is_enabled(database: Database, user_id: str) -> bool:
    return bool(database.value("SELECT enabled FROM users WHERE id = ?", user_id))


def consume(database: Database, trust: Row, user_id: str) -> None:
    """Use a trust once for a login of a user. Raises Forbidden unless it is its trustee's."""
    is_trustee = user_id == trust["trustee_user_id"]
    if not is_trustee or not _is_enabled(database, trust["trustor_user_id"]):
        raise Forbidden("You are not authorized to perform the requested action.")
    if not roles(database, trust):
        raise Forbidden("You are not authorized to perform the requested action.")
    if trust["remaining_uses"] is not None:
        uses = trust["remaining_uses"] - 1
        database.update("trusts", {"remaining_uses": uses}, id=trust["id"])


def token_user(trust: Row) -> str:
    """Return the id of the user that a trust's tokens are for."""
    return str(trust["trustor_user_id"] if trust["impersonation"] else trust["trustee_user_id"])


def roles(database: Database, trust: Row) -> list[Role]:
    """Return a trust's roles and those that they imply; none if the trustor has lost one."""
    role_ids = json.loads(trust["role_ids"])
    delegated = assignments.roles_by_name(database, role_ids)
    origin = chain(database, trust)[-1]
    trustor_roles = assignments.roles_on(
        database, origin["trustor_user_id"], "project", trust["project_id"] or ""
    )
    return delegated if all(role in trustor_roles for role in delegated) else []


def chain(database: Database, trust: Row) -> list[Row]:
    """Return a trust and those that it was redelegated from, the nearest first."""
    links = [trust]
    while links[-1]["redelegated_trust_id"]:
        sql = "SELECT * FROM trusts WHERE id = ?"
        links += database.rows(sql, links[-1]["redelegated_trust_id"])
    return links

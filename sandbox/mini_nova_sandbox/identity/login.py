"""Who logs in: a password, a token or an application credential checked, and the scope that is asked for granted.

Every refusal is the same 401: nobody learns which users there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import ApiError, NotFound, Unauthorized
from mini_nova_sandbox.identity import directory, passwords, tokens
from mini_nova_sandbox.identity.tokens import Scope
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row


@dataclass(frozen=True)
class Proven:
    """Who somebody has shown to be, and how."""

    user_id: str
    methods: list[str]
    token: Row | None = None
    credential: Row | None = None


def refused(root: str) -> ApiError:
    """The 401 of every login that fails."""
    return Unauthorized(
        "The request you have made requires authentication.",
        headers={"www-authenticate": f'Keystone uri="{root}/identity/v3"'},
    )


async def by_password(cloud: Cloud, root: str, user: Row | None, password: str) -> Proven:
    """Raises Unauthorized."""
    if not await passwords.holds(password, user["password_hash"] if user else None) or user is None:
        raise refused(root)
    if not user["enabled"] or not cloud.database.value(
        "SELECT enabled FROM domains WHERE id = ?", user["domain_id"]
    ):
        raise refused(root)
    return Proven(user["id"], ["password"])


def by_token(cloud: Cloud, root: str, token: str) -> Proven:
    """Raises Unauthorized; NotFound (as Keystone) for a token that is not known."""
    row = tokens.find(cloud.database, token)
    if row is None:
        raise NotFound("Failed to validate token")
    if row["application_credential_id"]:
        raise refused(root)  # it carries its own scope, and is not exchanged for another
    return Proven(row["user_id"], ["token"], token=row)


async def by_application_credential(cloud: Cloud, root: str, given: dict[str, Any]) -> Proven:
    """By id, or by name and user. Raises Unauthorized."""
    row = _credential(cloud, given)
    if (
        not await passwords.holds(str(given.get("secret", "")), row["secret_hash"] if row else None)
        or row is None
    ):
        raise refused(root)
    if row["expires_at"] is not None and row["expires_at"] <= clock.now():
        raise refused(root)
    if not cloud.database.value("SELECT enabled FROM users WHERE id = ?", row["user_id"]):
        raise refused(root)
    return Proven(row["user_id"], ["application_credential"], credential=row)


def _credential(cloud: Cloud, given: dict[str, Any]) -> Row | None:
    if "id" in given:
        return cloud.database.row(
            "SELECT * FROM application_credentials WHERE id = ?", str(given["id"])
        )
    user = directory.named(cloud.database, "user", given.get("user"))
    return cloud.database.row(
        "SELECT * FROM application_credentials WHERE user_id = ? AND name = ?",
        user["id"] if user else "",
        str(given.get("name", "")),
    )


def granted(cloud: Cloud, root: str, proven: Proven, scope: Scope) -> tuple[str, Row]:
    """A token of a scope on which the user has a role. Raises Unauthorized."""
    if proven.credential is not None:
        scope = Scope("project", proven.credential["project_id"])
    if scope.kind != "unscoped":
        target_id = "all" if scope.kind == "system" else scope.id
        if not tokens.roles_on(cloud.database, proven.user_id, scope.kind, target_id):
            raise refused(root)
    return tokens.issue(
        cloud,
        proven.user_id,
        scope,
        proven.methods,
        parent=proven.token,
        application_credential_id=proven.credential["id"]
        if proven.credential is not None
        else None,
    )


def default_scope(cloud: Cloud, user_id: str) -> Scope:
    """The user's default project, if there is one on which it has a role; unscoped otherwise."""
    user = directory.by_id(cloud.database, "user", user_id)
    project = user["default_project_id"]
    if project and tokens.roles_on(cloud.database, user_id, "project", project):
        return Scope("project", project)
    return Scope()

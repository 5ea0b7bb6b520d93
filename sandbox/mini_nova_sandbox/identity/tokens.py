"""Tokens: random, known by their hash only, living as long as the settings say, gone at once when revoked."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

KEPT_AFTER_EXPIRY = 3600.0


@dataclass(frozen=True)
class Scope:
    """What a token is for: kind is project, domain, system or unscoped; ``id`` that of the project or domain."""

    kind: str = "unscoped"
    id: str = ""


def digest(token: str) -> str:
    """What is stored of a token. It is random and long: a plain hash is enough, and looking it up leaks nothing of it."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def issue(
    cloud: Cloud,
    user_id: str,
    scope: Scope,
    methods: list[str],
    *,
    parent: Row | None = None,
    application_credential_id: str | None = None,
) -> tuple[str, Row]:
    """A new token and its row. One got by a token ends when that one would, and continues its audit chain."""
    now = clock.now()
    cloud.database.run("DELETE FROM tokens WHERE expires_at < ?", now - KEPT_AFTER_EXPIRY)
    token = secrets.token_urlsafe(32)
    audit_ids = [_audit_id()]
    if parent is not None:
        audit_ids.append(json.loads(parent["audit_ids"])[-1])
        methods = list(dict.fromkeys(["token", *json.loads(parent["methods"])]))
    row = {
        "token_hash": digest(token),
        "audit_ids": json.dumps(audit_ids),
        "methods": json.dumps(methods),
        "user_id": user_id,
        "scope": scope.kind,
        "scope_id": scope.id or None,
        "application_credential_id": application_credential_id,
        "issued_at": now,
        "expires_at": parent["expires_at"]
        if parent is not None
        else now + cloud.settings.token_lifetime,
    }
    cloud.database.insert("tokens", row)
    found = find(cloud.database, token)
    if found is None:  # a lifetime of 0
        found = cloud.database.row("SELECT * FROM tokens WHERE token_hash = ?", row["token_hash"])
    assert found is not None, "it was inserted just now"  # noqa: S101 - an invariant
    return token, found


def find(database: Database, token: str) -> Row | None:
    """The row of a token that holds: known, not expired, its user and project enabled."""
    row = database.row("SELECT * FROM tokens WHERE token_hash = ?", digest(token))
    if row is None or row["expires_at"] <= clock.now():
        return None
    user = database.row("SELECT enabled FROM users WHERE id = ?", row["user_id"])
    if user is None or not user["enabled"]:
        return None
    if row["scope"] == "project" and not database.value(
        "SELECT enabled FROM projects WHERE id = ?", row["scope_id"]
    ):
        return None
    if row["application_credential_id"] and not database.value(
        "SELECT 1 FROM application_credentials WHERE id = ?", row["application_credential_id"]
    ):
        return None
    return row


def roles(database: Database, row: Row) -> list[dict[str, str]]:
    """The roles that a token carries now: what its user has on its scope, or the credential's part of that."""
    if row["scope"] == "unscoped":
        return []
    target_id = "all" if row["scope"] == "system" else row["scope_id"]
    held = roles_on(database, row["user_id"], row["scope"], target_id)
    if row["application_credential_id"]:
        kept = database.value(
            "SELECT role_ids FROM application_credentials WHERE id = ?",
            row["application_credential_id"],
        )
        held = [role for role in held if role["id"] in json.loads(kept or "[]")]
    return held


def roles_on(database: Database, user_id: str, target: str, target_id: str) -> list[dict[str, str]]:
    """The roles of a user on a project, a domain or the system."""
    rows = database.rows(
        "SELECT roles.id, roles.name FROM role_assignments JOIN roles ON roles.id = role_id"
        " WHERE user_id = ? AND target = ? AND target_id = ? ORDER BY roles.name",
        user_id,
        target,
        target_id,
    )
    return [{"id": row["id"], "name": row["name"]} for row in rows]


def find_caller(cloud: Cloud, token: str) -> Caller | None:
    """Who a token speaks for, or None if it does not hold (any more)."""
    if not token:
        return None
    row = find(cloud.database, token)
    if row is None:
        return None
    held = roles(cloud.database, row)
    if row["scope"] != "unscoped" and not held:
        return None
    database = cloud.database
    project = (
        database.row("SELECT id, name FROM projects WHERE id = ?", row["scope_id"])
        if row["scope"] == "project"
        else None
    )
    return Caller(
        user_id=row["user_id"],
        user_name=str(database.value("SELECT name FROM users WHERE id = ?", row["user_id"])),
        scope=row["scope"],
        project_id=project["id"] if project else "",
        project_name=project["name"] if project else "",
        roles=frozenset(role["name"] for role in held),
        token_hash=row["token_hash"],
    )


def revoke(database: Database, **where: Any) -> None:
    """Ends tokens, by any of their columns."""
    database.delete("tokens", **where)


def _audit_id() -> str:
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode("ascii")

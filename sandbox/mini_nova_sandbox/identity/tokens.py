"""Tokens: random, stored as hashes, valid as long as the settings say or until they are revoked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.access_rules import AccessRule
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.identity import assignments, trusts
from mini_nova_sandbox.identity.assignments import Role
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

SECONDS_UNTIL_PURGED = 3600.0  # after the token has expired


@dataclass(frozen=True)
class Scope:
    """The scope of a token: a project, a domain (``id`` is its id), the system, or none.

    ``trust_id`` is the trust that gives the roles on the project, or ''.
    """

    kind: str = "unscoped"
    id: str = ""
    trust_id: str = ""

    @property
    def target_id(self) -> str:
        """The scope's id in the table of role assignments."""
        return "all" if self.kind == "system" else self.id


def digest(token: str) -> str:
    """Hash a token. It is long and random, so a plain hash is enough."""
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
    """Issue a token and return it with its row.

    A token from another token (``parent``) expires with it and continues its audit chain.
    """
    now = clock.now()
    database = cloud.database
    database.run("DELETE FROM tokens WHERE expires_at < ?", now - SECONDS_UNTIL_PURGED)
    token = chance.new_token("token", 32)
    audit_ids = [_audit_id()]
    expires_at = now + cloud.settings.token_lifetime
    if parent is not None:
        parent_audit_ids = json.loads(parent["audit_ids"])
        audit_ids.append(parent_audit_ids[-1])
        expires_at = parent["expires_at"]
    row = {
        "token_hash": digest(token),
        "audit_ids": json.dumps(audit_ids),
        "methods": json.dumps(methods),
        "user_id": user_id,
        "scope": scope.kind,
        "scope_id": scope.id or None,
        "application_credential_id": application_credential_id,
        "trust_id": scope.trust_id or None,
        "issued_at": now,
        "expires_at": expires_at,
    }
    database.insert("tokens", row)
    return token, row


def find(database: Database, token: str) -> Row | None:
    """Return the row of a valid token: not expired, and all that it depends on is enabled."""
    row = database.row("SELECT * FROM tokens WHERE token_hash = ?", digest(token))
    if row is None or row["expires_at"] <= clock.now():
        return None
    if not _is_enabled(database, "users", row["user_id"]):
        return None
    if row["scope"] == "project" and not _is_enabled(database, "projects", row["scope_id"]):
        return None
    if row["application_credential_id"] and not database.value(
        "SELECT 1 FROM application_credentials WHERE id = ?", row["application_credential_id"]
    ):
        return None
    if row["trust_id"] and trusts.find_for_token(database, row["trust_id"]) is None:
        return None
    return row


def _is_enabled(database: Database, table: str, identifier: str) -> bool:
    """Whether a user or project and its domain are enabled."""
    sql = (
        f"SELECT domains.enabled AND {table}.enabled FROM {table}"  # noqa: S608 - constants
        f" JOIN domains ON domains.id = domain_id WHERE {table}.id = ?"
    )
    return bool(database.value(sql, identifier))


def find_visible(database: Database, token: str, caller: Caller) -> Row | None:
    """Return the row of a valid token that is the caller's own, or any if it is an admin."""
    row = find(database, token)
    if row is None:
        return None
    is_own = row["user_id"] == caller.user_id
    return row if is_own or caller.is_admin else None


def roles(database: Database, row: Row) -> list[Role]:
    """Return a token's roles: its user's on its scope, or what a credential or trust gives."""
    if row["scope"] == "unscoped":
        return []
    if row["trust_id"]:
        trust = trusts.find_for_token(database, row["trust_id"])
        return trusts.roles(database, trust) if trust else []
    scope = Scope(row["scope"], row["scope_id"])
    user_roles = assignments.roles_on(database, row["user_id"], scope.kind, scope.target_id)
    if not row["application_credential_id"]:
        return user_roles
    role_ids = database.value(
        "SELECT role_ids FROM application_credentials WHERE id = ?",
        row["application_credential_id"],
    )
    credential_roles = json.loads(role_ids or "[]")
    return [role for role in user_roles if role["id"] in credential_roles]


def access_rules(database: Database, row: Row) -> tuple[AccessRule, ...] | None:
    """Return all that a token may send, None for everything."""
    rule_ids = database.value(
        "SELECT access_rule_ids FROM application_credentials WHERE id = ?",
        row["application_credential_id"],
    )
    if rule_ids is None:
        return None
    rules = database.rows(
        "SELECT service, method, path FROM access_rules"
        " WHERE id IN (SELECT value FROM json_each(?))",
        rule_ids,
    )
    return tuple(AccessRule(**rule) for rule in rules)


def find_caller(cloud: Cloud, token: str) -> Caller | None:
    """Return the owner of a token, or None if the token is not valid or has lost all its roles."""
    if not token:
        return None
    database = cloud.database
    row = find(database, token)
    if row is None:
        return None
    role_names = frozenset(role["name"] for role in roles(database, row))
    if row["scope"] != "unscoped" and not role_names:
        return None
    project = None
    if row["scope"] == "project":
        project = database.row("SELECT id, name FROM projects WHERE id = ?", row["scope_id"])
    return Caller(
        user_id=row["user_id"],
        user_name=str(database.value("SELECT name FROM users WHERE id = ?", row["user_id"])),
        scope=row["scope"],
        project_id=project["id"] if project else "",
        project_name=project["name"] if project else "",
        roles=role_names,
        token_hash=row["token_hash"],
        domain_id=row["scope_id"] if row["scope"] == "domain" else "",
        access_rules=access_rules(database, row),
        trust_id=row["trust_id"] or "",
    )


def revoke(database: Database, **criteria: Any) -> None:
    """Revoke the tokens that match the criteria (columns of the table)."""
    database.delete("tokens", **criteria)


def _audit_id() -> str:
    return chance.new_token("audit", 16)

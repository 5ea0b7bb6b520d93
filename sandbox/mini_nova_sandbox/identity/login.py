"""Logins: check a password, a token or an application credential, and issue a token.

Every failed login gets the same 401, so nobody can find out which users exist.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import ApiError, NotFound, Unauthorized
from mini_nova_sandbox.identity import (
    assignments,
    directory,
    passwords,
    policy,
    tokens,
    totp,
    trusts,
)
from mini_nova_sandbox.identity.tokens import Scope
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row


@dataclass(frozen=True)
class Proof:
    """A proven identity: the user, and the methods, token or credential that proved it."""

    user_id: str
    methods: list[str]
    token: Row | None = None
    credential: Row | None = None


def refusal(root: str) -> ApiError:
    """Return the 401 of every failed login."""
    return Unauthorized(
        "The request you have made requires authentication.",
        headers={"www-authenticate": f'Keystone uri="{root}/identity/v3"'},
    )


async def by_password(cloud: Cloud, root: str, user: Row | None, password: str) -> Proof:
    """Check a user's password. Raises Unauthorized, also if there is no user."""
    password_hash = user["password_hash"] if user else None
    is_right = await passwords.verify(password, password_hash)
    if user is None or not is_right:
        raise refusal(root)
    if not _is_enabled(cloud, user):
        raise refusal(root)
    return Proof(user["id"], ["password"])


def _is_enabled(cloud: Cloud, user: Row) -> bool:
    domain_is_enabled = cloud.database.value(
        "SELECT enabled FROM domains WHERE id = ?", user["domain_id"]
    )
    return bool(user["enabled"] and domain_is_enabled)


def by_totp(cloud: Cloud, root: str, user: Row | None, passcode: str) -> Proof:
    """Check a user's passcode of the moment. Raises Unauthorized, also if there is no user."""
    if user is None or not _is_enabled(cloud, user):
        raise refusal(root)
    if not totp.is_right(cloud.database, user["id"], passcode):
        raise refusal(root)
    return Proof(user["id"], ["totp"])


def by_token(cloud: Cloud, root: str, token: str) -> Proof:
    """Check a token. Raises NotFound (as Keystone does) if it is invalid, Unauthorized, Forbidden.

    The token of an application credential or trust is bound to its scope: no other token is issued
    for it.
    """
    row = tokens.find(cloud.database, token)
    if row is None:
        raise NotFound("Failed to validate token")
    if row["application_credential_id"]:
        raise refusal(root)
    if row["trust_id"]:
        raise policy.delegated_token()
    methods = ["token", *json.loads(row["methods"])]
    return Proof(row["user_id"], methods, token=row)


async def by_application_credential(cloud: Cloud, root: str, credential: dict[str, Any]) -> Proof:
    """Check an application credential and its secret. Raises Unauthorized."""
    row = _find_credential(cloud, credential)
    secret_hash = row["secret_hash"] if row else None
    secret = str(credential.get("secret", ""))
    is_right = await passwords.verify(secret, secret_hash)
    if row is None or not is_right:
        raise refusal(root)
    expires_at = row["expires_at"]
    if expires_at is not None and expires_at <= clock.now():
        raise refusal(root)
    user_id = row["user_id"]
    if not _is_enabled(cloud, directory.by_id(cloud.database, "user", user_id)):
        raise refusal(root)
    return Proof(user_id, ["application_credential"], credential=row)


def _find_credential(cloud: Cloud, credential: dict[str, Any]) -> Row | None:
    """Find an application credential by its id, or by its name and user."""
    database = cloud.database
    if "id" in credential:
        return database.row(
            "SELECT * FROM application_credentials WHERE id = ?", str(credential["id"])
        )
    user = directory.find(database, "user", credential.get("user"))
    if user is None:
        return None
    return database.row(
        "SELECT * FROM application_credentials WHERE user_id = ? AND name = ?",
        user["id"],
        str(credential.get("name", "")),
    )


def issue_token(cloud: Cloud, root: str, proof: Proof, scope: Scope) -> tuple[str, Row]:
    """Issue a token for a scope on which the user has a role. Raises Unauthorized."""
    credential_id = None
    user_id = proof.user_id
    if proof.credential is not None:
        credential_id = proof.credential["id"]
        scope = Scope("project", proof.credential["project_id"])
    if scope.trust_id:
        user_id = _use_trust(cloud, root, scope.trust_id, user_id)
    elif scope.kind != "unscoped" and not assignments.roles_on(
        cloud.database, user_id, scope.kind, scope.target_id
    ):
        raise refusal(root)
    return tokens.issue(
        cloud,
        user_id,
        scope,
        proof.methods,
        parent=proof.token,
        application_credential_id=credential_id,
    )


def _use_trust(cloud: Cloud, root: str, trust_id: str, user_id: str) -> str:
    """Use a trust once, and return the user of its token. Raises Forbidden, Unauthorized."""
    trust = trusts.find(cloud.database, trust_id)
    if trust is None:
        raise refusal(root)
    trusts.consume(cloud.database, trust, user_id)
    return trusts.token_user(trust)


def default_scope(cloud: Cloud, user_id: str) -> Scope:
    """Return the user's default project, or no scope if the user has no role on it."""
    user = directory.by_id(cloud.database, "user", user_id)
    project_id = user["default_project_id"]
    if project_id and assignments.roles_on(cloud.database, user_id, "project", project_id):
        return Scope("project", project_id)
    return Scope()


def project_scope(root: str, project: Row | None) -> Scope:
    """Return the scope of an enabled project. Raises Unauthorized, also if there is no project."""
    if project is None or not project["enabled"]:
        raise refusal(root)
    return Scope("project", project["id"])


def trust_scope(cloud: Cloud, root: str, trust_id: str) -> Scope:
    """Return the scope that a trust gives. Raises Unauthorized if it is unknown or used up."""
    trust = trusts.find(cloud.database, trust_id)
    if trust is None:
        raise refusal(root)
    if not trust["project_id"]:
        return Scope(trust_id=trust_id)
    project = directory.by_id(cloud.database, "project", trust["project_id"])
    scope = project_scope(root, project)
    return Scope(scope.kind, scope.id, trust_id)

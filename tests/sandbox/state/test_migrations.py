"""A state of an earlier release is brought up to date, and keeps what it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from mini_nova_sandbox.identity import assignments
from mini_nova_sandbox.state import database
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.keystone_migration import KEYSTONE
from mini_nova_sandbox.state.migrations import MIGRATIONS

BEFORE_KEYSTONE = MIGRATIONS[: MIGRATIONS.index(KEYSTONE)]


def test_roles_and_their_assignments_outlive_their_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sandbox.sqlite"
    monkeypatch.setattr(database, "MIGRATIONS", BEFORE_KEYSTONE)
    old = Database(path)
    for name in ("admin", "manager", "member", "reader"):
        old.insert("roles", {"id": name, "name": name, "immutable": 1})
    old.insert("roles", {"id": "own", "name": "own"})
    domain = {"id": "default", "name": "Default", "description": "", "enabled": 1}
    old.insert("domains", domain)
    user = {"id": "u", "name": "u", "domain_id": "default", "password_hash": "", "enabled": 1}
    old.insert("users", user)
    project = {**domain, "id": "p", "domain_id": "default"}
    old.insert("projects", project)
    assignment = {"user_id": "u", "role_id": "manager", "target": "project", "target_id": "p"}
    old.insert("role_assignments", assignment)
    old.close()
    monkeypatch.setattr(database, "MIGRATIONS", MIGRATIONS)
    new = Database(path)
    roles = assignments.roles_on(new, "u", "project", "p")
    assert [role["name"] for role in roles] == ["manager", "member", "reader"]
    options = {row["id"]: row["options"] for row in new.rows("SELECT id, options FROM roles")}
    assert (options["admin"], options["own"]) == ('{"immutable": true}', "{}")
    new.close()

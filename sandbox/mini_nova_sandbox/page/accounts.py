"""The users that the page can act as: admin and demo, on the projects of the same names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import Conflict
from mini_nova_sandbox.identity import tokens
from mini_nova_sandbox.state.database import Database

USERS = ("admin", "demo")


@dataclass(frozen=True)
class Account:
    """A user and the project to work in, by their ids."""

    user_id: str
    project_id: str


def find(database: Database, name: str) -> Account | None:
    """Return the account of a name; None if its user or project was deleted or renamed."""
    row = database.row(
        "SELECT users.id AS user_id, projects.id AS project_id FROM users JOIN projects"
        " ON projects.name = users.name AND projects.domain_id = users.domain_id"
        " WHERE users.name = ? AND users.domain_id = 'default'",
        name,
    )
    return None if row is None else Account(**row)


@contextmanager
def token(cloud: Cloud, name: str) -> Iterator[tuple[str, Account]]:
    """Give the block a token of an account, which ends with the block. Raises Conflict."""
    database = cloud.database
    account = find(database, name)
    if account is None:
        raise Conflict(f"There is no user {name} with a project {name} any more.")
    scope = tokens.Scope("project", account.project_id)
    with database.transaction():
        text, row = tokens.issue(cloud, account.user_id, scope, ["password"])
    try:
        yield text, account
    finally:
        tokens.revoke(database, token_hash=row["token_hash"])

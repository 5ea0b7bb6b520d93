"""Transactions: all or nothing, whatever goes wrong."""

import sqlite3

import pytest

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.state.database import Database


@pytest.fixture
def database(sandbox_cloud: Cloud) -> Database:
    """A database with a table whose rule is checked at the end of a transaction."""
    database = sandbox_cloud.database
    database.run("CREATE TABLE parents (id TEXT PRIMARY KEY)")
    database.run(
        "CREATE TABLE children (parent TEXT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)"
    )
    database.run("PRAGMA foreign_keys = ON")
    return database


def test_a_commit_that_fails_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), database.transaction():
        database.insert("children", {"parent": "nobody"})
    assert database.rows("SELECT * FROM children") == []
    with database.transaction():
        database.insert("parents", {"id": "p"})
        database.insert("children", {"parent": "p"})
    assert database.value("SELECT count(*) FROM children") == 1


def test_an_error_after_sqlites_own_rollback_is_the_one_that_is_raised(database: Database) -> None:
    def fail() -> None:
        with database.transaction():
            database.run("ROLLBACK")
            raise ValueError("cause")

    with pytest.raises(ValueError, match="cause"):
        fail()
    with database.transaction():
        database.insert("parents", {"id": "p"})

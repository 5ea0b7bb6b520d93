"""The database announces what is committed, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mini_nova_sandbox.state.database import Database

FAULT = {
    "kind": "lose",
    "method": "*",
    "path": "*",
    "status": 0,
    "seconds": 0,
    "remaining": 1,
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "sandbox.sqlite")) as database:
        yield database


def insert(database: Database) -> None:
    database.insert("planned_faults", FAULT)


def insert_many(database: Database) -> None:
    database.insert_many("planned_faults", [FAULT, FAULT])


def update(database: Database) -> None:
    database.update("planned_faults", {"remaining": 2}, kind="lose")


def delete(database: Database) -> None:
    database.delete("planned_faults", kind="lose")


def fail_after_insert(database: Database) -> None:
    with database.transaction():
        insert(database)
        raise ZeroDivisionError


@pytest.mark.parametrize("change", [insert, insert_many, update, delete])
def test_a_change_wakes_at_once_outside_a_transaction(
    database: Database, change: Callable[[Database], None]
) -> None:
    insert(database)
    with database.changes.watch() as changed:
        change(database)
        assert changed.is_set()


def test_a_transaction_wakes_once_it_is_committed(database: Database) -> None:
    with database.changes.watch() as changed:
        with database.transaction():
            with database.transaction():
                insert(database)
            assert not changed.is_set()
        assert changed.is_set()


def test_what_is_rolled_back_or_only_read_wakes_nobody(database: Database) -> None:
    insert(database)
    with database.changes.watch() as changed:
        with pytest.raises(ZeroDivisionError):
            fail_after_insert(database)
        with database.transaction():
            database.rows("SELECT * FROM planned_faults")
        database.update("planned_faults", {"remaining": 2}, kind="nothing")
        assert not changed.is_set()


def test_who_has_left_is_not_woken(database: Database) -> None:
    with database.changes.watch() as changed:
        pass
    insert(database)
    assert not changed.is_set()


def test_another_state_in_its_place_wakes_everybody(database: Database) -> None:
    with database.changes.watch() as changed:
        database.exchange(lambda: None)
        assert changed.is_set()
        changed.clear()
        insert(database)
        assert changed.is_set()


def test_the_end_wakes_everybody(database: Database) -> None:
    with database.changes.watch() as one, database.changes.watch() as other:
        database.changes.end()
        assert one.is_set()
        assert other.is_set()
    assert database.changes.is_over
    assert isinstance(one, asyncio.Event)

"""The sandbox's database: one SQLite file in WAL mode, with one connection that one thread uses.

A transaction either survives a kill or leaves no trace. Never ``await`` inside one: because a
single thread works on the state, nothing else happens between BEGIN and COMMIT, and two claims to
the same thing can never both succeed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from mini_nova_sandbox.state import regex
from mini_nova_sandbox.state.changes import Changes
from mini_nova_sandbox.state.migrations import MIGRATIONS

Row = dict[str, Any]
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "busy_timeout = 10000",
)
NOT_DURABLE = "PRAGMA synchronous = OFF"
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")


class Database:
    """Runs SQL with bound values. Names of tables and columns are checked to be plain words."""

    def __init__(self, path: Path | str, *, is_durable: bool = True) -> None:
        """Open or create the file and bring its schema up to date. Raises RuntimeError.

        The caller's umask decides the permissions of a new file. Without ``is_durable``, a power
        failure may damage it: for a file that counts only later.
        """
        self._path = path
        self._is_durable = is_durable
        self._in_transaction = False
        self.changes = Changes()
        self._open()

    def _open(self) -> None:
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        """Make a connection ready for use."""
        self._connection.create_function("REGEXP", 2, regex.matches, deterministic=True)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        if not self._is_durable:
            self._connection.execute(NOT_DURABLE)
        self._announced_rows = 0
        self._migrate()

    def close(self) -> None:
        """Close the file; SQLite folds the write-ahead log into it."""
        self._connection.close()

    def exchange(self, swap: Callable[[], None]) -> None:
        """Close the file, call ``swap``, which puts another one into its place, and open that.

        Raises RuntimeError, and whatever ``swap`` raises.
        """
        self._connection.execute(NOT_DURABLE)  # what is about to go need not reach the disk
        self.close()
        try:
            swap()
        finally:
            self._open()
            self.changes.announce()

    def copy_to(self, path: Path) -> None:
        """Write a copy of the last committed state to a new file. Call it outside transactions."""
        with closing(sqlite3.connect(path)) as copy:
            copy.execute(NOT_DURABLE)
            self._connection.backup(copy)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the changes of the block together, or none of them if it raises.

        A transaction inside another one is part of the outer one.
        """
        if self._in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        self._in_transaction = True
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # after some errors SQLite has rolled back itself
                self._connection.execute("ROLLBACK")
            self._announced_rows = self._connection.total_changes
            raise
        finally:
            self._in_transaction = False
        self._announce()

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Return every row of a query."""
        cursor = self._connection.execute(sql, values)
        names = _names(cursor)
        return [dict(zip(names, record, strict=True)) for record in cursor]

    def row(self, sql: str, *values: Any) -> Row | None:
        """Return the first row of a query, or None."""
        cursor = self._connection.execute(sql, values)
        record = cursor.fetchone()
        if record is None:
            return None
        return dict(zip(_names(cursor), record, strict=True))

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row, or None."""
        cursor = self._connection.execute(sql, values)
        record = cursor.fetchone()
        return None if record is None else record[0]

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement and return the number of rows that it changed."""
        cursor = self._connection.execute(sql, values)
        self._announce()
        return cursor.rowcount

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Insert a row and return its rowid. Raises sqlite3.IntegrityError."""
        sql = _insert_sql(table, values)
        record = tuple(values.values())
        cursor = self._connection.execute(sql, record)
        self._announce()
        return cursor.lastrowid or 0

    def insert_many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns. Raises sqlite3.IntegrityError."""
        if not rows:
            return
        sql = _insert_sql(table, rows[0])
        records = [tuple(row.values()) for row in rows]
        self._connection.executemany(sql, records)
        self._announce()

    def update(self, table: str, changes: Mapping[str, Any], **criteria: Any) -> int:
        """Set columns of the rows that match the criteria; return how many matched."""
        assignments = ", ".join(_equations(table, changes))
        condition = " AND ".join(_equations(table, criteria))
        values = [*changes.values(), *criteria.values()]
        sql = f"UPDATE {table} SET {assignments} WHERE {condition}"  # noqa: S608 - checked
        return self.run(sql, *values)

    def delete(self, table: str, **criteria: Any) -> int:
        """Delete the rows that match the criteria; return how many matched."""
        condition = " AND ".join(_equations(table, criteria))
        sql = f"DELETE FROM {table} WHERE {condition}"  # noqa: S608 - checked
        return self.run(sql, *criteria.values())

    def _announce(self) -> None:
        """Announce the changes since the last time, once they are committed."""
        changed_rows = self._connection.total_changes
        if self._in_transaction or changed_rows == self._announced_rows:
            return
        self._announced_rows = changed_rows
        self.changes.announce()

    def _migrate(self) -> None:
        """Run the migrations that the file lacks, each in a transaction with its number."""
        version = int(self.value("PRAGMA user_version"))
        newest = len(MIGRATIONS)
        if version > newest:
            raise RuntimeError(
                f"the state was written by a newer mini-nova (schema {version}, this one knows"
                f" {newest})"
            )
        for number in range(version, newest):
            with self.transaction():
                self._run_script(MIGRATIONS[number])
                self._connection.execute(f"PRAGMA user_version = {number + 1}")

    def _run_script(self, script: str) -> None:
        for statement in script.split(";\n"):
            if statement.strip():
                self._connection.execute(statement)


def _names(cursor: sqlite3.Cursor) -> list[str]:
    """Return the names of a query's columns; a statement that is no query has none."""
    return [column[0] for column in cursor.description or ()]


def _insert_sql(table: str, values: Mapping[str, Any]) -> str:
    names = _checked_names(table, values)
    columns = ", ".join(names)
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - checked


def _equations(table: str, values: Mapping[str, Any]) -> list[str]:
    names = _checked_names(table, values)
    return [f"{name} = ?" for name in names]


def _checked_names(table: str, values: Mapping[str, Any]) -> list[str]:
    """Return the names of the columns. Raises ValueError if a name is not a plain word."""
    for name in (table, *values):
        if not _IDENTIFIER.fullmatch(name):
            raise ValueError(f"not a name of a table or column: {name!r}")
    return list(values)

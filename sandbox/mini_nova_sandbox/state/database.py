"""The sandbox's database: one SQLite file in WAL mode, one connection, used by one thread.

A transaction is the unit of what survives a kill. No ``await`` stands inside one: the process has one thread for its
state, so whatever happens between BEGIN and COMMIT happens alone, and two claims can never both win.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mini_nova_sandbox.state.migrations import MIGRATIONS

Row = dict[str, Any]
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")


class Database:
    """SQL by parameters; names of tables and columns come from the code and are checked to be plain words."""

    def __init__(self, path: Path | str) -> None:
        """Opens (and makes, 0600 by the caller's umask) the file, and brings its schema up to date."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "busy_timeout = 10000",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._depth = 0
        self._migrate()

    def close(self) -> None:
        """Closes the file; the write-ahead log is folded into it."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside becomes durable together, or not at all. Inside another one it is part of that one."""
        if self._depth:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        else:
            self._connection.execute("COMMIT")
        finally:
            self._depth = 0

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Every row of a query."""
        cursor = self._connection.execute(sql, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, *values: Any) -> Row | None:
        """The first row of a query, or None."""
        cursor = self._connection.execute(sql, values)
        row = cursor.fetchone()
        return (
            None
            if row is None
            else dict(zip((column[0] for column in cursor.description), row, strict=True))
        )

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._connection.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def run(self, sql: str, *values: Any) -> int:
        """Runs a statement; the number of rows that it changed."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Inserts one row; its rowid. Raises sqlite3.IntegrityError where a constraint holds."""
        names = _words(table, values)
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names are checked words
        return int(self._connection.execute(sql, tuple(values.values())).lastrowid or 0)

    def insert_many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts rows of the same columns."""
        if not rows:
            return
        names = _words(table, rows[0])
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
        self._connection.executemany(sql, [tuple(row.values()) for row in rows])

    def update(self, table: str, changes: Mapping[str, Any], **where: Any) -> int:
        """Sets columns of the rows whose columns equal ``where``; how many there were."""
        sets = ", ".join(f"{name} = ?" for name in _words(table, changes))
        tests = " AND ".join(f"{name} = ?" for name in _words(table, where))
        return self.run(
            f"UPDATE {table} SET {sets} WHERE {tests}",  # noqa: S608
            *changes.values(),
            *where.values(),
        )

    def delete(self, table: str, **where: Any) -> int:
        """Deletes the rows whose columns equal ``where``; how many there were."""
        tests = " AND ".join(f"{name} = ?" for name in _words(table, where))
        return self.run(f"DELETE FROM {table} WHERE {tests}", *where.values())  # noqa: S608 - names are checked words

    def _migrate(self) -> None:
        """Runs the migrations that this file has not had, each in a transaction of its own with its number."""
        done = int(self.value("PRAGMA user_version"))
        if done > len(MIGRATIONS):
            raise RuntimeError(
                f"the state was written by a newer mini-nova (schema {done}, this one knows {len(MIGRATIONS)})"
            )
        for number, script in enumerate(MIGRATIONS[done:], start=done + 1):
            with self.transaction():
                for statement in script.split(";\n"):
                    if statement.strip():
                        self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number}")


def _words(table: str, values: Mapping[str, Any]) -> list[str]:
    """The column names, after checking that they and the table's are plain words. Raises ValueError."""
    for word in (table, *values):
        if not _IDENTIFIER.fullmatch(word):
            raise ValueError(f"not a name of a table or column: {word!r}")
    return list(values)

"""A sandbox that kills itself: ``python -m tests.sandbox.killed_sandbox``, with a sandbox's options.

As soon as the file of KILL_FILE is there, commits that change something are counted down from the
number in it. After the last one the process is gone, as by ``kill -9``, and nothing that comes after
that commit is done: neither the rest of the method, nor its message's end, nor an answer.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

from mini_nova_sandbox.__main__ import main

KILL_FILE = "KILL_FILE"
_connect = sqlite3.connect


class CountedConnection(sqlite3.Connection):
    """A connection that ends the process after so many commits."""

    commits_left: int | None = None
    changes_before = 0  # at the last commit

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        cursor = super().execute(sql, parameters)
        self._count()
        return cursor

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        cursor = super().executemany(sql, parameters)
        self._count()
        return cursor

    def _count(self) -> None:
        if self.in_transaction or self.total_changes == self.changes_before:
            return
        self.changes_before = self.total_changes
        if self.commits_left is None:
            self.commits_left = _commits_to_go()
        if self.commits_left is not None:
            self.commits_left -= 1
            if self.commits_left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _commits_to_go() -> int | None:
    """Return the number in the file, or None as long as there is none."""
    try:
        return int(Path(os.environ[KILL_FILE]).read_text())
    except (FileNotFoundError, ValueError):
        return None


def _connect_counted(path: Any, **options: Any) -> sqlite3.Connection:
    return _connect(path, factory=CountedConnection, **options)


if __name__ == "__main__":
    sqlite3.connect = _connect_counted  # type: ignore[assignment]
    sys.exit(main())

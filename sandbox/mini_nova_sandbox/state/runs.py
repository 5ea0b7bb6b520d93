"""The runs of a state: each start of a process on it, and each time that it is loaded."""

from __future__ import annotations

from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database


def begin(database: Database, seed: int | None) -> None:
    """Count a new run, and begin its sequences of ids and passwords if the sandbox has a seed."""
    with database.transaction():
        run = database.insert("runs", {"started_at": clock.now()})
    chance.seed(seed, run)

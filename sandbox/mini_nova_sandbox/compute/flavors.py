"""Rows of flavors, and which of them a project may use."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state.database import Database, Row

_SEEN = "(is_public = 1 OR EXISTS (SELECT 1 FROM flavor_access WHERE flavor_id = flavors.id AND project_id = ?))"


def find(database: Database, flavor_id: str, caller: Caller) -> Row:
    """The flavor of an id, if it is there for the caller. Raises NotFound."""
    row = database.row(
        f"SELECT * FROM flavors WHERE id = ? AND (? OR {_SEEN})",  # noqa: S608 - a constant of this file
        flavor_id,
        caller.is_admin,
        caller.project_id,
    )
    if row is None:
        raise NotFound(f"Flavor {flavor_id} could not be found.")
    return row


def visible(database: Database, caller: Caller, is_public: bool | None) -> list[Row]:
    """Flavors in the order of their ids; ``is_public`` None is everything (for admins), False the private ones."""
    if caller.is_admin and is_public is not True:
        kept = "1 = 1" if is_public is None else "is_public = 0"
        return database.rows(f"SELECT * FROM flavors WHERE {kept} ORDER BY id")  # noqa: S608 - constants
    return database.rows(f"SELECT * FROM flavors WHERE {_SEEN} ORDER BY id", caller.project_id)  # noqa: S608 - a constant

"""Rows of flavors, and which of them a project may use."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state.database import Database, Row

_ACCESSIBLE = (
    "(is_public = 1 OR EXISTS"
    " (SELECT 1 FROM flavor_access WHERE flavor_id = flavors.id AND project_id = ?))"
)


def find(database: Database, flavor_id: str, caller: Caller) -> Row:
    """Return the flavor with an id. Raises NotFound if the caller may not use it."""
    flavor = database.row(
        f"SELECT * FROM flavors WHERE id = ? AND (? OR {_ACCESSIBLE})",  # noqa: S608 - a constant
        flavor_id,
        caller.is_admin,
        caller.project_id,
    )
    if flavor is None:
        raise NotFound(f"Flavor {flavor_id} could not be found.")
    return flavor


def list_visible(database: Database, caller: Caller, is_public: bool | None) -> list[Row]:
    """Return the flavors that the caller may use, in the order of their ids.

    ``is_public`` counts for admins only: None lists every flavor, False the private ones.
    """
    condition = _ACCESSIBLE
    values = [caller.project_id]
    if caller.is_admin and is_public is not True:
        condition = "1 = 1" if is_public is None else "is_public = 0"
        values = []
    sql = f"SELECT * FROM flavors WHERE {condition} ORDER BY id"  # noqa: S608 - constants
    return database.rows(sql, *values)


def number(database: Database, flavor_id: str) -> int | None:
    """Return the number of a flavor, by which migrations name it; None if it is deleted."""
    number: int | None = database.value("SELECT rowid FROM flavors WHERE id = ?", flavor_id)
    return number

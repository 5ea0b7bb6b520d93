"""The volume types of a new cloud."""

from __future__ import annotations

from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import json_columns, types


def create(database: Database) -> None:
    """Insert the default type, and one whose volumes several servers may share, if there is none.

    States from before block storage lack them, too.
    """
    if database.value("SELECT count(*) FROM volume_types"):
        return
    _insert(database, types.DEFAULT, "Default Volume Type", {}, is_default=1)
    extra_specs = {types.MULTIATTACH: types.TRUE}
    _insert(database, "multiattach", None, extra_specs, is_default=0)


def _insert(
    database: Database,
    name: str,
    description: str | None,
    extra_specs: dict[str, str],
    *,
    is_default: int,
) -> None:
    created_at = clock.now()
    row = {
        "id": chance.new_uuid("volume type"),
        "name": name,
        "description": description,
        "is_public": 1,
        "is_default": is_default,
        "extra_specs": extra_specs,
        "created_at": created_at,
        "updated_at": created_at,
    }
    database.insert("volume_types", json_columns.dump(row, types.JSON_COLUMNS))

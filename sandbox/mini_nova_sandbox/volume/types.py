"""Rows of volume types, and who may use them."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import json_columns

VolumeType = dict[str, Any]
DEFAULT = "__DEFAULT__"  # the name of the type of volumes that name none
JSON_COLUMNS = ("extra_specs",)
MULTIATTACH = "multiattach"  # the extra spec of types whose volumes several servers may share
TRUE = "<is> True"


def list_all(database: Database) -> list[VolumeType]:
    """Return every type, the newest first."""
    rows = database.rows("SELECT * FROM volume_types ORDER BY created_at DESC, id DESC")
    return [json_columns.parse(row, JSON_COLUMNS) for row in rows]


def find(database: Database, type_id: str) -> VolumeType | None:
    """Return the type with an id, or None."""
    row = database.row("SELECT * FROM volume_types WHERE id = ?", type_id)
    return None if row is None else json_columns.parse(row, JSON_COLUMNS)


def find_for_caller(database: Database, type_id: str, caller: Caller) -> VolumeType:
    """Return the type with an id. Raises NotFound if the caller may not use it."""
    volume_type = find(database, type_id)
    if volume_type is None or not is_visible(database, volume_type, caller):
        raise NotFound(f"Volume type {type_id} could not be found.")
    return volume_type


def find_by_name(database: Database, name: str | None) -> VolumeType | None:
    """Return the type of a name, or None."""
    row = database.row("SELECT * FROM volume_types WHERE name = ?", name)
    return None if row is None else json_columns.parse(row, JSON_COLUMNS)


def find_by_name_or_id(database: Database, reference: str, caller: Caller) -> VolumeType:
    """Return the type of a name or id. Raises NotFound if the caller may not use it."""
    volume_type = find_by_name(database, reference)
    type_id = reference if volume_type is None else volume_type["id"]
    try:
        return find_for_caller(database, type_id, caller)
    except NotFound as error:
        raise NotFound(f"Volume type with name {reference} could not be found.") from error


def default(database: Database) -> VolumeType:
    """Return the type of volumes that name none; it cannot be deleted."""
    row = database.row("SELECT * FROM volume_types WHERE is_default = 1")
    assert row is not None, "there is a default type"  # noqa: S101 - an invariant
    return json_columns.parse(row, JSON_COLUMNS)


def is_visible(database: Database, volume_type: VolumeType, caller: Caller) -> bool:
    """Tell whether a caller may see a type: a public one, or one that the project has access to."""
    if volume_type["is_public"] or caller.is_admin:
        return True
    return has_access(database, volume_type["id"], caller.project_id)


def has_access(database: Database, type_id: str, project_id: str) -> bool:
    """Tell whether a project has access to a private type."""
    number = database.value(
        "SELECT 1 FROM volume_type_access WHERE volume_type_id = ? AND project_id = ?",
        type_id,
        project_id,
    )
    return number is not None


def is_multiattach(volume_type: VolumeType) -> bool:
    """Tell whether several servers may share a volume of this type."""
    return bool(volume_type["extra_specs"].get(MULTIATTACH) == TRUE)

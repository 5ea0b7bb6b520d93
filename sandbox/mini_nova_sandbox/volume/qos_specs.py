"""Rows of QoS specs, which volume types are associated with; no host here slows a volume down."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import json_columns

QosSpecs = dict[str, Any]
JSON_COLUMNS = ("specs",)
CONSUMER = "consumer"  # the member that says who has to keep to the specs
CONSUMERS = ("front-end", "back-end", "both")
DEFAULT_CONSUMER = "back-end"


def list_all(database: Database) -> list[QosSpecs]:
    """Return all QoS specs, the newest first."""
    rows = database.rows("SELECT * FROM volume_qos_specs ORDER BY created_at DESC, id DESC")
    return [json_columns.parse(row, JSON_COLUMNS) for row in rows]


def find(database: Database, specs_id: str) -> QosSpecs:
    """Return the QoS specs with an id. Raises NotFound."""
    row = database.row("SELECT * FROM volume_qos_specs WHERE id = ?", specs_id)
    if row is None:
        raise NotFound(f"No such QoS spec {specs_id}.")
    return json_columns.parse(row, JSON_COLUMNS)


def insert(database: Database, name: str, members: Mapping[str, str]) -> str:
    """Insert QoS specs and return their id. Raises BadRequest, Conflict."""
    specs = dict(members)
    consumer = specs.pop(CONSUMER, DEFAULT_CONSUMER)
    _check_consumer(consumer)
    specs_id = chance.new_uuid("qos specs")
    row = {
        "id": specs_id,
        "name": name,
        "consumer": consumer,
        "specs": specs,
        "created_at": clock.now(),
    }
    try:
        database.insert("volume_qos_specs", json_columns.dump(row, JSON_COLUMNS))
    except sqlite3.IntegrityError as error:
        raise Conflict(f"QoS Specs {name} already exists.") from error
    return specs_id


def merge(database: Database, qos_specs: QosSpecs, members: Mapping[str, str]) -> None:
    """Set keys of QoS specs. Raises BadRequest."""
    specs = {**qos_specs["specs"], **members}
    consumer = specs.pop(CONSUMER, qos_specs["consumer"])
    _check_consumer(consumer)
    _save(database, qos_specs, consumer=consumer, specs=specs)


def unset(database: Database, qos_specs: QosSpecs, keys: list[str]) -> None:
    """Remove keys of QoS specs. Raises NotFound for one that they do not have."""
    specs = dict(qos_specs["specs"])
    for key in keys:
        if key not in specs:
            raise NotFound(f"QoS spec {qos_specs['id']} has no spec with key {key}.")
        del specs[key]
    _save(database, qos_specs, specs=specs)


def _save(database: Database, qos_specs: QosSpecs, **changes: Any) -> None:
    values = json_columns.dump(changes, JSON_COLUMNS)
    database.update("volume_qos_specs", values, id=qos_specs["id"])


def _check_consumer(consumer: str) -> None:
    if consumer not in CONSUMERS:
        raise BadRequest(f"Invalid qos specs: Valid consumer of QoS specs are: {list(CONSUMERS)}")


def associated_types(database: Database, specs_id: str) -> list[dict[str, str]]:
    """Return the id and name of the volume types that have QoS specs."""
    sql = "SELECT id, name FROM volume_types WHERE qos_specs_id = ? ORDER BY name"
    return [{"id": row["id"], "name": row["name"]} for row in database.rows(sql, specs_id)]


def associate(database: Database, specs_id: str, volume_type: Mapping[str, Any]) -> None:
    """Give a volume type QoS specs. Raises BadRequest if it has others."""
    current_id = volume_type["qos_specs_id"]
    if current_id not in (None, specs_id):
        raise BadRequest(
            f"Invalid volume type: Type {volume_type['id']} is already associated with another "
            f"qos specs: {current_id}"
        )
    database.update("volume_types", {"qos_specs_id": specs_id}, id=volume_type["id"])


def disassociate(database: Database, specs_id: str, type_id: str) -> None:
    """Take QoS specs from a volume type that has them."""
    database.update("volume_types", {"qos_specs_id": None}, id=type_id, qos_specs_id=specs_id)


def disassociate_all(database: Database, specs_id: str) -> None:
    """Take QoS specs from all volume types."""
    database.update("volume_types", {"qos_specs_id": None}, qos_specs_id=specs_id)


def delete(database: Database, specs_id: str, *, is_forced: bool) -> None:
    """Delete QoS specs. Raises BadRequest if a volume type has them, unless it is forced."""
    if associated_types(database, specs_id) and not is_forced:
        raise BadRequest("Qos specs still in use.")
    disassociate_all(database, specs_id)
    database.delete("volume_qos_specs", id=specs_id)

"""Migrations: the records of moves between hosts (resize, cold and live migration, evacuation)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import flavors
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

# Types
RESIZE = "resize"
COLD = "migration"
LIVE = "live-migration"
EVACUATION = "evacuation"

# Statuses, in the order that a move takes them
ACCEPTED = "accepted"
PRE_MIGRATING = "pre-migrating"
QUEUED = "queued"
PREPARING = "preparing"
RUNNING = "running"
MIGRATING = "migrating"
POST_MIGRATING = "post-migrating"
FINISHED = "finished"  # a resize waits to be confirmed or reverted
CONFIRMED = "confirmed"
REVERTED = "reverted"
COMPLETED = "completed"
DONE = "done"  # an evacuation, until its source host is back
CANCELLED = "cancelled"
ERROR = "error"
LIVE_IN_PROGRESS = (QUEUED, PREPARING, RUNNING, POST_MIGRATING)
ENDS = (CONFIRMED, REVERTED, COMPLETED, DONE, CANCELLED, ERROR)


def create(
    database: Database,
    instance: Mapping[str, Any],
    caller: Caller,
    migration_type: str,
    status: str,
    dest_compute: str | None = None,
    new_flavor_id: str = "",
) -> int:
    """Record that a caller wants an instance moved; return the record's id.

    Without ``new_flavor_id`` the instance keeps its flavor.
    """
    flavor_id = instance["flavor_id"]
    return database.insert(
        "migrations",
        {
            "uuid": chance.new_uuid("migration"),
            "instance_uuid": instance["uuid"],
            "migration_type": migration_type,
            "status": status,
            "source_compute": instance["host"],
            "dest_compute": dest_compute,
            "old_instance_type_id": flavors.number(database, flavor_id),
            "new_instance_type_id": flavors.number(database, new_flavor_id or flavor_id),
            "user_id": caller.user_id,
            "project_id": caller.project_id,
            "created_at": clock.now(),
        },
    )


def find(database: Database, migration_id: int) -> Row | None:
    """Return a record."""
    return database.row("SELECT * FROM migrations WHERE id = ?", migration_id)


def change(database: Database, migration_id: int, status: str, **changes: Any) -> None:
    """Change the status of a record, and other columns."""
    changes["status"] = status
    changes["updated_at"] = clock.now()
    database.update("migrations", changes, id=migration_id)


def finish_resize(database: Database, instance_uuid: str, status: str) -> None:
    """Set the status of an instance's resize that waits to be confirmed or reverted."""
    changes = {"status": status, "updated_at": clock.now()}
    database.update("migrations", changes, instance_uuid=instance_uuid, status=FINISHED)


def end_all(database: Database, instance_uuid: str) -> None:
    """End the records of an instance that is being deleted."""
    finish_resize(database, instance_uuid, CONFIRMED)
    rows = database.rows("SELECT id, status FROM migrations WHERE instance_uuid = ?", instance_uuid)
    for row in rows:
        if row["status"] not in ENDS:
            change(database, row["id"], ERROR)


def complete_evacuations(database: Database, host: str) -> None:
    """Complete the evacuations from a host that is back."""
    changes = {"status": COMPLETED, "updated_at": clock.now()}
    database.update(
        "migrations", changes, source_compute=host, migration_type=EVACUATION, status=DONE
    )

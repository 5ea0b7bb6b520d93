"""Transfers of volumes: one project offers a volume, another accepts it with a key."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row
from mini_nova_sandbox.volume import quotas, snapshots, states, types, volumes
from mini_nova_sandbox.volume.volumes import Volume

KEY_BYTES = 8


def offer(
    database: Database, volume: Volume, name: str | None, *, no_snapshots: bool
) -> tuple[Row, str]:
    """Offer a volume, with its snapshots or without; return the transfer and its key.

    Raises BadRequest unless the volume and the snapshots are available.
    """
    volume_id = volume["id"]
    if volume["status"] != states.AVAILABLE:
        raise BadRequest("Invalid volume: status must be available")
    if not no_snapshots:
        _require_available_snapshots(database, volume_id)
    key = chance.new_bytes("transfer key", KEY_BYTES).hex()
    transfer_id = chance.new_uuid("transfer")
    database.insert(
        "volume_transfers",
        {
            "id": transfer_id,
            "volume_id": volume_id,
            "name": name,
            "key_hash": _hash(key),
            "no_snapshots": int(no_snapshots),
            "project_id": volume["project_id"],
            "created_at": clock.now(),
        },
    )
    volumes.change(database, volume_id, status=states.AWAITING_TRANSFER)
    transfer = database.row("SELECT * FROM volume_transfers WHERE id = ?", transfer_id)
    assert transfer is not None, "it was inserted just now"  # noqa: S101 - an invariant
    return transfer, key


def _require_available_snapshots(database: Database, volume_id: str) -> None:
    for snapshot in snapshots.of_volume(database, volume_id):
        if snapshot["status"] != states.AVAILABLE:
            raise BadRequest(
                f"Invalid snapshot: snapshot: {snapshot['id']} status must be available"
            )


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def list_all(database: Database) -> list[dict[str, Any]]:
    """Return every transfer, the oldest first."""
    rows = database.rows("SELECT * FROM volume_transfers ORDER BY created_at, id")
    return [dict(row) for row in rows]


def find(database: Database, transfer_id: str) -> Row:
    """Return the transfer with an id, whoever made it. Raises NotFound."""
    row = database.row("SELECT * FROM volume_transfers WHERE id = ?", transfer_id)
    if row is None:
        raise NotFound(f"Transfer {transfer_id} could not be found.")
    return row


def find_for_caller(database: Database, transfer_id: str, caller: Caller) -> Row:
    """Return the transfer with an id. Raises NotFound if it is not the caller's."""
    row = find(database, transfer_id)
    if not caller.is_admin and row["project_id"] != caller.project_id:
        raise NotFound(f"Transfer {transfer_id} could not be found.")
    return row


def withdraw(database: Database, transfer: Row) -> None:
    """Delete a transfer: its volume is available again."""
    volume = volumes.find(database, transfer["volume_id"])
    if volume is not None and volume["status"] == states.AWAITING_TRANSFER:
        volumes.change(database, volume["id"], status=states.AVAILABLE)
    database.delete("volume_transfers", id=transfer["id"])


def accept(database: Database, transfer: Row, key: str, caller: Caller) -> None:
    """Give a volume to the caller's project, and its snapshots if they belong to the offer.

    Raises BadRequest for a wrong key, TooLarge (413) over the quota.
    """
    if not hmac.compare_digest(_hash(key), transfer["key_hash"]):
        raise BadRequest(
            f"Invalid auth key: Attempt to transfer {transfer['id']} with invalid auth key."
        )
    volume = volumes.find(database, transfer["volume_id"])
    assert volume is not None, "a volume on offer cannot be deleted"  # noqa: S101 - an invariant
    own_snapshots = [] if transfer["no_snapshots"] else snapshots.of_volume(database, volume["id"])
    _check_quota(database, volume, own_snapshots, caller.project_id)
    owner = {"project_id": caller.project_id, "user_id": caller.user_id}
    volumes.change(database, volume["id"], status=states.AVAILABLE, **owner)
    for snapshot in own_snapshots:
        snapshots.change(database, snapshot["id"], **owner)
    database.delete("volume_transfers", id=transfer["id"])


def _check_quota(
    database: Database, volume: Volume, own_snapshots: list[dict[str, Any]], project_id: str
) -> None:
    volume_type = types.find(database, volume["volume_type_id"])
    assert volume_type is not None, "volumes.volume_type_id is a foreign key"  # noqa: S101
    size = volume["size"]
    quotas.check_size(database, project_id, size)
    gigabytes = size + sum(snapshot["size"] for snapshot in own_snapshots)
    additions = {"volumes": 1, "snapshots": len(own_snapshots), "gigabytes": gigabytes}
    quotas.check(database, project_id, volume_type["name"], additions)

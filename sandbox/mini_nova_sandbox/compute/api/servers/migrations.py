"""The live migrations in progress of a server, for admins."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import migrations
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.microversions import SERVER_MIGRATIONS
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

PROGRESS = (
    "memory_total_bytes",
    "memory_processed_bytes",
    "memory_remaining_bytes",
    "disk_total_bytes",
    "disk_processed_bytes",
    "disk_remaining_bytes",
)


def index(call: Call) -> Answer:
    """List the live migrations in progress."""
    call.caller.require_admin("os_compute_api:servers:migrations:index")
    instance = requested_server(call)
    rows = call.database.rows(
        "SELECT * FROM migrations WHERE instance_uuid = ? AND migration_type = ? ORDER BY id",
        instance["uuid"],
        migrations.LIVE,
    )
    views = [_view(call, row) for row in rows if row["status"] in migrations.LIVE_IN_PROGRESS]
    return Answer(body={"migrations": views})


def show(call: Call) -> Answer:
    """Show one live migration in progress."""
    call.caller.require_admin("os_compute_api:servers:migrations:show")
    instance = requested_server(call)
    uuid = instance["uuid"]
    migration_id = call.path["migration_id"]
    row = call.database.row(
        "SELECT * FROM migrations WHERE id = ? AND instance_uuid = ?", migration_id, uuid
    )
    if row is None:
        raise NotFound(f"In-progress live migration {migration_id} is not found for server {uuid}.")
    if row["migration_type"] != migrations.LIVE:
        raise NotFound(f"Migration {migration_id} for server {uuid} is not live-migration.")
    if row["status"] not in migrations.LIVE_IN_PROGRESS:
        raise NotFound(f"Live migration {migration_id} for server {uuid} is not in progress.")
    return Answer(body={"migration": _view(call, row)})


def _view(call: Call, row: Row) -> dict[str, Any]:
    view = {
        "id": row["id"],
        "server_uuid": row["instance_uuid"],
        "status": row["status"],
        "source_compute": row["source_compute"],
        "source_node": row["source_compute"],
        "dest_compute": row["dest_compute"],
        "dest_node": row["dest_compute"],
        "dest_host": None,
        "created_at": clock.bare_stamp(row["created_at"]),
        "updated_at": clock.bare_stamp(row["updated_at"]),
        **dict.fromkeys(PROGRESS, 0),
    }
    if call.version >= microversions.MIGRATION_PAGES:
        view["uuid"] = row["uuid"]
    if call.version >= microversions.MIGRATION_USER:
        view["user_id"] = row["user_id"]
        view["project_id"] = row["project_id"]
    return view


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/migrations", index, since=SERVER_MIGRATIONS),
    Operation(
        "GET",
        "/servers/{server_id}/migrations/{migration_id}",
        show,
        since=SERVER_MIGRATIONS,
    ),
)

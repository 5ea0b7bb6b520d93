"""Host aggregates (``os-aggregates``), for admins."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from mini_nova_sandbox.compute import aggregates
from mini_nova_sandbox.compute.aggregates import ZONE_KEY
from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.compute.api.aggregate_schemas import ACTIONS, CREATE, IMAGES, UPDATE
from mini_nova_sandbox.compute.api.compute_hosts import require_host
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import schema_problem
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Row

MAX_ID = 2**31 - 1


def index(call: Call) -> Answer:
    """List the aggregates."""
    call.caller.require_admin("os_compute_api:os-aggregates:index")
    rows = call.database.rows("SELECT * FROM aggregates ORDER BY id")
    views = [_full_view(call, row) for row in rows]
    return Answer(body={"aggregates": views})


def show(call: Call) -> Answer:
    """Show one aggregate."""
    call.caller.require_admin("os_compute_api:os-aggregates:show")
    return _answer(call, _requested_aggregate(call))


def create(call: Call) -> Answer:
    """Create an aggregate without hosts, and its zone if it has one."""
    call.caller.require_admin("os_compute_api:os-aggregates:create")
    aggregate = call.body["aggregate"]
    name = aggregate["name"]
    row = {"uuid": chance.new_uuid("aggregate"), "name": name, "created_at": clock.now()}
    try:
        aggregate_id = call.database.insert("aggregates", row)
    except sqlite3.IntegrityError as error:
        raise Conflict(f"Aggregate {name} already exists.") from error
    zone = aggregate.get(ZONE_KEY)
    if zone:
        item = {"aggregate_id": aggregate_id, "key": ZONE_KEY, "value": zone}
        call.database.insert("aggregate_metadata", item)
    created = aggregates.find(call.database, aggregate_id)
    return Answer(body={"aggregate": _brief_view(call, created)})


def update(call: Call) -> Answer:
    """Change an aggregate's name or zone."""
    call.caller.require_admin("os_compute_api:os-aggregates:update")
    row = _requested_aggregate(call)
    aggregate = call.body["aggregate"]
    if "name" in aggregate:
        _rename(call, row, aggregate["name"])
    if ZONE_KEY in aggregate:
        _set_metadata(call, row, {ZONE_KEY: aggregate[ZONE_KEY]}, "update")
    return _answer(call, _requested_aggregate(call))


def delete(call: Call) -> Answer:
    """Delete an aggregate without hosts."""
    call.caller.require_admin("os_compute_api:os-aggregates:delete")
    row = _requested_aggregate(call)
    aggregate_id = row["id"]
    if aggregates.hosts(call.database, aggregate_id):
        raise BadRequest(
            f"Cannot remove host from aggregate {aggregate_id}."
            " Reason: Host aggregate is not empty."
        )
    call.database.delete("aggregates", id=aggregate_id)
    return Answer(200)


def action(call: Call) -> Answer:
    """Add or remove a host, or set metadata."""
    if len(call.body) != 1:
        raise BadRequest("Malformed request body")
    ((name, arguments),) = call.body.items()
    if name not in ACTIONS:
        raise BadRequest(f"There is no such action: {name}")
    problem = schema_problem(ACTIONS[name], arguments, name)
    if problem:
        raise BadRequest(problem)
    call.caller.require_admin(f"os_compute_api:os-aggregates:{name}")
    if name == "add_host":
        require_host(call.database, arguments["host"])
    row = _requested_aggregate(call)
    if name == "add_host":
        _add_host(call, row, arguments["host"])
    elif name == "remove_host":
        _remove_host(call, row, arguments["host"])
    else:
        _set_metadata(call, row, arguments["metadata"], "update metadata of")
    return _answer(call, _requested_aggregate(call))


def cache_images(call: Call) -> Answer:
    """Accept the order to cache images on an aggregate's hosts: these drivers read them anyway."""
    call.caller.require_admin("compute:aggregates:images")
    image_ids = [image["id"] for image in call.body["cache"]]
    if len(set(image_ids)) < len(image_ids):
        raise BadRequest("Duplicate images in request")
    _requested_aggregate(call)
    return Answer(202)


def _requested_aggregate(call: Call) -> Row:
    """Return the aggregate that the path names. Raises BadRequest, NotFound."""
    text = call.path["aggregate_id"]
    if not re.fullmatch("-?[0-9]{1,10}", text, re.ASCII):
        raise BadRequest("Invalid input received: id must be an integer")
    return aggregates.find(call.database, min(int(text), MAX_ID))


def _rename(call: Call, row: Row, name: str) -> None:
    changes = {"name": name.strip(), "updated_at": clock.now()}
    try:
        call.database.update("aggregates", changes, id=row["id"])
    except sqlite3.IntegrityError as error:
        raise BadRequest(f"Aggregate {name} already exists.") from error


def _set_metadata(call: Call, row: Row, changes: dict[str, str | None], verb: str) -> None:
    """Set metadata. Raises BadRequest if hosts would change to a zone that they cannot be in."""
    aggregate_id = row["id"]
    if ZONE_KEY in changes:
        zone = changes[ZONE_KEY]
        subject = f"Cannot {verb} aggregate {aggregate_id}. Reason:"
        if not zone:
            name = row["name"]
            raise BadRequest(
                f"{subject} Aggregate {name} does not support empty named availability zone."
            )
        for host in aggregates.hosts(call.database, aggregate_id):
            problem = _zone_problem(call, host, zone, aggregate_id)
            if problem:
                raise BadRequest(f"{subject} {problem}")
    aggregates.set_metadata(call.database, aggregate_id, changes)


def _add_host(call: Call, row: Row, host: str) -> None:
    """Add a host that there is. Raises Conflict if it is in another zone or has servers."""
    aggregate_id = row["id"]
    database = call.database
    if host in aggregates.hosts(database, aggregate_id):
        raise Conflict(f"Aggregate {aggregate_id} already has host {host}.")
    zone = aggregates.metadata(database, aggregate_id).get(ZONE_KEY)
    if zone:
        problem = _zone_problem(call, host, zone, aggregate_id)
        if problem:
            raise Conflict(f"Cannot add host to aggregate {aggregate_id}. Reason: {problem}")
    database.insert("aggregate_hosts", {"aggregate_id": aggregate_id, "host": host})


def _zone_problem(call: Call, host: str, zone: str, aggregate_id: int) -> str:
    """Return why a host cannot join a zone by an aggregate, or ''."""
    other_zones = call.database.rows(
        "SELECT value FROM aggregate_hosts JOIN aggregate_metadata USING (aggregate_id)"
        " WHERE host = ? AND key = ? AND aggregate_id <> ? AND value <> ?",
        host,
        ZONE_KEY,
        aggregate_id,
        zone,
    )
    if other_zones:
        names = sorted({row["value"] for row in other_zones})
        return f"One or more hosts already in availability zone(s) {names}."
    current_zone = aggregates.zones(call.database)[host]
    if current_zone != zone and _has_instances(call, host):
        return "One or more hosts contain instances in this zone."
    return ""


def _has_instances(call: Call, host: str) -> bool:
    number = call.database.value("SELECT 1 FROM instances WHERE host = ? AND deleted = 0", host)
    return number is not None


def _remove_host(call: Call, row: Row, host: str) -> None:
    """Remove a host. Raises NotFound, or Conflict if its servers would leave their zone."""
    aggregate_id = row["id"]
    database = call.database
    if host not in aggregates.hosts(database, aggregate_id):
        raise NotFound(f"Cannot remove host {host} in aggregate {aggregate_id}")
    has_zone = ZONE_KEY in aggregates.metadata(database, aggregate_id)
    if has_zone and _has_instances(call, host):
        raise Conflict(
            f"Cannot remove host from aggregate {aggregate_id}."
            " Reason: One or more hosts contain instances in this zone."
        )
    aggregates.remove_host(database, host, aggregate_id=aggregate_id)


def _answer(call: Call, row: Row) -> Answer:
    return Answer(body={"aggregate": _full_view(call, row)})


def _full_view(call: Call, row: Row) -> dict[str, Any]:
    view = _brief_view(call, row)
    view["hosts"] = aggregates.hosts(call.database, row["id"])
    view["metadata"] = aggregates.metadata(call.database, row["id"])
    return view


def _brief_view(call: Call, row: Row) -> dict[str, Any]:
    """Return an aggregate without hosts and metadata, as create answers it."""
    view = {
        "id": row["id"],
        "name": row["name"],
        "availability_zone": aggregates.metadata(call.database, row["id"]).get(ZONE_KEY),
        "created_at": clock.bare_stamp(row["created_at"]),
        "updated_at": clock.bare_stamp(row["updated_at"]),
        "deleted_at": None,
        "deleted": False,
    }
    if call.version >= microversions.AGGREGATE_UUID:
        view["uuid"] = row["uuid"]
    return view


OPERATIONS = (
    Operation("GET", "/os-aggregates", index, parameters=()),
    Operation("POST", "/os-aggregates", create, schema=CREATE),
    Operation("GET", "/os-aggregates/{aggregate_id}", show, parameters=()),
    Operation("PUT", "/os-aggregates/{aggregate_id}", update, schema=UPDATE),
    Operation("DELETE", "/os-aggregates/{aggregate_id}", delete),
    Operation("POST", "/os-aggregates/{aggregate_id}/action", action, schema=schemas.ANY_OBJECT),
    Operation(
        "POST",
        "/os-aggregates/{aggregate_id}/images",
        cache_images,
        schema=IMAGES,
        since=microversions.AGGREGATE_IMAGES,
    ),
)

"""Floating IPs as Nova proxied them before 2.36."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.microversions import NO_PROXIES, before
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network.neutron import FLOATING_IPS
from mini_nova_sandbox.state.database import Row

LAST = before(NO_PROXIES)
POOL = {"type": ["object", "null"], "properties": {"pool": {"type": ["string", "null"]}}}


def index(call: Call) -> Answer:
    """List the project's floating IPs."""
    rows = call.database.rows(
        "SELECT * FROM floating_ips WHERE project_id = ? ORDER BY floating_ip_address",
        call.caller.project_id,
    )
    views = [_view(call, row) for row in rows]
    return Answer(body={"floating_ips": views})


def show(call: Call) -> Answer:
    """Show a floating IP."""
    return Answer(body={"floating_ip": _view(call, _find(call))})


def create(call: Call) -> Answer:
    """Allocate an address of a pool, or else of the first external network.

    Raises NotFound, BadRequest; Forbidden over the quota.
    """
    pool = (call.body or {}).get("pool")
    network_id = _pool(call, pool)
    place = f" in pool {pool}." if pool else "."
    try:
        item = FLOATING_IPS.create_item(call, {"floating_network_id": network_id})
    except Conflict as error:
        if error.kind == "OverQuota":
            raise Forbidden(f"IP allocation over quota{place}") from error
        raise NotFound(f"No more floating IPs{place if pool else ' available.'}") from error
    row = FLOATING_IPS.find(call, item["id"])
    return Answer(body={"floating_ip": _view(call, row)})


def delete(call: Call) -> Answer:
    """Give an address back, whether or not it leads to a server."""
    FLOATING_IPS.delete_item(call, _find(call))
    return Answer(202)


def pools(call: Call) -> Answer:
    """List the networks that floating IPs come from."""
    rows = call.database.rows("SELECT name FROM networks WHERE external = 1 ORDER BY name")
    views = [{"name": row["name"]} for row in rows]
    return Answer(body={"floating_ip_pools": views})


def _pool(call: Call, pool: str | None) -> str:
    """Return the id of an external network by its id or name, or of the first one.

    Raises NotFound, BadRequest.
    """
    rows = call.database.rows(
        "SELECT id FROM networks WHERE external = 1 AND (? IS NULL OR ? IN (id, name))"
        " ORDER BY created_at",
        pool,
        pool,
    )
    if not rows:
        raise NotFound("Floating IP pool not found.")
    if pool and len(rows) > 1:
        raise BadRequest(f"Multiple floating IP pools matches found for name '{pool}'")
    return str(rows[0]["id"])


def _find(call: Call) -> Row:
    floating_ip_id = call.path["floating_ip_id"]
    try:
        return FLOATING_IPS.find(call, floating_ip_id)
    except NotFound as error:
        raise NotFound(f"Floating IP not found for ID {floating_ip_id}") from error


def _view(call: Call, row: Row) -> dict[str, Any]:
    database = call.database
    network_id = row["floating_network_id"]
    network = database.value("SELECT name FROM networks WHERE id = ?", network_id)
    device = database.value("SELECT device_id FROM ports WHERE id = ?", row["port_id"])
    return {
        "id": row["id"],
        "ip": row["floating_ip_address"],
        "pool": network or network_id,
        "fixed_ip": row["fixed_ip_address"],
        "instance_id": device or None,
    }


OPERATIONS = (
    Operation("GET", "/os-floating-ips", index, until=LAST),
    Operation("POST", "/os-floating-ips", create, schema=POOL, until=LAST),
    Operation("GET", "/os-floating-ips/{floating_ip_id}", show, until=LAST),
    Operation("DELETE", "/os-floating-ips/{floating_ip_id}", delete, until=LAST),
    Operation("GET", "/os-floating-ip-pools", pools, until=LAST),
)

"""The compute hosts by name, as requests of admins refer to them."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state.database import Database, Row

_STATUSES = "host statuses"  # in the call's memory


def host_exists(database: Database, host: str) -> bool:
    """Tell whether there is a compute host of this name."""
    return database.value("SELECT 1 FROM compute_nodes WHERE host = ?", host) is not None


def require_host(database: Database, host: str) -> None:
    """Raise NotFound unless there is a compute host of this name."""
    if not host_exists(database, host):
        raise NotFound(f"Compute host {host} could not be found.")


def is_up(database: Database, host: str) -> bool:
    """Tell whether there is a compute host of this name that is not forced down."""
    sql = "SELECT 1 FROM compute_nodes WHERE host = ? AND forced_down = 0"
    return database.value(sql, host) is not None


def host_status(call: Call, host: str | None) -> str:
    """Return a server's ``host_status``: UP, DOWN, MAINTENANCE or UNKNOWN; '' without a host."""
    if not host:
        return ""
    if _STATUSES not in call.memory:
        call.memory[_STATUSES] = _statuses(call.database)
    return str(call.memory[_STATUSES].get(host, "UNKNOWN"))


def _statuses(database: Database) -> dict[str, str]:
    """Return the status of every compute host."""
    nodes = database.rows("SELECT host, disabled, forced_down FROM compute_nodes")
    return {node["host"]: _status(node) for node in nodes}


def _status(node: Row) -> str:
    if node["forced_down"]:
        return "DOWN"
    return "MAINTENANCE" if node["disabled"] else "UP"

"""Faults that somebody asked for, to see how a client takes them: the next N requests to a path fail in a chosen way.

``status`` answers an HTTP status, nothing being done; ``hang`` keeps the client waiting and then drops the connection;
``lose`` does the work and drops the connection in place of the answer. ``catalog.*`` change the service catalog.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from mini_nova_sandbox.faults import catalog
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.state.database import Database

CATALOG = "catalog"
KINDS = {
    "status": "answer a status (--status, 503 by default) and do nothing",
    "hang": "keep the client waiting (--seconds, 3600 by default), then drop the connection, doing nothing",
    "lose": "do the work, then drop the connection in place of the answer",
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 64},
        "method": {"type": "string", "pattern": "^([A-Z]{1,10}|\\*)$"},
        "path": {"type": "string", "minLength": 1, "maxLength": 255},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "seconds": {"type": "number", "minimum": 0, "maximum": 86400},
        "count": {"type": "integer", "minimum": 1, "maximum": 1000000},
    },
    "required": ["name"],
    "additionalProperties": False,
}


@dataclass
class PlannedFault:
    """One that was asked for; ``path`` is a glob, ``*`` in ``method`` stands for every method."""

    id: int
    kind: str
    method: str
    path: str
    status: int
    seconds: float
    remaining: int

    def meets(self, method: str, path: str) -> bool:
        """Whether it is for this request."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)


class PlannedFaults:
    """What is planned, kept in the database so that a restart does not forget it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._planned = [
            PlannedFault(**dict(row))
            for row in database.rows("SELECT * FROM planned_faults ORDER BY id")
        ]

    @property
    def in_catalog(self) -> set[str]:
        """The names of the faults that the catalog now has."""
        return {fault.path for fault in self._planned if fault.kind == CATALOG}

    def add(self, wanted: Mapping[str, Any]) -> PlannedFault:
        """Plans a fault by the body of a request (SCHEMA). Raises BadRequest for a name that is none."""
        name = wanted["name"]
        if name in catalog.NAMES:
            return self._keep(
                {
                    "kind": CATALOG,
                    "method": "*",
                    "path": name,
                    "status": 0,
                    "seconds": 0,
                    "remaining": 1,
                }
            )
        if name not in KINDS:
            raise BadRequest(
                f"No fault is called {name}; there are: {', '.join([*KINDS, *catalog.NAMES])}."
            )
        return self._keep(
            {
                "kind": name,
                "method": wanted.get("method", "*"),
                "path": wanted.get("path", "/compute/*"),
                "status": wanted.get("status", 503),
                "seconds": wanted.get("seconds", 3600),
                "remaining": wanted.get("count", 1),
            }
        )

    def clear(self, which: str = "") -> None:
        """Forgets one, by id or name, or all. Raises NotFound."""
        going = [
            fault for fault in self._planned if which in ("", str(fault.id), fault.kind, fault.path)
        ]
        if which and not going:
            raise NotFound(f"No fault {which} is planned.")
        for fault in going:
            self._drop(fault)

    def next_for(self, method: str, path: str) -> PlannedFault | None:
        """The fault that this request meets; it counts as met."""
        fault = next(
            (one for one in self._planned if one.kind != CATALOG and one.meets(method, path)), None
        )
        if fault is None:
            return None
        fault.remaining -= 1
        if fault.remaining > 0:
            self._database.update("planned_faults", {"remaining": fault.remaining}, id=fault.id)
        else:
            self._drop(fault)
        return fault

    def listed(self) -> dict[str, Any]:
        """What is planned, and what could be."""
        return {
            "planned": [asdict(fault) for fault in self._planned if fault.kind != CATALOG],
            "catalog": sorted(self.in_catalog),
            "known": {**KINDS, **catalog.NAMES},
        }

    def _keep(self, values: Mapping[str, Any]) -> PlannedFault:
        fault = PlannedFault(id=self._database.insert("planned_faults", values), **values)
        self._planned.append(fault)
        return fault

    def _drop(self, fault: PlannedFault) -> None:
        self._database.delete("planned_faults", id=fault.id)
        self._planned.remove(fault)

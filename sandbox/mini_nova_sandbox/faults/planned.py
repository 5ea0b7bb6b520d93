"""Faults that users plan, to see how a client copes: the next N requests to a path fail.

``status`` answers with an HTTP status instead of doing the work; ``hang`` keeps the client waiting
and then cuts the connection; ``lose`` does the work and cuts the connection instead of answering.
``catalog.*`` faults stay in the service catalog until they are cleared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from mini_nova_sandbox.faults import catalog
from mini_nova_sandbox.state.database import Database

CATALOG = "catalog"
KINDS = {
    "status": "answer with a status (--status, 503 by default) and do nothing",
    "hang": "keep the client waiting (--seconds, 3600 by default), then cut the connection",
    "lose": "do the work, then cut the connection instead of answering",
}
COMMON_OPTIONS = ("method", "path", "count")
OWN_OPTIONS = {"status": ("status",), "hang": ("seconds",), "lose": ()}
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


class UnknownFault(Exception):
    """There is no fault of this name; the text lists all names."""


class MeaninglessOption(Exception):
    """The fault does not take an option; the text says which it takes."""


class FaultNotPlanned(Exception):
    """No planned fault has this id or name."""


@dataclass
class PlannedFault:
    """A fault and the requests that it is for: ``path`` is a glob, the method ``*`` is any."""

    id: int
    kind: str
    method: str
    path: str
    status: int
    seconds: float
    remaining: int

    def view(self) -> dict[str, Any]:
        """Return the fault as the API shows it, without what means nothing for its kind."""
        if self.kind == CATALOG:
            return {"id": self.id, "kind": self.kind, "name": self.path}
        members = asdict(self)
        if self.kind != "status":
            del members["status"]
        if self.kind != "hang":
            del members["seconds"]
        return members

    def matches_request(self, method: str, path: str) -> bool:
        """Whether the fault is for this request."""
        if self.kind == CATALOG or self.method not in ("*", method):
            return False
        return fnmatchcase(path, self.path)

    def has_name(self, name: str) -> bool:
        """Whether the name is the fault's id, its kind, or its path (a catalog fault's name)."""
        return name in (str(self.id), self.kind, self.path)


class PlannedFaults:
    """The planned faults. They are stored in the database, so a restart keeps them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._faults: list[PlannedFault] = []
        self.read()

    def read(self) -> None:
        """Read the faults from the database, which has another state now."""
        rows = self._database.rows("SELECT * FROM planned_faults ORDER BY id")
        self._faults = [PlannedFault(**row) for row in rows]

    @property
    def in_catalog(self) -> set[str]:
        """The names of the faults in the service catalog."""
        return {fault.path for fault in self._faults if fault.kind == CATALOG}

    def add(self, body: Mapping[str, Any]) -> PlannedFault:
        """Plan the fault that a request's body (SCHEMA) describes.

        Raises UnknownFault, MeaninglessOption.
        """
        name = body["name"]
        _check_options(body)
        if name in catalog.NAMES:
            return self._add_to_catalog(name)
        return self._add(
            kind=name,
            method=body.get("method", "*"),
            path=body.get("path", "/compute/*"),
            status=body.get("status", 503),
            seconds=body.get("seconds", 3600),
            remaining=body.get("count", 1),
        )

    def _add_to_catalog(self, name: str) -> PlannedFault:
        return self._add(
            kind=CATALOG,
            method="*",
            path=name,
            status=0,
            seconds=0,
            remaining=1,
        )

    def clear(self, name: str = "") -> None:
        """Drop the faults of an id or name, or all of them. Raises FaultNotPlanned."""
        faults = [fault for fault in self._faults if not name or fault.has_name(name)]
        if name and not faults:
            raise FaultNotPlanned(f"No fault {name} is planned.")
        for fault in faults:
            self._drop(fault)

    def consume(self, method: str, path: str) -> PlannedFault | None:
        """Return the fault for a request, if any, and count the request as one of its N."""
        for fault in self._faults:
            if fault.matches_request(method, path):
                self._count_down(fault)
                return fault
        return None

    def overview(self) -> dict[str, Any]:
        """Return the planned faults and every name, as ``GET /sandbox/faults`` answers."""
        planned = [fault.view() for fault in self._faults if fault.kind != CATALOG]
        return {
            "planned": planned,
            "catalog": sorted(self.in_catalog),
            "known": {**KINDS, **catalog.NAMES},
        }

    def _add(self, **columns: Any) -> PlannedFault:
        fault_id = self._database.insert("planned_faults", columns)
        fault = PlannedFault(id=fault_id, **columns)
        self._faults.append(fault)
        return fault

    def _count_down(self, fault: PlannedFault) -> None:
        fault.remaining -= 1
        if fault.remaining == 0:
            self._drop(fault)
        else:
            self._database.update("planned_faults", {"remaining": fault.remaining}, id=fault.id)

    def _drop(self, fault: PlannedFault) -> None:
        self._database.delete("planned_faults", id=fault.id)
        self._faults.remove(fault)


def _check_options(body: Mapping[str, Any]) -> None:
    """Check the options of a fault. Raises UnknownFault, MeaninglessOption."""
    name = body["name"]
    options = [option for option in body if option != "name"]
    if name in catalog.NAMES:
        if options:
            raise MeaninglessOption(
                "A fault of the catalog takes no options: it stays until it is cleared."
            )
        return
    if name not in KINDS:
        names = ", ".join([*KINDS, *catalog.NAMES])
        raise UnknownFault(f"No fault is called {name}; there are: {names}.")
    kind_options = (*COMMON_OPTIONS, *OWN_OPTIONS[name])
    for option in options:
        if option not in kind_options:
            names = ", ".join(kind_options)
            raise MeaninglessOption(f"{option} means nothing for {name}, which takes {names}.")

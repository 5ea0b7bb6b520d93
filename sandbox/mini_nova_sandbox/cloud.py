"""The cloud: the objects that all services share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mini_nova_sandbox.faults.planned import PlannedFaults
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.gate import Gate
from mini_nova_sandbox.state.queue import Queue
from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.state.trace import Trace

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from mini_nova_sandbox.virt.driver import Driver


@dataclass
class Cloud:
    """Settings, state, queue, trace, and the driver of the compute hosts."""

    settings: Settings
    database: Database
    queue: Queue
    trace: Trace
    driver: Driver
    root: str = ""  # http://127.0.0.1:PORT, known once the sandbox has a socket
    app: ASGIApp | None = None  # the application, for requests that the sandbox sends to itself
    gate: Gate = field(default_factory=Gate)

    @cached_property
    def faults(self) -> PlannedFaults:
        """The faults that users have planned."""
        return PlannedFaults(self.database)

    @property
    def catalog_faults(self) -> set[str]:
        """The names of the planned faults that change the catalog."""
        return self.faults.in_catalog

"""The servers, from their creation through their task states to their outcome."""

import hashlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

from .clock import stamp
from .messages import Json

Duration = float | Event  # seconds, A_LOOK, or an event that ends a state
Pace = Sequence[tuple[str, Duration]]
A_LOOK = -1.0  # until a request has shown the state once
NO_HOST = "No valid host was found. "


@dataclass
class Life:
    """The future of a server: task states that last for a while, then an outcome.

    ``entered`` is when its current state began, and ``is_seen`` whether a request has shown it.
    """

    server: Json
    pace: Pace
    outcome: str
    networks: list[str]
    entered: float = field(default_factory=time.monotonic)
    deleting: bool = False
    step: int = -1
    index: int = 0
    is_seen: bool = False

    def current(self) -> int:
        """The index of the current task state; the number of them once all are over."""
        while self.index < len(self.pace):
            _, duration = self.pace[self.index]
            end = self._end(duration)
            if end is None:
                break
            self.entered = end
            self.index += 1
            self.is_seen = False
        return self.index

    def _end(self, duration: Duration) -> float | None:
        """When the current state ended; None if it lasts."""
        moment = time.monotonic()
        if isinstance(duration, Event):
            return moment if duration.is_set() else None
        if duration == A_LOOK:
            return moment if self.is_seen else None
        end = self.entered + duration
        return end if end <= moment else None


class Fleet:
    """All servers by id; `advance` brings those that changed since the last look up to date."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.servers: dict[str, Json] = {}
        self.deleted: dict[str, Json] = {}
        self.flavor_ids: dict[str, str] = {}
        self.reservations: dict[str, str] = {}
        self._lives: dict[str, Life] = {}
        self._now = now
        self._addresses = 1

    def put(
        self, server: Json, flavor_id: str, reservation_id: str, life: Life | None = None
    ) -> Json:
        """Take in a server; one without a life stays as it is."""
        self.servers[server["id"]] = server
        self.flavor_ids[server["id"]] = flavor_id
        self.reservations[server["id"]] = reservation_id
        if life:
            self._lives[server["id"]] = life
            self.advance()
        return server

    def remove(self, server_id: str, duration: Duration = 0.0) -> None:
        """Delete a server, which stays visible with the task state deleting for so long."""
        life = self._lives.get(server_id)
        if life and life.deleting:
            return
        pace = [("deleting", duration)] if duration else []
        self._lives[server_id] = Life(self.servers[server_id], pace, "DELETED", [], deleting=True)
        self.advance()

    def change(self, server_id: str, life: Life) -> None:
        """Lead a server through a task to another status."""
        self._lives[server_id] = life
        self.advance()

    def show(self, server_id: str) -> None:
        """A request has shown the server as it is now."""
        life = self._lives.get(server_id)
        if life:
            life.is_seen = True

    def advance(self) -> None:
        """Bring every server up to date."""
        for server_id, life in list(self._lives.items()):
            step = life.current()
            if step == life.step:
                continue
            life.step = step
            life.server["updated"] = stamp(self._now())
            if step < len(life.pace):
                self._enter(life, step)
            else:
                del self._lives[server_id]
                self._finish(life)

    def _enter(self, life: Life, step: int) -> None:
        life.server["OS-EXT-STS:task_state"] = life.pace[step][0]
        past = {name for name, _ in life.pace[:step]}
        if not life.deleting and "scheduling" in past:
            self._place(life.server)
        if "networking" in past:
            self.connect(life.server, life.networks)

    def _finish(self, life: Life) -> None:
        server = life.server
        server["OS-EXT-STS:task_state"] = None
        if life.outcome == "DELETED":
            server.update(
                {"status": "DELETED", "OS-EXT-STS:vm_state": "deleted", "OS-EXT-STS:power_state": 0}
            )
            server["OS-SRV-USG:terminated_at"] = stamp(self._now(), fraction=True)[:-1]
            self.deleted[server["id"]] = self.servers.pop(server["id"])
        elif life.outcome == "ERROR":
            self.mark_error(server)
        elif life.outcome == "PAUSED":
            server.update(
                {"status": "PAUSED", "OS-EXT-STS:vm_state": "paused", "OS-EXT-STS:power_state": 3}
            )
        else:
            self.connect(server, life.networks)
            self.start(server)

    def start(self, server: Json) -> None:
        """Make a server ACTIVE."""
        self._place(server)
        server.update(
            {"status": "ACTIVE", "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:power_state": 1}
        )
        server["OS-SRV-USG:launched_at"] = stamp(self._now(), fraction=True)[:-1]

    def mark_error(self, server: Json) -> None:
        """Put a server into ERROR, with the fault of a cloud that is full."""
        server.update({"status": "ERROR", "OS-EXT-STS:vm_state": "error", "addresses": {}})
        server.pop("progress", None)
        server["fault"] = {"code": 500, "created": stamp(self._now()), "message": NO_HOST}

    def connect(self, server: Json, networks: list[str]) -> None:
        """Give a server an address on each of these networks, if it has none yet."""
        for name in networks:
            if name not in server["addresses"]:
                self._addresses += 1
                number = self._addresses
                mac = ":".join(f"{random.randrange(256):02x}" for _ in range(3))
                server["addresses"][name] = [
                    {
                        "version": 4,
                        "addr": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
                        "OS-EXT-IPS:type": "fixed",
                        "OS-EXT-IPS-MAC:mac_addr": f"fa:16:3e:{mac}",
                    }
                ]

    @staticmethod
    def _place(server: Json) -> None:
        server["hostId"] = (
            server["hostId"] or hashlib.sha224(server["tenant_id"].encode()).hexdigest()
        )
        server["OS-EXT-AZ:availability_zone"] = server["OS-EXT-AZ:availability_zone"] or "nova"

"""Keeping track of the servers of a wait for their deletion. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova.compute.resources.servers import TASK_STATE
from mini_nova.compute.wait.states import DELETED, NamedState, State, state_of
from mini_nova.errors import BuildFailed, TimedOut
from mini_nova_auth import lenient

Server = dict[str, Any]


class Departures:
    """The servers of a wait until they are gone: those pending, and what was last seen of each."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.pending = list(ids)
        self.states: dict[str, NamedState] = {}
        self._missing_ids: set[str] = set()
        self._failures: list[str] = []

    def update(self, servers: Mapping[str, Server | None]) -> None:
        """Take in a look at the pending servers. One that is missing twice is gone."""
        for server_id, server in servers.items():
            if server is not None:
                self._update_server(server_id, server)
            elif server_id in self._missing_ids:
                self._set_state(server_id, State("DELETED", ""))
                self.pending.remove(server_id)
            else:
                self._missing_ids.add(server_id)

    def result(self) -> list[Server]:
        """Return nothing, as all are gone. Raises BuildFailed for those that are in ERROR."""
        if self._failures:
            sentences = "; ".join(self._failures)
            raise BuildFailed(sentences, hint="'mini-nova show' has details.")
        return []

    def time_limit_error(self, timeout: float) -> TimedOut:
        """Return the error for a wait of ``timeout`` seconds that is over."""
        ids = " ".join(self.pending)
        return TimedOut(
            f"gave up waiting after {timeout:g} s; not deleted yet: {ids}",
            hint=f"To go on waiting: mini-nova delete --wait {ids}",
        )

    def _update_server(self, server_id: str, server: Server) -> None:
        state = state_of(server)
        self._set_state(server_id, state, lenient.text_at(server, "name"))
        if state.status in DELETED:
            self.pending.remove(server_id)
        elif _has_failed(server, state):
            self._failures.append(f"server {server_id} could not be deleted: it is in ERROR")
            self.pending.remove(server_id)

    def _set_state(self, server_id: str, state: State, name: str = "") -> None:
        if not name and server_id in self.states:
            name = self.states[server_id].name
        self.states[server_id] = NamedState(name, state)


def _has_failed(server: Server, state: State) -> bool:
    """Return whether the deletion ended in ERROR: no task is under way, for all to see."""
    return state.status == "ERROR" and TASK_STATE in server and not state.task

"""Keeping track of the servers of a wait. No I/O."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mini_nova.compute.wait.goal import wait_command
from mini_nova.compute.wait.states import DELETED, NamedState, State, state_of
from mini_nova.errors import BuildFailed, DeletedWhileWaiting, TimedOut, WrongStatus
from mini_nova_auth import lenient

Server = dict[str, Any]


MISSING_PATIENCE = 10.0  # seconds; for a moment, Nova may not find a server that it just made
DELETING = "deleting"


class Watch:
    """The servers of a wait: those pending, and what was last seen of each.

    ``goal`` has the statuses with which it ends well. ``patience`` is the seconds after which a
    server that is missing counts as gone.
    """

    def __init__(
        self,
        ids: Sequence[str],
        goal: Sequence[str],
        *,
        patience: float = MISSING_PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ids = ids
        self._goal = goal
        self.pending = list(ids)
        self.states: dict[str, NamedState] = {}
        self._final: dict[str, Server] = {}
        self._missing_since: dict[str, float] = {}
        self._patience = patience
        self._clock = clock

    def update(self, servers: Mapping[str, Server | None]) -> None:
        """Take in a look at the pending servers.

        One that is missing for long, or twice while it is deleted, is gone. If it was never seen,
        it was not deleted either.
        """
        for server_id, server in servers.items():
            if server is not None:
                self._missing_since.pop(server_id, None)
                self._update_server(server_id, server)
            elif self._is_gone(server_id):
                self._give_up(server_id)

    def result(self) -> list[Server]:
        """Return the servers in the order of their ids once none is pending.

        Raises BuildFailed, DeletedWhileWaiting, or WrongStatus if some have another status.
        """
        servers = [self._final[server_id] for server_id in self._ids]
        statuses = []
        failures = []
        for server in servers:
            failure = self._failure(server)
            if failure:
                statuses.append(state_of(server).status)
                failures.append(failure)
        if failures:
            raise self._error("; ".join(failures), statuses)
        return servers

    def _error(self, sentences: str, statuses: Sequence[str]) -> Exception:
        """Return the error for servers that failed, with their last statuses."""
        if all(status in DELETED for status in statuses):
            return DeletedWhileWaiting(sentences)
        if "ERROR" not in statuses:
            return WrongStatus(sentences, hint="See 'mini-nova show' for what happened to it.")
        return BuildFailed(
            sentences, hint="'mini-nova show' has details; 'mini-nova delete' removes it."
        )

    def _failure(self, server: Mapping[str, Any]) -> str:
        """Say why a server did not reach a status of the goal; '' if it did."""
        status = state_of(server).status
        server_id = server.get("id")
        if status in self._goal:
            return ""
        if not status:
            return f"server {server_id} was not seen: compute does not find it"
        if status in DELETED:
            return f"server {server_id} was deleted during the wait"
        if status == "ERROR":
            return f"{server_label(server)} went to ERROR: {_fault(server)}"
        statuses = " or ".join(self._goal)
        return f"{server_label(server)} is {status} and not {statuses}, and it will stay so"

    def time_limit_error(self, timeout: float) -> TimedOut:
        """Return the error for a wait of ``timeout`` seconds that is over."""
        descriptions = [self._describe(server_id) for server_id in self.pending]
        states = ", ".join(descriptions)
        hint = f"It may still get there. {self._advice()}"
        return TimedOut(f"gave up waiting after {timeout:g} s: {states}", hint=hint)

    def _advice(self) -> str:
        return f"To resume waiting: {wait_command(self.pending, self._goal)}"

    def _is_gone(self, server_id: str) -> bool:
        """Return whether a server that is missing in this look will not come back."""
        moment = self._clock()
        if server_id not in self._missing_since:
            self._missing_since[server_id] = moment
            return False
        if server_id in self.states and self.states[server_id].state.task == DELETING:
            return True
        return moment - self._missing_since[server_id] >= self._patience

    def _give_up(self, server_id: str) -> None:
        if server_id in self.states:
            self._update_server(server_id, {"id": server_id, "status": "DELETED"})
            return
        self._final[server_id] = {"id": server_id}
        self.pending.remove(server_id)

    def _update_server(self, server_id: str, server: Server) -> None:
        name = lenient.text_at(server, "name")
        if not name and server_id in self.states:
            name = self.states[server_id].name
        state = state_of(server)
        self.states[server_id] = NamedState(name, state)
        if self._has_settled(server_id, state):
            self._final[server_id] = server
            self.pending.remove(server_id)

    def _has_settled(self, server_id: str, state: State) -> bool:
        """Whether a server in this state has reached an end, good or bad."""
        return not state.passes

    def _describe(self, server_id: str) -> str:
        if server_id not in self.states:
            return f"{server_id} was not seen"
        name, state = self.states[server_id]
        return f"{name} ({server_id}) is {state}"


def server_label(server: Mapping[str, Any]) -> str:
    """Return a server's name and id, as sentences have them."""
    name = lenient.text_at(server, "name") or "server"
    return f"{name} ({server.get('id')})"


def _fault(server: Mapping[str, Any]) -> str:
    """Return the message of a server's fault, on one line."""
    message = lenient.text_at(server, "fault", "message")
    if not message:
        return "the cloud gives no reason"
    return " ".join(message.split())

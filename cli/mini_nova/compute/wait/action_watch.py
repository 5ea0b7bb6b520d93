"""Keeping track of the servers of a wait for an action. No I/O of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mini_nova.compute.wait.goal import Goal, Receipt
from mini_nova.compute.wait.records import ActionRecord
from mini_nova.compute.wait.states import FINAL, State, state_of
from mini_nova.compute.wait.watch import MISSING_PATIENCE, Watch, server_label
from mini_nova.errors import ActionFailed

RECORD_PATIENCE = 10.0  # seconds that a server at rest waits for its record to be over


class ActionWatch(Watch):
    """The servers of a wait for an action that each has accepted.

    If a server's state does not tell how it ended, ``read_record`` reads Nova's record of it.
    """

    def __init__(
        self,
        receipts: Sequence[Receipt],
        goal: Goal,
        read_record: Callable[[Receipt], ActionRecord],
        *,
        patience: float = MISSING_PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._receipts = {receipt.server_id: receipt for receipt in receipts}
        super().__init__(list(self._receipts), goal.statuses, patience=patience, clock=clock)
        self._ways = goal
        self._read_record = read_record
        self._at_rest_since: dict[str, float] = {}
        self._reasons: dict[str, str] = {}

    def _has_settled(self, server_id: str, state: State) -> bool:
        is_at_source = state.status == self._ways.source
        if state.passes and not is_at_source:
            self._at_rest_since.pop(server_id, None)
            return False
        if not self._needs_record(state):
            return True
        record = self._read_record(self._receipts[server_id])
        self._reasons[server_id] = record.failure
        if record.failure:
            return True
        if is_at_source:
            return False
        since = self._at_rest_since.setdefault(server_id, self._clock())
        return record.is_over or self._clock() - since >= RECORD_PATIENCE

    def _needs_record(self, state: State) -> bool:
        """Whether a state at rest leaves open how the action ended.

        A server that was in ERROR stays there while an action that may mend it is under way.
        """
        if state.status in FINAL:
            return state.status == "ERROR" and bool(state.task)
        return self._ways.returns or state.status not in self._ways.statuses

    def _advice(self) -> str:
        """Say how to go on. A wait without Nova's record takes a server at the source for settled."""
        if self._ways.source:
            return f"To look at it: mini-nova show {' '.join(self.pending)}"
        return super()._advice()

    def _failure(self, server: Mapping[str, Any]) -> str:
        server_id = str(server.get("id"))
        reason = self._reasons.get(server_id)
        if not reason:
            return super()._failure(server)
        return f"{server_label(server)} is {state_of(server).status}: {reason}"

    def _error(self, sentences: str, statuses: Sequence[str]) -> Exception:
        failures = [server_id for server_id, reason in self._reasons.items() if reason]
        if not failures:
            return super()._error(sentences, statuses)
        receipt = self._receipts[failures[0]]
        hint = f"'mini-nova instance-action {receipt.server_id} {receipt.request_id}' has details."
        return ActionFailed(sentences, hint=hint)

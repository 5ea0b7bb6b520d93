"""Keeping track of a snapshot: its image, and the server that it is taken of. No I/O of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from mini_nova.compute.wait.action_watch import RECORD_PATIENCE
from mini_nova.compute.wait.goal import Receipt
from mini_nova.compute.wait.records import ActionRecord
from mini_nova.compute.wait.states import SNAPSHOT_TASKS, NamedState, State, state_of
from mini_nova.errors import ActionFailed, TimedOut
from mini_nova_auth import lenient

ACTIVE = "ACTIVE"  # the statuses of an image, in capitals
LOST = ("KILLED", "DELETED", "PENDING_DELETE")

Item = Mapping[str, Any]


class SnapshotWatch:
    """An image until it is active, and its server until no task of the snapshot is left.

    Nova deletes the image of a snapshot that fails; ``read_record`` then tells why.
    """

    def __init__(
        self,
        receipt: Receipt,
        image_id: str,
        read_record: Callable[[Receipt], ActionRecord],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pending = [image_id, receipt.server_id]
        self.states: dict[str, NamedState] = {}
        self._receipt = receipt
        self._image_id = image_id
        self._read_record = read_record
        self._clock = clock
        self._idle_since: float | None = None
        self._image: dict[str, Any] = {}
        self._failure = ""

    def update(self, items: Mapping[str, Item | None]) -> None:
        """Take in a look at both; an empty one says nothing."""
        if not items:
            return
        image = self._state(self._image_id, items[self._image_id])
        server = self._state(self._receipt.server_id, items[self._receipt.server_id])
        self._image = dict(items[self._image_id] or {})
        is_busy = server.task.startswith(SNAPSHOT_TASKS)
        if is_busy:
            self._idle_since = None
        elif image.status == ACTIVE:
            self._failure = ""
            self.pending = []
        elif self._has_failed(image):
            self.pending = []

    def result(self) -> list[dict[str, Any]]:
        """Return the image. Raises ActionFailed."""
        if not self._failure:
            return [self._image]
        server_id, request_id = self._receipt
        raise ActionFailed(
            f"image {self._describe(self._image_id)}: {self._failure}",
            hint=f"'mini-nova instance-action {server_id} {request_id}' has details.",
        )

    def time_limit_error(self, timeout: float) -> TimedOut:
        """Return the error for a wait of ``timeout`` seconds that is over."""
        states = ", ".join(self._describe(item_id) for item_id in self.pending)
        return TimedOut(
            f"gave up waiting after {timeout:g} s: {states}",
            hint="It may still get there: 'mini-nova image-list' shows it.",
        )

    def _state(self, item_id: str, item: Item | None) -> State:
        """Note the state of the image or server, and return it."""
        state = State("DELETED", "") if item is None else state_of(item)
        name = lenient.text_at(item, "name")
        if not name and item_id in self.states:
            name = self.states[item_id].name
        self.states[item_id] = NamedState(name, state)
        return state

    def _has_failed(self, image: State) -> bool:
        """Whether an image that is not active, of a server at rest, will not become so."""
        record = self._read_record(self._receipt)
        self._failure = record.failure or "the cloud gives no reason"
        if record.failure or (image.status in LOST and record.is_over):
            return True
        if self._idle_since is None:
            self._idle_since = self._clock()
        return self._clock() - self._idle_since >= RECORD_PATIENCE

    def _describe(self, item_id: str) -> str:
        if item_id not in self.states:
            return f"{item_id} was not seen"
        name, state = self.states[item_id]
        return f"{name or 'unnamed'} ({item_id}) is {state}"

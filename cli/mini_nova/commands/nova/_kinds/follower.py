"""Showing a wait: one live line on a terminal, one line a change elsewhere. All of it on stderr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mini_nova.compute.wait import State, Waiting
from mini_nova.io import IO


class Follower:
    """Tells how the servers of these ids get on."""

    def __init__(self, io: IO, ids: Sequence[str], name: str) -> None:
        self._io = io
        self._ids = ids
        self._name = name
        self._last: dict[str, State] = {}
        if io.live and ids:
            io.note(f"{name}: {', '.join(ids)}")

    def tell(self, waiting: Waiting) -> None:
        """Shows how things stand now."""
        if self._io.live:
            self._io.progress(line_of(self._name, waiting))
        for server_id, (name, state) in waiting.states.items():
            if self._last.get(server_id) != state and not self._io.live:
                self._io.note(f"{name} ({server_id}): {state}, {waiting.seconds:.1f} s")
            self._last[server_id] = state


def line_of(name: str, waiting: Waiting) -> str:
    """The live line: of one server its state, of several how many are in which."""
    states = [state for _, state in waiting.states.values()]
    if len(states) == 1:
        return f"{name}: {states[0]}  {waiting.seconds:.0f} s"
    counted = ", ".join(
        f"{number} {state}" for state, number in Counter(map(str, states)).most_common()
    )
    return f"{name}: {counted}  {waiting.seconds:.0f} s"

"""Show a wait on stderr: one live line on a terminal, one line per change elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mini_nova.compute.wait.states import Progress, State
from mini_nova.io import IO
from mini_nova.output.cells import cells, shorten

SHORTEST_LABEL = 8  # cells


class Follower:
    """Shows the states of the servers with these ids, under one label.

    As a context manager it leaves the last states and the whole time on a terminal at its end.
    """

    def __init__(self, io: IO, ids: Sequence[str], label: str) -> None:
        self._io = io
        self._label = label
        self._states: dict[str, State] = {}
        self._last: Progress | None = None
        if io.live and ids:
            io.note(f"{label}: {', '.join(ids)}")

    def __enter__(self) -> Follower:
        return self

    def __exit__(self, *_: object) -> None:
        """Say on a terminal how it ended; elsewhere each change has been said."""
        if self._last is None or not self._io.live:
            return
        seconds = f"{self._last.seconds:.1f} s"
        self._io.note(f"{self._label}: {_summary(self._last)}, {seconds}")

    def show(self, progress: Progress) -> None:
        """Show the current states."""
        self._last = progress
        if not self._io.live:
            self._note_changes(progress)
            return
        width = self._io.note_width
        line = live_line(self._label, progress, width)
        self._io.progress(line)

    def _note_changes(self, progress: Progress) -> None:
        seconds = f"{progress.seconds:.1f} s"
        for server_id, (name, state) in progress.states.items():
            if state == self._states.get(server_id):
                continue
            self._states[server_id] = state
            self._io.note(f"{name} ({server_id}): {state}, {seconds}")


def live_line(label: str, progress: Progress, width: int | None = None) -> str:
    """Return one server's state, or the number of servers in each state.

    A label that is too long for ``width`` cells is shortened: the state and the time stay.
    """
    rest = f": {_summary(progress)}  {progress.seconds:.0f} s"
    if width is not None:
        available = width - 1 - cells(rest)  # a terminal wraps after its last cell
        label = shorten(label, max(available, SHORTEST_LABEL))
    return label + rest


def _summary(progress: Progress) -> str:
    states = [str(server.state) for server in progress.states.values()]
    if len(states) == 1:
        return states[0]
    counts = Counter(states).most_common()
    groups = [f"{count} {state}" for state, count in counts]
    return ", ".join(groups)

"""Show a wait on stderr: one live line on a terminal, one line per change elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mini_nova.compute.wait.states import Progress, State
from mini_nova.io import IO


class Follower:
    """Shows the states of the servers with these ids, under one label."""

    def __init__(self, io: IO, ids: Sequence[str], label: str) -> None:
        self._io = io
        self._label = label
        self._states: dict[str, State] = {}
        if io.live and ids:
            io.note(f"{label}: {', '.join(ids)}")

    def show(self, progress: Progress) -> None:
        """Show the current states."""
        if not self._io.live:
            self._note_changes(progress)
            return
        line = live_line(self._label, progress)
        self._io.progress(line)

    def _note_changes(self, progress: Progress) -> None:
        seconds = f"{progress.seconds:.1f} s"
        for server_id, (name, state) in progress.states.items():
            if state == self._states.get(server_id):
                continue
            self._states[server_id] = state
            self._io.note(f"{name} ({server_id}): {state}, {seconds}")


def live_line(label: str, progress: Progress) -> str:
    """Return one server's state, or the number of servers in each state."""
    states = [str(server.state) for server in progress.states.values()]
    if len(states) == 1:
        summary = states[0]
    else:
        counts = Counter(states).most_common()
        groups = [f"{count} {state}" for state, count in counts]
        summary = ", ".join(groups)
    return f"{label}: {summary}  {progress.seconds:.0f} s"
